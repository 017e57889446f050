namespace Forge.Core.Git;

/// <summary>
/// After a squash merge the attempt's branch and worktree move to the squash commit; otherwise a follow-up's second
/// merge would conflict with the first.
/// </summary>
internal static class MergedBranch
{
    /// <returns>Null when the branch is at the squash commit; else why it stayed.</returns>
    public static async Task<string?> FollowAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        var tip = await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false);
        if (tip == ready.Squash)
            return null;
        if (tip != ready.BranchBefore)
            return $"{attempt.Branch} has new commits since the merge was prepared";
        var holders = await Worktrees.HoldersAsync(repo, attempt.Branch, ct).ConfigureAwait(false);
        return holders switch
        {
            [] => await SwapAsync(repo, ready, attempt, ct).ConfigureAwait(false),
            [{ Operation: null, IsReachable: true } one] => await ResetAsync(
                    repo,
                    one.Path,
                    ready,
                    attempt,
                    ct
                )
                .ConfigureAwait(false),
            _ => $"{attempt.Branch} is busy in {holders[0].Path}",
        };
    }

    private static async Task<string?> SwapAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        var swap = await repo.Git(
                "update-ref",
                "-m",
                "forge: merged",
                "refs/heads/" + attempt.Branch,
                ready.Squash,
                ready.BranchBefore
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return swap.Ok ? null : $"{attempt.Branch} moved at the same moment";
    }

    private static async Task<string?> ResetAsync(
        GitRepository repo,
        string worktree,
        MergePreparation.Ready ready,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        // The target has moved: whatever fails from here on is told and nothing more.
        try
        {
            await Snapshots.TakeAsync(repo, worktree, attempt.Attempt, ct).ConfigureAwait(false);
        }
        catch (GitFailed failed)
        {
            return $"{worktree} could not be kept before moving it: {failed.Message}";
        }
        // Keeps edits that are not committed, and refuses where they overlap with what the merge brings.
        var keep = GitCommand.In(worktree, "reset", "--quiet", "--keep", ready.Squash) with
        {
            Finishes = true,
        };
        var reset = await keep.RunAsync(ct).ConfigureAwait(false);
        return reset.Ok
            ? null
            : $"{worktree} has edits that are not committed and overlap with the merge";
    }
}
