using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>How the worktree stands after a turn.</summary>
/// <param name="Sha">The commit that was made; null when there was nothing to commit.</param>
/// <param name="Head">The commit that HEAD is at now; null when the agent left a branch without commits.</param>
/// <param name="Branch">The branch that HEAD is on, which the agent may have changed; null when detached.</param>
/// <param name="Operation">Set when the agent left a merge or rebase unfinished: then nothing is committed, or conflict marks would be.</param>
/// <param name="Nested">Repositories inside the worktree; they are not part of the commit.</param>
internal sealed record TurnCommit(
    string? Sha,
    string? Head,
    string? Branch,
    GitOperation? Operation,
    IReadOnlyList<string> Nested
);

/// <summary>Commits what an agent left in its worktree at the end of a turn.</summary>
internal static class TurnCommits
{
    public static async Task<TurnCommit> CommitAsync(
        GitRepository repo,
        string worktree,
        string message,
        CancellationToken ct
    )
    {
        var git =
            GitDirectories.Of(worktree)
            ?? throw RuleBroken.Conflict($"The worktree {worktree} is gone");
        var status = await PorcelainStatus
            .ReadAsync(GitCommand.In(worktree), "all", ct)
            .ConfigureAwait(false);
        var nested = status.NestedRepositories.ToList();
        var operation = GitOperations.Of(git);
        var unfinished = operation is not (null or GitOperation.Bisect);
        var left = new TurnCommit(null, status.Head, status.Branch, operation, nested);
        if (unfinished || !HasWork(worktree, status))
            return left;
        await IndexLock.WaitAsync(git, ct).ConfigureAwait(false);
        await StageAsync(worktree, nested, status, ct).ConfigureAwait(false);
        if (await IsAsHeadAsync(worktree, status.Head, ct).ConfigureAwait(false))
            return left;
        await CommitAsync(worktree, message, ct).ConfigureAwait(false);
        var head = await GitCommand
            .In(worktree, "rev-parse", "HEAD")
            .TextAsync(ct)
            .ConfigureAwait(false);
        return left with { Sha = head, Head = head };
    }

    private static bool HasWork(string worktree, PorcelainStatus status) =>
        status.Changed.Any(change => !IsUnborn(worktree, change))
        || status.Untracked.Any(path => !path.EndsWith('/'));

    private static bool IsUnborn(string worktree, ChangedPath change) =>
        change.IsSubmodule && NestedRepositories.IsUnborn(Path.Join(worktree, change.Path));

    private static async Task StageAsync(
        string worktree,
        List<string> nested,
        PorcelainStatus status,
        CancellationToken ct
    )
    {
        var unborn = status
            .Changed.Where(change => IsUnborn(worktree, change))
            .Select(change => change.Path);
        var add = GitCommand.In(
            worktree,
            "add",
            "-A",
            // Also what lies outside of a sparse checkout: it is the agent's work all the same.
            "--sparse",
            "--pathspec-from-file=-",
            "--pathspec-file-nul"
        ) with
        {
            Finishes = true,
        };
        await add.Naming(PrivateIndex.Everything(nested.Concat(unborn)))
            .CheckAsync(ct)
            .ConfigureAwait(false);
    }

    /// <summary>Changed inside a submodule only, or changed and changed back: there is nothing to commit after all.</summary>
    private static async Task<bool> IsAsHeadAsync(
        string worktree,
        string? head,
        CancellationToken ct
    )
    {
        if (head is null)
            return false;
        var diff = await GitCommand
            .In(worktree, "diff-index", "--cached", "--quiet", "HEAD", "--")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return diff.Ok;
    }

    private static async Task CommitAsync(string worktree, string message, CancellationToken ct)
    {
        var identity = await Identity.ReadAsync(worktree, ct).ConfigureAwait(false);
        var commit = GitCommand.In(
            worktree,
            "commit",
            "--quiet",
            "--no-verify",
            "--cleanup=whitespace",
            "--file=-"
        ) with
        {
            // So that the checkout's log tells it from what the agent commits.
            Variables = new Dictionary<string, string?>(identity.Variables)
            {
                ["GIT_REFLOG_ACTION"] = "forge",
            },
            Finishes = true,
        };
        await commit
            .Saying(Trailers.Add(message, Trailers.CommittedByForge))
            .CheckAsync(ct)
            .ConfigureAwait(false);
    }
}
