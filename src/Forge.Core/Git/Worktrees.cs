using Forge.Core.Domain;

namespace Forge.Core.Git;

internal enum WorktreeHealth
{
    /// <summary>There, and the repository knows it.</summary>
    There,

    /// <summary>No such directory.</summary>
    Gone,

    /// <summary>It was never finished, and no agent was ever there.</summary>
    HalfMade,

    /// <summary>A directory that is not a worktree of this repository.</summary>
    Broken,
}

/// <summary>A checkout that holds a branch.</summary>
/// <param name="Operation">What git is in the middle of there; a merge into the branch must then wait.</param>
internal sealed record BranchHolder(string Path, GitOperation? Operation, bool IsReachable);

/// <summary>Makes, finds and removes the worktrees of attempts. Never deletes files: a removed worktree goes to the trash.</summary>
internal static class Worktrees
{
    /// <summary>
    /// Cuts a worktree with a new branch at a commit. What a crash left half made of the same path and branch is
    /// completed; anything else that is in the way is left alone and refused. Only the beginning is in the
    /// repository's queue: the files are written while others go on.
    /// </summary>
    public static async Task AddAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string baseCommit,
        CancellationToken ct
    )
    {
        var (begun, start) = await repo.WriteAsync(
                async inner =>
                {
                    var tip = await Branches.LocalAsync(repo, branch, inner).ConfigureAwait(false);
                    if (tip is not null && tip != baseCommit)
                        throw RuleBroken.Conflict(
                            $"Branch {branch} exists and is not at {baseCommit}; it was left as it is"
                        );
                    return await BeginAsync(repo, worktree, branch, tip, baseCommit, inner)
                        .ConfigureAwait(false);
                },
                ct
            )
            .ConfigureAwait(false);
        if (!begun)
            return;
        await NewWorktree.FillAsync(repo, worktree, branch, start, ct).ConfigureAwait(false);
        NewWorktree.Unlock(repo, worktree);
    }

    /// <summary>
    /// Brings a worktree back at the same path: from its branch, or where that is gone from the snapshot's own
    /// commit; then with the files as the snapshot has them. One that is there is left as it is.
    /// </summary>
    public static async Task RecreateAsync(
        GitRepository repo,
        string worktree,
        string branch,
        Snapshot? snapshot,
        CancellationToken ct
    )
    {
        var (begun, start) = await repo.WriteAsync(
                async inner =>
                {
                    if (HealthOf(repo, worktree) == WorktreeHealth.There)
                        return (false, null);
                    var tip = await Branches.LocalAsync(repo, branch, inner).ConfigureAwait(false);
                    if (tip is null && snapshot is null)
                        throw RuleBroken.Conflict(
                            $"Branch {branch} is gone and there is no snapshot to bring it back from"
                        );
                    return await BeginAsync(repo, worktree, branch, tip, $"{snapshot?.Sha}^", inner)
                        .ConfigureAwait(false);
                },
                ct
            )
            .ConfigureAwait(false);
        if (!begun)
            return;
        await NewWorktree.FillAsync(repo, worktree, branch, start, ct).ConfigureAwait(false);
        // Still locked: a crash in between must find it unfinished.
        if (snapshot is not null)
            await Snapshots.RestoreAsync(repo, snapshot, worktree, ct).ConfigureAwait(false);
        NewWorktree.Unlock(repo, worktree);
    }

    public static Task<bool> IsThereAsync(
        GitRepository repo,
        string worktree,
        CancellationToken ct
    ) => Task.Run(() => HealthOf(repo, worktree) == WorktreeHealth.There, ct);

    /// <summary>False when the directory is missing, or its making was interrupted. Asks the directory alone.</summary>
    public static bool IsWhole(string worktree) =>
        Directory.Exists(worktree)
        && !(GitDirectories.Of(worktree) is { } git && WorktreeLock.IsUnfinished(git));

    /// <summary>Read from files, without a process.</summary>
    public static WorktreeHealth HealthOf(GitRepository repo, string worktree)
    {
        if (!Directory.Exists(worktree))
            return WorktreeHealth.Gone;
        var administration = GitDirectories.AdministrationOf(repo, worktree);
        var git = GitDirectories.Of(worktree);
        if (administration is null)
            return WorktreeHealth.Broken;
        if (WorktreeLock.IsUnfinished(administration))
            return WorktreeHealth.HalfMade;
        return git is not null && GitDirectories.Normal(git) == administration
            ? WorktreeHealth.There
            : WorktreeHealth.Broken;
    }

    /// <summary>
    /// Moves a worktree into the trash and forgets it; its branch stays. Take a snapshot and give the facts to
    /// <see cref="RemovalDecisions"/> first: this does as it is told, but never forces a worktree that a person locked.
    /// </summary>
    /// <returns>Where it is in the trash; null when the directory was gone already.</returns>
    public static Task<string?> RemoveAsync(
        GitRepository repo,
        string worktree,
        string trash,
        DateTimeOffset now,
        CancellationToken ct
    ) => repo.WriteAsync(_ => Task.FromResult(WorktreeTrash.Move(repo, worktree, trash, now)), ct);

    /// <summary>The same after a snapshot under the attempt's name.</summary>
    public static async Task<string?> RemoveAsync(
        GitRepository repo,
        Guid attempt,
        string worktree,
        string trash,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (HealthOf(repo, worktree) == WorktreeHealth.There)
            await Snapshots.TakeAsync(repo, worktree, attempt, ct).ConfigureAwait(false);
        return await RemoveAsync(repo, worktree, trash, now, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// The checkouts that hold a branch: that have it checked out, or that will come back to it after a rebase or
    /// bisect that goes on there.
    /// </summary>
    public static async Task<IReadOnlyList<BranchHolder>> HoldersAsync(
        GitRepository repo,
        string branch,
        CancellationToken ct
    )
    {
        var fields = await repo.Git("worktree", "list", "--porcelain", "-z")
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        List<BranchHolder> holders = [];
        foreach (var one in Records(fields))
        {
            if (one.ContainsKey("bare"))
                continue;
            var path = one["worktree"];
            var git = GitDirectories.Of(path);
            var back = git is null ? null : GitOperations.BranchHeldBack(git);
            if (one.GetValueOrDefault("branch") != "refs/heads/" + branch && back != branch)
                continue;
            // One whose directory is gone for good holds nothing; one on a disk that is away still does.
            if (git is null && one.ContainsKey("prunable"))
                continue;
            var operation = git is null ? null : GitOperations.Of(git);
            holders.Add(new BranchHolder(path, operation, git is not null));
        }
        return holders;
    }

    private static async Task<(bool Begun, string? NewBranchAt)> BeginAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string? tip,
        string otherwise,
        CancellationToken ct
    )
    {
        var start = tip is null ? otherwise : null;
        var begun = await NewWorktree
            .BeginAsync(repo, worktree, branch, start, ct)
            .ConfigureAwait(false);
        return (begun, start);
    }

    /// <summary>
    /// Tells the worktrees of a repository where it is now, after it was moved. It is git's own repair, and does nothing
    /// where all is well.
    /// </summary>
    public static Task RepairAsync(GitRepository repo, CancellationToken ct) =>
        repo.WriteAsync(
            async inner =>
                (await repo.Git("worktree", "repair").RunAsync(inner).ConfigureAwait(false)).Ok,
            ct
        );

    private static IEnumerable<Dictionary<string, string>> Records(IReadOnlyList<string> fields)
    {
        var record = new Dictionary<string, string>();
        foreach (var field in fields.Append(""))
        {
            if (field.Length > 0)
            {
                var parts = field.Split(' ', 2);
                record[parts[0]] = parts.Length == 2 ? parts[1] : "";
            }
            else if (record.Count > 0)
            {
                yield return record;
                record = [];
            }
        }
    }
}
