using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>
/// Recognises what an interrupted <c>git worktree add</c> left behind. No agent ever ran there, so everything in it
/// came from git and may be made again; whatever is not clearly of that kind is refused.
/// </summary>
internal static class HalfMadeWorktree
{
    /// <returns>True when the worktree is complete now; false when it must be added.</returns>
    public static async Task<bool> CompleteAsync(
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
                return true;
            case WorktreeHealth.HalfMade:
                return await FinishAsync(repo, path, branch, ct).ConfigureAwait(false);
            case WorktreeHealth.Broken:
                ClearAway(repo, path);
                return false;
            default:
                ForgetGone(repo, path);
                return false;
        }
    }

    private static async Task InsistOnBranchAsync(string path, string branch, CancellationToken ct)
    {
        var head = await GitCommand
            .In(path, "symbolic-ref", "-q", "--short", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (head.Output.Trim() != branch)
            throw RuleBroken.Conflict($"{path} is a worktree of another branch than {branch}");
    }

    private static async Task<bool> FinishAsync(
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
            return true;
        File.Delete(Path.Join(administration, "index.lock"));
        File.Delete(Path.Join(administration, "ORIG_HEAD.lock"));
        var held = await GitCommand
            .In(path, "symbolic-ref", "-q", "--short", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (held.Output.Trim() != branch)
        {
            Redo(administration, path);
            return false;
        }
        // Cut short by a server that ends, it would leave a lock that nobody holds.
        var fill = GitCommand.In(
            path,
            "-c",
            "checkout.workers=2",
            "reset",
            "--hard",
            "--quiet"
        ) with
        {
            Finishes = true,
        };
        var reset = await fill.RunAsync(ct).ConfigureAwait(false);
        if (!reset.Ok)
        {
            Redo(administration, path);
            return false;
        }
        File.Delete(Path.Join(administration, "locked"));
        return true;
    }

    private static void Redo(string administration, string path)
    {
        Directory.Delete(path, recursive: true);
        WorktreeTrash.Forget(administration);
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
