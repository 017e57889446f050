using Forge.Core.Domain;
using Forge.Core.Platform;

namespace Forge.Core.Git;

internal enum FoundWorktree
{
    /// <summary>Nothing is there any more: it must be begun.</summary>
    Nothing,

    /// <summary>Begun and not filled.</summary>
    Begun,
    Complete,
}

/// <summary>
/// Recognises what an interrupted making of a worktree left behind. No agent ever ran there, so everything in it
/// came from git and may be made again; whatever is not clearly of that kind is refused.
/// </summary>
internal static class HalfMadeWorktree
{
    public static async Task<FoundWorktree> LookAsync(
        GitRepository repo,
        string worktree,
        string branch,
        CancellationToken ct
    )
    {
        var path = GitDirectories.Normal(worktree);
        switch (Worktrees.HealthOf(repo, path))
        {
            case WorktreeHealth.There:
                await InsistOnBranchAsync(path, branch, ct).ConfigureAwait(false);
                return FoundWorktree.Complete;
            case WorktreeHealth.HalfMade:
                return await FreeAsync(repo, path, branch, ct).ConfigureAwait(false);
            case WorktreeHealth.Broken when PreparedClaim.Resume(repo, path):
                return await FreeAsync(repo, path, branch, ct).ConfigureAwait(false);
            case WorktreeHealth.Broken:
                ClearAway(repo, path);
                return FoundWorktree.Nothing;
            default:
                ForgetGone(repo, path);
                return FoundWorktree.Nothing;
        }
    }

    /// <summary>The branch a worktree is on; null when it is on none.</summary>
    public static async Task<string?> BranchOfAsync(string worktree, CancellationToken ct)
    {
        if (GitDirectories.Of(worktree) is { } git && RefFiles.BranchOf(git) is { } branch)
            return branch;
        var head = await GitCommand
            .In(worktree, "symbolic-ref", "-q", "--short", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return head.Ok ? head.Output.TrimEnd('\n') : null;
    }

    /// <summary>Takes away one that no agent was ever in.</summary>
    public static async Task RedoAsync(string administration, string path, CancellationToken ct)
    {
        await Trees.DeleteAsync(path, ct).ConfigureAwait(false);
        WorktreeTrash.Forget(administration);
    }

    private static async Task InsistOnBranchAsync(string path, string branch, CancellationToken ct)
    {
        if (await BranchOfAsync(path, ct).ConfigureAwait(false) != branch)
            throw RuleBroken.Conflict($"{path} is a worktree of another branch than {branch}");
    }

    private static async Task<FoundWorktree> FreeAsync(
        GitRepository repo,
        string path,
        string branch,
        CancellationToken ct
    )
    {
        var administration = GitDirectories.AdministrationOf(repo, path)!;
        // A git that outlived its server may still be checking out; it holds the lock of the index open.
        await IndexLock.WaitForWriterAsync(administration, ct).ConfigureAwait(false);
        if (Worktrees.HealthOf(repo, path) == WorktreeHealth.There)
            return FoundWorktree.Complete;
        File.Delete(Path.Join(administration, "index.lock"));
        File.Delete(Path.Join(administration, "ORIG_HEAD.lock"));
        var held = await BranchOfAsync(path, ct).ConfigureAwait(false);
        if (held == branch || (held is null && WorktreeLock.IsOurs(administration)))
            return FoundWorktree.Begun;
        await RedoAsync(administration, path, ct).ConfigureAwait(false);
        return FoundWorktree.Nothing;
    }

    /// <summary>A directory that the repository does not know as a worktree: empty, or with nothing but git's pointer.</summary>
    private static void ClearAway(GitRepository repo, string path)
    {
        var entries = Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).ToList();
        if (entries is not ([] or [".git"]) || Directory.Exists(Path.Join(path, ".git")))
            throw RuleBroken.Conflict(
                $"{path} exists and is not a worktree that Forge began; it was left as it is"
            );
        File.Delete(Path.Join(path, ".git"));
        ForgetGone(repo, path);
    }

    private static void ForgetGone(GitRepository repo, string path)
    {
        var administration = GitDirectories.AdministrationOf(repo, path);
        if (administration is not null)
            WorktreeTrash.Forget(administration);
    }
}
