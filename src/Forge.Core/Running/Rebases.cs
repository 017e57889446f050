using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Moves an attempt onto another base or target. A conflict stays in the worktree until it is resolved or given up.</summary>
internal sealed class Rebases(RunningParts parts, AttemptRuns runs)
{
    private readonly AttemptWorktree _worktree = new(parts);

    /// <param name="onto">The new base; null: the target branch.</param>
    /// <exception cref="RuleBroken">The agent works, or the branches conflict.</exception>
    public Task RebaseAsync(Guid attempt, string? onto, string? oldBase, CancellationToken ct) =>
        InTurnAsync(
            attempt,
            async (place, repo, tree, stopping) =>
            {
                var target = onto ?? place.Attempt.TargetBranch;
                await RequireAsync(repo, target, stopping).ConfigureAwait(false);
                if (
                    oldBase is not null
                    && await Branches.CommitAsync(repo, oldBase, stopping).ConfigureAwait(false)
                        is null
                )
                    await RequireAsync(repo, oldBase, stopping).ConfigureAwait(false);
                var kept = await _worktree
                    .KeepAsync(place.Attempt, place.Project, place.Task.Title, stopping)
                    .ConfigureAwait(false);
                if (!kept.IsOnBranch)
                    throw RuleBroken.Conflict(kept.Note!);
                var old = oldBase == target ? null : oldBase;
                if (old is null && target == place.Attempt.TargetBranch)
                    old = await OwnWork
                        .TakenOutAsync(parts, repo, attempt, stopping)
                        .ConfigureAwait(false);
                var result = await Rebasing
                    .RebaseAsync(repo, tree, target, old, stopping)
                    .ConfigureAwait(false);
                await SettleAsync(place, repo, target, result, stopping).ConfigureAwait(false);
            },
            ct
        );

    public Task ContinueAsync(Guid attempt, CancellationToken ct) =>
        InTurnAsync(
            attempt,
            async (place, repo, tree, stopping) =>
            {
                var result = await Rebasing
                    .ContinueAsync(repo, tree, stopping)
                    .ConfigureAwait(false);
                await SettleAsync(place, repo, place.Attempt.TargetBranch, result, stopping)
                    .ConfigureAwait(false);
            },
            ct
        );

    /// <summary>Gives up what stopped half-way. Where nothing did, nothing happens.</summary>
    public Task AbortAsync(Guid attempt, CancellationToken ct) =>
        InTurnAsync(
            attempt,
            (_, repo, tree, stopping) =>
                GitDirectories.Of(tree.Worktree) is { } git && GitOperations.Of(git) is not null
                    ? Rebasing.AbortAsync(repo, tree, stopping)
                    : Task.CompletedTask,
            ct
        );

    /// <summary>Makes another branch the one that the work is to come onto. The commits stay as they are.</summary>
    /// <returns>Commits ahead of and behind the new target.</returns>
    public async Task<AheadBehind> ChangeTargetAsync(Guid id, string target, CancellationToken ct)
    {
        var (attempt, _, project) = parts.Database.Require(id);
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        var tip = await RequireAsync(repo, target, ct).ConfigureAwait(false);
        await parts
            .Database.WriteAsync(
                w => AttemptRows.Change(w, id, a => a with { TargetBranch = target }),
                ct
            )
            .ConfigureAwait(false);
        // Its branch may not have been made yet, or be gone: then it is neither ahead nor behind.
        return await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false) is { } head
            ? await Branches.AheadBehindAsync(repo, head, tip, ct).ConfigureAwait(false)
            : default;
    }

    private static async Task<string> RequireAsync(
        GitRepository repo,
        string branch,
        CancellationToken ct
    ) =>
        await Branches.ResolveAsync(repo, branch, ct).ConfigureAwait(false)
        ?? throw RuleBroken.NotFound($"Branch '{branch}' does not exist in the repository");

    private Task InTurnAsync(
        Guid id,
        Func<AttemptInPlace, GitRepository, AttemptTree, CancellationToken, Task> act,
        CancellationToken ct
    ) =>
        runs.For(id)
            .AskAsync(
                async stopping =>
                {
                    var place = parts.Database.Require(id);
                    Insist(place.Attempt);
                    var repo = await _worktree
                        .RepositoryAsync(place.Project, stopping)
                        .ConfigureAwait(false);
                    await _worktree
                        .EnsureAsync(place.Attempt, place.Project, stopping)
                        .ConfigureAwait(false);
                    var tree = new AttemptTree(id, place.Attempt.Branch, place.Attempt.Worktree);
                    await act(place, repo, tree, stopping).ConfigureAwait(false);
                    return true;
                },
                ct
            );

    private void Insist(Attempt attempt)
    {
        if (attempt.Stage != AttemptStage.Ready)
            throw RuleBroken.Conflict("This attempt has no worktree to work in.");
        var processes = parts.Database.Read(db =>
            ProcessRows.OfAttempt(db, attempt.Id, dropped: false)
        );
        if (!AttemptDecisions.AtRest(processes))
            throw RuleBroken.Conflict("The agent is still at work. Wait for it, or stop it first.");
    }

    private async Task SettleAsync(
        AttemptInPlace place,
        GitRepository repo,
        string onto,
        RebaseResult result,
        CancellationToken ct
    )
    {
        if (result is RebaseResult.Conflicts conflicts)
        {
            var text =
                $"Rebasing {place.Attempt.Branch} onto {onto} conflicts in {string.Join(", ", conflicts.Files)}. "
                + $"Resolve them in {place.Attempt.Worktree} and continue, or abort.";
            throw RuleBroken.Conflict(
                text,
                new ConflictDetails(
                    "merge_conflicts",
                    text,
                    conflicts.Operation.Word(),
                    conflicts.Files
                )
            );
        }
        var tip = await Branches.ResolveAsync(repo, onto, ct).ConfigureAwait(false);
        await parts
            .Database.WriteAsync(
                w =>
                    AttemptRows.Change(
                        w,
                        place.Attempt.Id,
                        a => a with { BaseCommit = tip, TargetBranch = onto }
                    ),
                ct
            )
            .ConfigureAwait(false);
    }
}
