using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Evidence;
using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Store;
using Forge.Planning.Wishes;

namespace Forge.Core.Running.Plans;

/// <summary>Where commands are run: in an attempt's own worktree, or in a copy of a commit that is made for them and goes with them.</summary>
internal sealed class ValidationGrounds(RunningParts parts, CancellationToken stopping)
{
    // For people to see, and in nobody's way: does the work hold before the tests that it did not write?
    public async Task WithTestsOfBaseAsync(PlanLook look, ValidationSet set)
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

    public async Task<bool> InCopyAsync(PlanLook look, ValidationSet set, ValidationGround ground)
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

    public async Task<bool> InWorktreeAsync(PlanLook look, ValidationSet set)
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
