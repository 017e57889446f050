using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Evidence;
using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Store;
using Forge.Planning.Wishes;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>Runs the commands that prove a group, or the whole, behind the plan's loop; each run is a row before it begins.</summary>
internal sealed partial class GroupValidations(RunningParts parts, CancellationToken stopping)
{
    // As many as there are processors: a validation is mostly a compiler or a test run.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lock _lock = new();
    private readonly HashSet<(Guid Plan, string? Group)> _underWay = [];
    private readonly ILogger _log = parts.Logs.CreateLogger<GroupValidations>();

    public ValidationsUnderWay UnderWay(Guid plan)
    {
        lock (_lock)
            return new ValidationsUnderWay(
                _underWay.Where(u => u.Plan == plan).Select(u => u.Group ?? "").ToHashSet()
            );
    }

    /// <summary>Returns at once; <paramref name="ended"/> is called when the rows say how it went.</summary>
    public Task BeginAsync(
        PlanLook look,
        PlanStep.Validate step,
        Action ended,
        CancellationToken ct
    )
    {
        var group = look.Record.Group(step.Group);
        var attempt = look.Record.Attempts[step.Attempt];
        Begin(
            look.Plan.Id,
            step.Group,
            ended,
            async () =>
            {
                var order = new ValidationSet(
                    look.Plan.Id,
                    step.Group,
                    attempt,
                    step.Head,
                    ValidationCommands.Of(group)
                );
                var passed = look.Record.Settings.CleanCopy
                    ? await InCopyAsync(look, order, ValidationGround.Clean).ConfigureAwait(false)
                    : await InWorktreeAsync(look, order).ConfigureAwait(false);
                if (passed)
                    await WithTestsOfBaseAsync(look, order).ConfigureAwait(false);
            }
        );
        return Task.CompletedTask;
    }

    public Task BeginWholeAsync(PlanLook look, Action ended, CancellationToken ct)
    {
        if (look.Target is { } target)
            Begin(
                look.Plan.Id,
                null,
                ended,
                () =>
                    InCopyAsync(
                        look,
                        new ValidationSet(
                            look.Plan.Id,
                            null,
                            null,
                            target,
                            ValidationCommands.OfWhole(look.Record.Body)
                        ),
                        ValidationGround.Whole
                    )
            );
        return Task.CompletedTask;
    }

    /// <summary>The commands on a commit of their own, e.g. what a merge would make; returns when they have run.</summary>
    public async Task<IReadOnlyList<Validation>> RunAsync(
        PlanLook look,
        ValidationSet set,
        ValidationGround ground
    )
    {
        await InCopyAsync(look, set, ground).ConfigureAwait(false);
        return
        [
            .. parts
                .Database.Read(db => ValidationRows.Of(db, look.Plan.Id))
                .Where(v => v.GroupId == set.Group && v.Head == set.Head && v.Ground == ground),
        ];
    }

