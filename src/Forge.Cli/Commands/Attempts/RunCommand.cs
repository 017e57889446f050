using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Conversations;
using Forge.Cli.Machine;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge run PROMPT</c>: gives a task to an agent, in a worktree of its own.</summary>
internal static class RunCommand
{
    private sealed record Request(
        string Prompt,
        string? Title,
        string? Base,
        string? Project,
        ExecutorProfileId? Profile,
        (string? Variant, string? Model) Overrides
    );

    public static Command Create(Surroundings here)
    {
        var prompt = new Argument<string>("prompt")
        {
            Description = "What is to be done; '-' reads it from standard input",
        };
        var agent = Text(
            "--agent",
            "claude, shell, replay … (default: the one in the settings)",
            "name",
            "-a"
        );
        var variant = Text("--variant", "A variant of the agent's profile, e.g. plan", "name");
        var model = Text("--model", "The agent's model instead of the profile's", "name");
        var command = Text(
            "--command",
            "Run this command line instead of an agent; the prompt comes on its standard input",
            "line"
        );
        var (from, title) = (Base(), Title());
        var (project, follow, json) = (Flags.Project(), Flags.Follow(), Flags.Json());
        var run = new Command("run", "Give a task to an agent, in a worktree of its own")
        {
            prompt,
            agent,
            variant,
            model,
            command,
            from,
            title,
            project,
            follow,
            json,
        };
        run.SetAction(
            async (parsed, ct) =>
            {
                var (form, own) = (parsed.GetValue(variant), parsed.GetValue(model));
                var request = new Request(
                    parsed.GetRequiredValue(prompt),
                    parsed.GetValue(title),
                    parsed.GetValue(from),
                    parsed.GetValue(project),
                    Executors.Profile(parsed.GetValue(agent), form, own, parsed.GetValue(command)),
                    (form, own)
                );
                var started = await StartAsync(here, request, ct);
                var (live, machine) = (parsed.GetValue(follow), parsed.GetValue(json));
                return await TellAsync(here, started, live, machine, ct);
            }
        );
        return run;
    }

    private static Option<string?> Base() =>
        Text(
            "--base",
            "The branch to start from and to merge into (default: the one checked out)",
            "branch",
            "-b"
        );

    private static Option<string?> Title() =>
        Text("--title", "The task's name (default: the prompt's first line)", "text", "-t");

    private static Option<string?> Text(
        string name,
        string description,
        string value,
        params string[] aliases
    ) => new(name, aliases) { Description = description, HelpName = value };

    private static async Task<KnownAttempt> StartAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        var prompt = await Flags.PromptAsync(request.Prompt, ct);
        var (title, description) = Prompts.Split(prompt, request.Title);
        var client = await new Connection(here).OpenAsync(ct);
        var (project, isNew) = await ProjectList.RequireAsync(client, request.Project, here, ct);
        if (isNew)
            here.Terminal.Note($"Made {project.GitRepoPath} a project");
        var task = await client.CreateAndStartAsync(
            new CreateAndStart
            {
                Task = new CreateTask
                {
                    ProjectId = project.Id,
                    Title = title,
                    Description = description,
                },
                ExecutorProfileId = request.Profile ?? await StandardAsync(client, request, ct),
                BaseBranch =
                    request.Base
                    ?? (request.Project is null ? await OwnBranchAsync(here, project, ct) : null),
            },
            ct
        );
        var attempt = task.Attempts is [var first, ..]
            ? first
            : (await client.AttemptsAsync(task.Id, ct))[0];
        if (attempt.ContainerRef is null)
            attempt = await PlacedAsync(here, client, attempt.Id, ct);
        return new KnownAttempt(attempt, task);
    }

    /// <summary>
    /// The branch of a person's own second worktree: whoever stands in it means that one, and not what the main
    /// checkout holds. Null elsewhere; an agent's worktree is nobody's place to start from.
    /// </summary>
    private static async Task<string?> OwnBranchAsync(
        Surroundings here,
        Project project,
        CancellationToken ct
    )
    {
        var top = await Repositories.CheckoutAsync(here.Directory, ct);
        if (top is null || top == project.GitRepoPath || StateDirectory.Of(here).Holds(top))
            return null;
        return await Repositories.BranchAsync(top, ct);
    }

    /// <summary>
    /// The attempt once its worktree stands, which its first process tells. A big repository may take longer than a
    /// person wants to wait for an answer: then the path is left open.
    /// </summary>
    private static async Task<TaskAttempt> PlacedAsync(
        Surroundings here,
        ForgeClient client,
        Guid attempt,
        CancellationToken ct
    )
    {
        await foreach (
            var operation in Quiet.UntilQuietAsync(
                inner => client.ProcessesStreamAsync(attempt, inner),
                TimeSpan.FromSeconds(5),
                here.Time,
                ct
            )
        )
        {
            var watch = new ProcessWatch();
            watch.Apply(operation);
            if (watch.InOrder.Count > 0)
                break;
        }
        return await client.AttemptAsync(attempt, ct);
    }

    private static async Task<ExecutorProfileId> StandardAsync(
        ForgeClient client,
        Request request,
        CancellationToken ct
    )
    {
        var standard = (await client.ConfigAsync(ct)).ExecutorProfile;
        var (variant, model) = request.Overrides;
        return standard with
        {
            Variant = variant?.ToUpperInvariant() ?? standard.Variant,
            Model = model ?? standard.Model,
        };
    }

    private static async Task<int> TellAsync(
        Surroundings here,
        KnownAttempt started,
        bool follow,
        bool json,
        CancellationToken ct
    )
    {
        var terminal = here.Terminal;
        if (json && !follow)
            terminal.Line(JsonSerializer.Serialize(RunJson.Of(started), CliJson.Default.RunJson));
        else if (!json)
            Describe(here, started, follow);
        return follow
            ? await ViewCommand.FollowAsync(here, started.Id, raw: false, json, ct)
            : ExitCodes.Ok;
    }

    private static void Describe(Surroundings here, KnownAttempt run, bool follow)
    {
        var (terminal, forge) = (here.Terminal, here.Name);
        terminal.Line($"{terminal.In(Paint.Bold, Words.Harmless(run.Task.Title))}");
        terminal.Line($"  id        {run.Short}  ({run.Attempt.Executor?.ToLowerInvariant()})");
        terminal.Line($"  branch    {run.Attempt.Branch} → {run.Attempt.TargetBranch}");
        terminal.Line($"  worktree  {run.Attempt.ContainerRef ?? "(being made)"}");
        if (follow)
            return;
        terminal.Line();
        terminal.Line($"  {forge} view {run.Short} --live    watch it work");
        terminal.Line($"  {forge} diff {run.Short}           what it changed");
        terminal.Line(
            $"  {forge} merge {run.Short}          take it into {run.Attempt.TargetBranch}"
        );
    }
}
