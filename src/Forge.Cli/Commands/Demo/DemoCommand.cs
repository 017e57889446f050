using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Boards;
using Forge.Cli.Commands.Attempts;
using Forge.Cli.Diffs;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Demo;

/// <summary><c>forge demo</c>: three runs of a small real repository, in parallel, with an agent that needs no key.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings here)
    {
        var json = Flags.Json("Print the three runs as JSON when they rest, and nothing else");
        var command = new Command(
            "demo",
            "Three runs of a small sample in parallel; needs no key and no network"
        )
        {
            json,
        };
        command.SetAction(async (parsed, ct) => await RunAsync(here, parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(Surroundings here, bool json, CancellationToken ct)
    {
        var terminal = here.Terminal;
        var connection = new Connection(here);
        if (here.Variable("FORGE_URL") is { } remote)
            throw CommandFailed.Usage(
                $"The demo runs on this machine's server, but FORGE_URL names {remote}; unset it"
            );
        var repository = await DemoRepository.MakeAsync(connection.State, ct);
        var client = await connection.OpenAsync(ct);
        if (!json)
            Introduce(terminal, repository, client.Address);
        var project = await client.CreateProjectAsync(
            new CreateProject
            {
                Name = "greeter",
                GitRepoPath = repository,
                UseExistingRepo = true,
            },
            ct
        );
        var runs = await Task.WhenAll(
            DemoRepository.Prompts.Select(prompt => StartAsync(client, project.Id, prompt, ct))
        );
        try
        {
            await new LiveBoard(
                json ? Silent(here) : here,
                new Reconnecting(connection.OpenAsync, here.Time)
            ).ShowAsync(runs, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            terminal.Note($"\nThe runs go on. See them: {here.Name} list --project {repository}");
            return ExitCodes.Interrupted;
        }
        var ended = await AttemptList.LoadAsync(client, [project], ct);
        if (json)
            terminal.Line(
                JsonSerializer.Serialize(
                    [.. ended.Select(RunJson.Of)],
                    CliJson.Default.IReadOnlyListRunJson
                )
            );
        else
            await CloseAsync(
                here,
                client,
                [.. runs.Select(run => ended.First(one => one.Id == run.Id))],
                repository,
                ct
            );
        return ended.All(run => run.State == AttemptState.Review) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Surroundings Silent(Surroundings here) =>
        here with
        {
            Terminal = new Terminal(TextWriter.Null, TextWriter.Null, false, false, () => 80),
        };

    private static async Task<KnownAttempt> StartAsync(
        ForgeClient client,
        Guid project,
        string prompt,
        CancellationToken ct
    )
    {
        var task = await client.CreateAndStartAsync(
            new CreateAndStart
            {
                Task = new CreateTask { ProjectId = project, Title = prompt },
                ExecutorProfileId = new ExecutorProfileId
                {
                    Executor = Executors.Shell,
                    Command = DemoRepository.AgentCommand,
                },
                BaseBranch = "main",
            },
            ct
        );
        var attempt = task.Attempts is [var first, ..]
            ? first
            : (await client.AttemptsAsync(task.Id, ct))[0];
        return new KnownAttempt(attempt, task);
    }

    private static void Introduce(Terminal terminal, string repository, Uri server)
    {
        terminal.Line($"A small repository of its own: {repository}");
        terminal.Line($"The server:                    {server}");
        terminal.Line(
            "Three runs of the sample's own agent (a script: no key, no network), each in a worktree of its own."
        );
        terminal.Line();
    }

    private static async Task CloseAsync(
        Surroundings here,
        ForgeClient client,
        IReadOnlyList<KnownAttempt> runs,
        string repository,
        CancellationToken ct
    )
    {
        var terminal = here.Terminal;
        foreach (var run in runs)
        {
            terminal.Line();
            terminal.Line(
                terminal.In(Paint.Bold, $"What '{run.Task.Title}' changed")
                    + $" ({AttemptStates.Word(run.State)}, {run.Short})"
            );
            foreach (var diff in await client.DiffAsync(run.Id, statsOnly: false, ct))
                terminal.Output.Write(DiffText.Painted(UnifiedDiff.Of(diff), terminal));
        }
        Next(here, runs, repository);
    }

    private static void Next(Surroundings here, IReadOnlyList<KnownAttempt> runs, string repository)
    {
        var (terminal, forge) = (here.Terminal, here.Name);
        (string Command, string Meaning)[] steps =
        [
            ($"{forge} view {runs[0].Short}", "what the agent said and did"),
            ($"{forge} diff {runs[1].Short} --stat", "what it changed"),
            ($"{forge} merge {runs[1].Short}", "take it into main"),
            ($"cd {repository}", "the repository; forge list there shows all three"),
        ];
        var width = steps.Take(3).Max(step => step.Command.Length);
        terminal.Line();
        terminal.Line(terminal.In(Paint.Bold, "Next"));
        foreach (var (command, meaning) in steps)
            terminal.Line($"  {command.PadRight(width)}   {terminal.In(Paint.Dim, meaning)}");
        terminal.Line();
        terminal.Line(
            $"Nothing runs now but the server. It goes on in the background; {forge} stop-server ends it."
        );
    }
}
