using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>
/// Makes a worktree in two steps: it is begun (known to the repository, locked, without files), then filled, put on
/// its branch and unlocked. What a crash leaves in between is known by the lock.
/// </summary>
internal static class NewWorktree
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>For the repository's queue: git cannot read the list of worktrees while another is being begun.</summary>
    /// <param name="newBranchAt">Where a new branch starts; null when the branch is there.</param>
    /// <returns>True when it is to be filled; false when it was complete already.</returns>
    public static async Task<bool> BeginAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string? newBranchAt,
        CancellationToken ct
    )
    {
        var found = await HalfMadeWorktree
            .LookAsync(repo, worktree, branch, ct)
            .ConfigureAwait(false);
        if (found == FoundWorktree.Nothing)
            await AddAsync(repo, worktree, newBranchAt, branch, ct).ConfigureAwait(false);
        return found != FoundWorktree.Complete;
    }

    /// <summary>A worktree without files, on no branch, or on <paramref name="branch"/> when no commit is given.</summary>
    public static Task AddAsync(
        GitRepository repo,
        string worktree,
        string? commit,
        string branch,
        CancellationToken ct
    )
    {
        string[] what = commit is null
            ? ["--", worktree, branch]
            : ["--detach", "--", worktree, commit];
        string[] locked = ["--lock", "--reason", WorktreeLock.BeingMade];
        return repo.Git(["worktree", "add", "--quiet", "--no-checkout", .. locked, .. what])
            .CheckAsync(ct);
    }

    /// <summary>
    /// Writes the files of one that was begun and puts it on its branch. One that cannot be filled is taken away
    /// again, as git would.
    /// </summary>
    /// <param name="newBranchAt">As in <see cref="BeginAsync"/>.</param>
    public static async Task FillAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string? newBranchAt,
        CancellationToken ct
    )
    {
        try
        {
            foreach (
                var step in await StepsAsync(repo, worktree, branch, newBranchAt, ct)
                    .ConfigureAwait(false)
            )
                await (In(worktree, step) with { Finishes = true })
                    .CheckAsync(ct)
                    .ConfigureAwait(false);
        }
        catch (GitFailed)
        {
            await UndoAsync(repo, worktree, ct).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The last step: from now on it is a worktree like any other.</summary>
    public static void Unlock(GitRepository repo, string worktree)
    {
        if (GitDirectories.AdministrationOf(repo, worktree) is { } administration)
        {
            NewBranch.ClearAway(administration);
            File.Delete(PreparedWorktree.MarkOf(administration));
            WorktreeLock.Remove(administration);
        }
        if (Worktrees.HealthOf(repo, worktree) != WorktreeHealth.There)
            throw RuleBroken.Conflict($"Git made no usable worktree at {worktree}");
    }

    /// <summary>A command that writes many files, or waits its turn at the repository's refs.</summary>
    public static GitCommand In(string worktree, params string[] arguments) =>
        GitCommand.In(
            worktree,
            ["-c", "checkout.workers=2", "-c", "reftable.lockTimeout=10000", .. arguments]
        ) with
        {
            Limit = Limit,
        };

    private static async Task<string[][]> StepsAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string? newBranchAt,
        CancellationToken ct
    )
    {
        string[] write = ["reset", "--hard", "--quiet"];
        if (await HalfMadeWorktree.BranchOfAsync(worktree, ct).ConfigureAwait(false) == branch)
            return [write];
        var tip = await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false);
        if (tip is null && newBranchAt is not null)
            return
            [
                ["checkout", "-f", "-q", "--no-track", "-b", branch, newBranchAt, "--"],
            ];
        // A crash between the branch and the HEAD that was to name it.
        return
        [
            ["symbolic-ref", "HEAD", "refs/heads/" + branch],
            write,
        ];
    }

    private static Task<bool> UndoAsync(
        GitRepository repo,
        string worktree,
        CancellationToken ct
    ) =>
        repo.WriteAsync(
            async inner =>
            {
                if (GitDirectories.AdministrationOf(repo, worktree) is { } administration)
                    await HalfMadeWorktree
                        .RedoAsync(administration, worktree, inner)
                        .ConfigureAwait(false);
                return true;
            },
            ct
        );
}
