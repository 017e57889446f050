namespace Forge.Core.Git;

/// <summary>Edits that are not committed.</summary>
/// <param name="Tracked">Paths that git tracks and that are changed.</param>
/// <param name="Untracked">An untracked directory counts as one.</param>
internal readonly record struct OpenEdits(int Tracked, int Untracked);

/// <summary>How an attempt's branch and worktree stand to its target: the git fields of the wire's branch status.</summary>
/// <param name="HeadOid">Of the worktree; of the branch where the worktree is gone.</param>
/// <param name="OfTarget">Null when target or branch is gone.</param>
/// <param name="OfRemote">Against the branch where it was pushed to; null when it was not.</param>
/// <param name="Edits">Null when the worktree is gone.</param>
/// <param name="Operation">What git is in the middle of there.</param>
internal sealed record WorktreeStatus(
    string? HeadOid,
    AheadBehind? OfTarget,
    AheadBehind? OfRemote,
    OpenEdits? Edits,
    GitOperation? Operation,
    IReadOnlyList<string> ConflictedFiles
)
{
    public bool IsRebaseInProgress => Operation == GitOperation.Rebase;

    /// <summary>What can be continued or aborted; a bisect is nobody's conflict.</summary>
    public GitOperation? ConflictOperation => Operation == GitOperation.Bisect ? null : Operation;

    public int? CommitsAhead => OfTarget?.Ahead;

    public int? CommitsBehind => OfTarget?.Behind;

    public int? RemoteCommitsAhead => OfRemote?.Ahead;

    public int? RemoteCommitsBehind => OfRemote?.Behind;

    public bool? HasUncommittedChanges => Edits is { } edits ? edits.Tracked > 0 : null;

    public int? UncommittedCount => Edits?.Tracked;

    public int? UntrackedCount => Edits?.Untracked;

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
        var tip = refs.GetValueOrDefault("refs/heads/" + branch);
        var goal =
            refs.GetValueOrDefault("refs/heads/" + target)
            ?? refs.GetValueOrDefault("refs/remotes/" + target);
        var remote = refs.FirstOrDefault(one => IsRemoteOf(one.Key, branch)).Value;
        return new WorktreeStatus(
            status?.Head ?? tip,
            await CountAsync(repo, tip, goal, ct).ConfigureAwait(false),
            await CountAsync(repo, tip, remote, ct).ConfigureAwait(false),
            status is null ? null : new OpenEdits(status.Changed.Count, status.Untracked.Count),
            git is null ? null : GitOperations.Of(git),
            status?.Conflicts.ToList() ?? []
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
