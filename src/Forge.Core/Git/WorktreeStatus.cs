namespace Forge.Core.Git;

/// <summary>How an attempt's branch and worktree stand to its target: the git fields of the wire's branch status.</summary>
/// <param name="CommitsAhead">Of the target; null when target or branch is gone.</param>
/// <param name="HasUncommittedChanges">Of tracked files; null (like the counts) when the worktree is gone.</param>
/// <param name="UntrackedCount">An untracked directory counts as one.</param>
/// <param name="RemoteCommitsAhead">Of the branch where it was pushed to; null when it was not.</param>
internal sealed record WorktreeStatus(
    int? CommitsAhead,
    int? CommitsBehind,
    bool? HasUncommittedChanges,
    int? UncommittedCount,
    int? UntrackedCount,
    string? HeadOid,
    int? RemoteCommitsAhead,
    int? RemoteCommitsBehind,
    bool IsRebaseInProgress,
    GitOperation? ConflictOperation,
    IReadOnlyList<string> ConflictedFiles
)
{
    /// <summary>Three calls of git, or two where branch and target are at one commit; one more for a pushed branch.</summary>
    public static async Task<WorktreeStatus> ReadAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string target,
        CancellationToken ct
    )
    {
        var git = GitDirectories.Of(worktree);
        var refs = await RefsAsync(repo, branch, target, ct).ConfigureAwait(false);
        var status = git is null
            ? null
            : await PorcelainStatus
                .ReadAsync(GitCommand.In(worktree), "normal", ct)
                .ConfigureAwait(false);
        var operation = git is null ? null : GitOperations.Of(git);
        var tip = refs.GetValueOrDefault("refs/heads/" + branch);
        var goal =
            refs.GetValueOrDefault("refs/heads/" + target)
            ?? refs.GetValueOrDefault("refs/remotes/" + target);
        var remote = refs.FirstOrDefault(one => IsRemoteOf(one.Key, branch)).Value;
        var ofTarget = await CountAsync(repo, tip, goal, ct).ConfigureAwait(false);
        var ofRemote = await CountAsync(repo, tip, remote, ct).ConfigureAwait(false);
        var conflicts = status?.Conflicts.ToList() ?? [];
        return new WorktreeStatus(
            ofTarget?.Ahead,
            ofTarget?.Behind,
            status is null ? null : status.Changed.Count > 0,
            status?.Changed.Count,
            status?.Untracked.Count,
            status?.Head ?? tip,
            ofRemote?.Ahead,
            ofRemote?.Behind,
            operation == GitOperation.Rebase,
            operation is GitOperation.Bisect ? null : operation,
            conflicts
        );
    }

    private static async Task<AheadBehind?> CountAsync(
        GitRepository repo,
        string? tip,
        string? other,
        CancellationToken ct
    ) =>
        tip is null || other is null
            ? null
            : await Branches.AheadBehindAsync(repo, tip, other, ct).ConfigureAwait(false);

    private static async Task<Dictionary<string, string>> RefsAsync(
        GitRepository repo,
        string branch,
        string target,
        CancellationToken ct
    )
    {
        var names = new[] { branch, target }.Where(Branches.IsName).ToList();
        if (names.Count == 0)
            return [];
        var text = await repo.Git([
                "for-each-ref",
                "--format=%(refname) %(objectname)",
                .. names.Select(name => "refs/heads/" + name),
                .. names.Select(name => "refs/remotes/" + name),
                .. names.Take(1).Select(name => "refs/remotes/*/" + name),
            ])
            .TextAsync(ct)
            .ConfigureAwait(false);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static bool IsRemoteOf(string name, string branch)
    {
        const string remotes = "refs/remotes/";
        if (!name.StartsWith(remotes, StringComparison.Ordinal))
            return false;
        var slash = name.IndexOf('/', remotes.Length);
        return slash > 0 && string.CompareOrdinal(name[(slash + 1)..], branch) == 0;
    }
}
