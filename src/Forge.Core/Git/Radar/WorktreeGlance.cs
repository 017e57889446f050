namespace Forge.Core.Git.Radar;

/// <summary>
/// A worktree as it is at this moment, as a commit that no ref holds: for a question, not for keeping. Neither the
/// worktree nor its index changes, and an unchanged worktree gives the same commit again.
/// </summary>
internal static class WorktreeGlance
{
    /// <returns>Null: it has nothing beside what is committed.</returns>
    public static async Task<string?> TakeAsync(
        GitRepository repo,
        string worktree,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.CopyOf(worktree);
        var (status, _) = await index.TakeAllAsync(worktree, null, ct).ConfigureAwait(false);
        if (status.Head is not { } head || status is { Changed.Count: 0, Untracked.Count: 0 })
            return null;
        var tree = await new GitCommand(worktree, ["write-tree"]) { IndexFile = index.File }
            .TextAsync(ct)
            .ConfigureAwait(false);
        return await ForgeCommit
            .PassingAsync(repo, tree, [head], "forge: glance\n", ct)
            .ConfigureAwait(false);
    }
}
