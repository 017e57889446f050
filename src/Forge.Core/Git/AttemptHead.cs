namespace Forge.Core.Git;

/// <summary>Where an agent left the HEAD of its worktree, seen from the attempt's branch.</summary>
internal abstract record AttemptHead
{
    private const string Heads = "refs/heads/";

    /// <summary>On the branch, or in the middle of an operation that will come back to it.</summary>
    internal sealed record OnBranch : AttemptHead;

    /// <summary>It was elsewhere, but only ahead: the branch has its commits now, and HEAD is on the branch again.</summary>
    internal sealed record Returned : AttemptHead;

    /// <summary>It stands on work that does not go on from the branch. Nothing was moved.</summary>
    /// <param name="Where">For people: the branch's name, or that there is none.</param>
    internal sealed record Elsewhere(string Where) : AttemptHead;

    /// <summary>
    /// Brings the worktree back onto the attempt's branch where nothing can be lost by it: agents make branches of their
    /// own, check out others or rename theirs, and what is committed there would be missing from the merge. No file
    /// changes, and every branch that the agent made stays.
    /// </summary>
    public static async Task<AttemptHead> ReturnAsync(
        GitRepository repo,
        string worktree,
        string branch,
        CancellationToken ct
    )
    {
        var git = GitDirectories.Of(worktree)!;
        // Almost always; read without a process.
        if (File.ReadAllText(Path.Join(git, "HEAD")).Trim() == "ref: " + Heads + branch)
            return new OnBranch();
        if (GitOperations.Of(git) is not null)
            return new OnBranch();
        var name = await GitCommand
            .In(worktree, "symbolic-ref", "-q", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (name.Output.Trim() == Heads + branch)
            return new OnBranch();
        var moved = await repo.WriteAsync(inner => MoveAsync(repo, worktree, branch, inner), ct)
            .ConfigureAwait(false);
        return moved ? new Returned() : new Elsewhere(Named(name.Output.Trim()));
    }

    private static string Named(string name) =>
        name.StartsWith(Heads, StringComparison.Ordinal)
            ? $"on the branch {name[Heads.Length..]}"
            : "on no branch (a detached HEAD)";

    private static async Task<bool> MoveAsync(
        GitRepository repo,
        string worktree,
        string branch,
        CancellationToken ct
    )
    {
        var head = await GitCommand
            .In(worktree, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!head.Ok)
            return false;
        var to = head.Output.Trim();
        var tip = await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false);
        if (tip is not null && !await IsAheadAsync(repo, tip, to, ct).ConfigureAwait(false))
            return false;
        // A checkout that the agent made of the branch elsewhere must not have it moved from under it.
        if ((await Worktrees.HoldersAsync(repo, branch, ct).ConfigureAwait(false)).Count > 0)
            return false;
        return (tip == to || await SwapAsync(repo, branch, tip, to, ct).ConfigureAwait(false))
            && await AttachAsync(worktree, branch, ct).ConfigureAwait(false);
    }

    private static async Task<bool> IsAheadAsync(
        GitRepository repo,
        string tip,
        string to,
        CancellationToken ct
    ) => tip == to || await Branches.IsAncestorAsync(repo, tip, to, ct).ConfigureAwait(false);

    private static async Task<bool> SwapAsync(
        GitRepository repo,
        string branch,
        string? from,
        string to,
        CancellationToken ct
    )
    {
        var swap = await repo.Git(
                "update-ref",
                "-m",
                "forge: the agent went on elsewhere",
                Heads + branch,
                to,
                from ?? new string('0', to.Length)
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return swap.Ok;
    }

    private static async Task<bool> AttachAsync(
        string worktree,
        string branch,
        CancellationToken ct
    )
    {
        var attach = await GitCommand
            .In(worktree, "symbolic-ref", "-m", "forge: back", "HEAD", Heads + branch)
            .RunAsync(ct)
            .ConfigureAwait(false);
        return attach.Ok;
    }
}
