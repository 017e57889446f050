namespace Forge.Core.Git;

/// <summary>
/// Turns a prepared worktree into an attempt's: renamed to the attempt's place, made known there, brought to the
/// attempt's commit, put on its branch, unlocked. The rename decides: of two claimers one finds nothing to rename, and
/// what was renamed is never among the prepared ones again. Until the last step it is locked, so no prune, not even
/// a person's, takes it; whoever comes after a crash finds the lock and goes on.
/// </summary>
internal static class PreparedClaim
{
    /// <summary>
    /// For the repository's queue. False when it is not there any more, or the disks will not have it: then nothing has
    /// changed. What needs room is written before anything is renamed.
    /// </summary>
    public static bool TryTake(PreparedWorktree prepared, string worktree)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(worktree)!);
            WriteNewHome(prepared.Administration, worktree);
            Directory.Move(prepared.Path, worktree);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        File.Move(NewHome(prepared.Administration), Home(prepared.Administration), overwrite: true);
        return true;
    }

    /// <summary>
    /// Goes on with one that was renamed before a crash, and is not known at its new place. False when the directory is
    /// nothing of that kind.
    /// </summary>
    public static bool Resume(GitRepository repo, string worktree)
    {
        var dot = Path.Join(worktree, ".git");
        if (!File.Exists(dot) || GitDirectories.PointedAt(dot) is not { } administration)
            return false;
        var all = Path.Join(repo.CommonDirectory, "worktrees");
        if (Path.GetDirectoryName(administration) != all || !Directory.Exists(administration))
            return false;
        var known = File.ReadAllText(Home(administration)).TrimEnd('\n');
        // A worktree that still is where the repository thinks is another one, and this directory a copy of it.
        if (!WorktreeLock.IsOurs(administration) || File.Exists(known))
            return false;
        WriteNewHome(administration, worktree);
        File.Move(NewHome(administration), Home(administration), overwrite: true);
        return true;
    }

    /// <summary>The rest of the way, outside the queue: it touches nothing but this worktree and the new branch.</summary>
    /// <param name="plainRefs">Refs have no settings of their own, such as rights for a group.</param>
    /// <exception cref="GitFailed">It could not be brought there; it is still locked.</exception>
    public static async Task FinishAsync(
        PreparedWorktree prepared,
        string worktree,
        string branch,
        string commit,
        bool plainRefs,
        CancellationToken ct
    )
    {
        if (prepared.Commit != commit)
            await NewWorktree
                .In(worktree, "checkout", "-q", "--detach", commit, "--")
                .CheckAsync(ct)
                .ConfigureAwait(false);
        // Without a start this writes the branch and HEAD, and looks at no file.
        if (!plainRefs || !NewBranch.TryMake(prepared.Administration, branch, commit))
            await NewWorktree
                .In(worktree, "checkout", "-q", "--no-track", "-b", branch)
                .CheckAsync(ct)
                .ConfigureAwait(false);
        File.Delete(PreparedWorktree.MarkOf(prepared.Administration));
        WorktreeLock.Remove(prepared.Administration);
    }

    private static string Home(string administration) => Path.Join(administration, "gitdir");

    private static string NewHome(string administration) => Home(administration) + ".forge";

    private static void WriteNewHome(string administration, string worktree) =>
        File.WriteAllText(
            NewHome(administration),
            Path.Join(GitDirectories.Normal(worktree), ".git") + "\n"
        );
}
