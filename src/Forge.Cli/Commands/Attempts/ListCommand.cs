using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Machine;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge list</c>: the runs of this repository, or of all.</summary>
internal static class ListCommand
{
    private const int LongestTitle = 60;

    public static Command Create(Surroundings here)
    {
        var all = new Option<bool>("--all", "-a")
        {
            Description = "Also what is merged, cancelled or archived, and every project",
        };
        var (project, json) = (Flags.Project(), Flags.Json());
        var command = new Command("list", "Show the runs and where they stand")
        {
            all,
            project,
            json,
        };
        command.Aliases.Add("ls");
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var everything = parsed.GetValue(all);
                var projects = await ProjectsAsync(
                    client,
                    parsed.GetValue(project),
                    everything,
                    here,
                    ct
                );
                var runs = await AttemptList.LoadAsync(client, projects, ct);
                if (!everything)
                    runs = [.. runs.Where(run => !AttemptStates.IsOver(run.State))];
                if (parsed.GetValue(json))
                    here.Terminal.Line(
                        JsonSerializer.Serialize(
                            [.. runs.Select(RunJson.Of)],
                            CliJson.Default.IReadOnlyListRunJson
                        )
                    );
                else
                    Print(here, runs, projects, everything);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Project>> ProjectsAsync(
        ForgeClient client,
        string? named,
        bool all,
        Surroundings here,
        CancellationToken ct
    )
    {
        var projects = await client.ProjectsAsync(ct);
        if (named is not null)
            return [ProjectList.Find(projects, named, here.Directory)];
        var root = all ? null : await Repositories.RootAsync(here.Directory, ct);
        return projects.FirstOrDefault(one => one.GitRepoPath == root) is { } own
            ? [own]
            : projects;
    }

    private static void Print(
        Surroundings here,
        IReadOnlyList<KnownAttempt> runs,
        IReadOnlyList<Project> projects,
        bool all
    )
    {
        if (runs.Count == 0)
        {
            here.Terminal.Line(
                all
                    ? $"No runs yet. Start one: {here.Name} run \"…\""
                    : $"Nothing open. {here.Name} list --all shows what is done."
            );
            return;
        }
        var several = projects.Count > 1;
        var names = projects.ToDictionary(project => project.Id, project => project.Name);
        var table = new TextTable([.. Headings(several)]);
        foreach (var run in runs)
            table.Add([.. Cells(run, several ? names[run.Task.ProjectId] : null, here.Now)]);
        here.Terminal.Table(table);
    }

    private static IEnumerable<Column> Headings(bool several)
    {
        Column[] first = ["ID", "STATE", "AGENT", "AGE"];
        Column[] project = several ? [new Column("PROJECT", 6)] : [];
        Column[] last = [new Column("TASK", 24), new Column("BRANCH", 24, IsOptional: true)];
        return [.. first, .. project, .. last];
    }

    private static IEnumerable<Cell> Cells(KnownAttempt run, string? project, DateTimeOffset now)
    {
        yield return new Cell(run.Short, Paint.Bold);
        yield return AttemptStates.Cell(run.State);
        yield return run.Attempt.Executor.ToLowerInvariant();
        yield return Words.Age(now - run.Attempt.CreatedAt);
        if (project is not null)
            yield return Words.OneLine(project, 20);
        yield return Words.OneLine(run.Task.Title, LongestTitle);
        yield return new Cell(run.Attempt.Branch, Paint.Dim);
    }
}