    private void Begin(Guid plan, string? group, Action ended, Func<Task> run)
    {
        lock (_lock)
            if (!_underWay.Add((plan, group)))
                return;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await _places.WaitAsync(stopping).ConfigureAwait(false);
                    try
                    {
                        await run().ConfigureAwait(false);
                    }
                    finally
                    {
                        _places.Release();
                    }
                }
                catch (Exception error)
                    when (error
                            is OperationCanceledException
                                or RuleBroken
                                or GitFailed
                                or IOException
                                or UnauthorizedAccessException
                    )
                {
                    LogBroken(_log, error, plan, group ?? "the whole");
                }
                finally
                {
                    lock (_lock)
                        _underWay.Remove((plan, group));
                    if (!stopping.IsCancellationRequested)
                        ended();
                }
            },
            CancellationToken.None
        );
    }

    // For people to see, and in nobody's way: does the work hold before the tests that it did not write?
    private async Task WithTestsOfBaseAsync(PlanLook look, ValidationSet set)
    {
        var tests = TestFiles.TestsChanged(look.Changed.GetValueOrDefault(set.Group!, []));
        if (tests.Count == 0 || set.Attempt?.BaseCommit is not { } based)
            return;
        var commit = await BaseTests
            .MakeAsync(look.Repo, set.Head, based, tests, stopping)
            .ConfigureAwait(false);
        if (commit is not null)
            await InCopyAsync(look, set with { Commit = commit }, ValidationGround.Base)
                .ConfigureAwait(false);
    }

    private async Task<bool> InCopyAsync(PlanLook look, ValidationSet set, ValidationGround ground)
    {
        await using var copy = await CleanCopy
            .MakeAsync(look.Repo, set.Commit ?? set.Head, parts.State.Copies, stopping)
            .ConfigureAwait(false);
        await PrepareAsync(look, set, copy.Path).ConfigureAwait(false);
        return await RunAsync(look, set, ground, copy.Path).ConfigureAwait(false);
    }

    // As an agent's worktree is: with the project's copied files, and set up.
    private async Task PrepareAsync(PlanLook look, ValidationSet set, string directory)
    {
        var project = look.Record.Project;
        await CopiedFiles
            .CopyAsync(look.Repo.Path, directory, CopiedFiles.Globs(project.CopyFiles), stopping)
            .ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(project.SetupScript))
            return;
        var output = Path.Combine(parts.State.Scratch, $"setup-{Guid.NewGuid():N}.log");
        await new ValidationRun(parts.State.Root, parts.Time)
            .RunAsync(
                new ValidationOrder
                {
                    Command = project.SetupScript,
                    Directory = directory,
                    OutputFile = output,
                    Limit = look.Record.Settings.ValidationLimit,
                    Environment = Variables(look, set),
                },
                stopping
            )
            .ConfigureAwait(false);
        // What could not be set up shows in the commands.
        File.Delete(output);
    }

    private async Task<bool> InWorktreeAsync(PlanLook look, ValidationSet set)
    {
        var worktree = set.Attempt!.Worktree;
        // What lies there uncommitted, as a person's edit may, is not what is to be proved, and must not be taken away after.
        if (
            !await ValidationTraces.IsCleanAsync(worktree, set.Head, stopping).ConfigureAwait(false)
        )
            return await InCopyAsync(look, set, ValidationGround.Clean).ConfigureAwait(false);
        var passed = await RunAsync(look, set, ValidationGround.Worktree, worktree)
            .ConfigureAwait(false);
        await ValidationTraces
            .RemoveAsync(look.Repo, set.Attempt, set.Head, stopping)
            .ConfigureAwait(false);
        return passed;
    }

    /// <returns>All of them passed.</returns>
    private async Task<bool> RunAsync(
        PlanLook look,
        ValidationSet set,
        ValidationGround ground,
        string directory
    )
    {
        var passed = true;
        var folder = Path.Combine(parts.State.Evidence, look.Plan.Id.ToString());
        Files.CreatePrivateDirectory(folder);
        for (var i = 0; i < set.Commands.Count; i++)
        {
            var id = Guid.NewGuid();
            var row = new Validation
            {
                Id = id,
                PlanId = set.Plan,
                GroupId = set.Group,
                AttemptId = set.Attempt?.Id,
                Head = set.Head,
                Ground = ground,
                Position = i,
                Command = set.Commands[i].Command,
                Output = Path.Combine(folder, $"{id}.log"),
                StartedAt = parts.Database.Now,
            };
            await parts
                .Database.WriteAsync(w => ValidationRows.Begin(w, row), stopping)
                .ConfigureAwait(false);
            var ended = await RunAsync(look, set, set.Commands[i], row, directory)
                .ConfigureAwait(false);
            await parts
                .Database.WriteAsync(w => ValidationRows.End(w, ended), stopping)
                .ConfigureAwait(false);
            passed &= ended.Passed;
        }
        return passed;
    }

    private async Task<Validation> RunAsync(
        PlanLook look,
        ValidationSet set,
        ValidationCommand command,
        Validation row,
        string directory
    )
    {
        var result = await new ValidationRun(parts.State.Root, parts.Time)
            .RunAsync(
                new ValidationOrder
                {
                    Id = row.Id,
                    Command = command.Command,
                    Expect = command.Expect,
                    Directory = directory,
                    OutputFile = row.Output,
                    Limit = look.Record.Settings.ValidationLimit,
                    Environment = Variables(look, set),
                },
                stopping
            )
            .ConfigureAwait(false);
        return row with
        {
            ExitCode = result.ExitCode,
            TimedOut = result.TimedOut,
            Passed = result.Passed,
            Note =
                row.Ground == ValidationGround.Base
                    ? $"with the tests as they were at its base: {result.Verdict}"
                    : result.Verdict,
            EndedAt = parts.Database.Now,
        };
    }

    private Dictionary<string, string> Variables(PlanLook look, ValidationSet set)
    {
        var all = AgentEnvironment.Inherited(parts.Environment);
        all["FORGE_PLAN"] = look.Plan.Slug;
        if (set.Group is { } group)
            all["FORGE_GROUP"] = group;
        if (set.Attempt is { } attempt)
            all["FORGE_ATTEMPT"] = attempt.Id.ToString();
        return all;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Plan {Plan}: the validation of {Group} could not be run to its end"
    )]
    private static partial void LogBroken(ILogger log, Exception error, Guid plan, string group);
}

/// <summary>Commands for one commit.</summary>
/// <param name="Group">Null for the whole.</param>
internal sealed record ValidationSet(
    Guid Plan,
    string? Group,
    Attempt? Attempt,
    string Head,
    IReadOnlyList<ValidationCommand> Commands
)
{
    /// <summary>What is checked out instead of the head that it speaks of; null: the head itself.</summary>
    public string? Commit { get; init; }
}

/// <summary>Which groups of a plan are being validated at a moment; an empty name is the whole.</summary>
internal sealed record ValidationsUnderWay(IReadOnlySet<string> Groups)
{
    public bool Has(string? group) => Groups.Contains(group ?? "");
}
