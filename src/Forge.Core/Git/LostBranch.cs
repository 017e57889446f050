namespace Forge.Core.Git;

/// <summary>
/// An attempt's branch that somebody deleted. Its commits are still there, and its worktree stands on a name that means
/// nothing: a commit made there would have no parent and could never be merged.
/// </summary>
internal static class LostBranch
{
    private const string Heads = "refs/heads/";

    /// <summary>Makes the branch again where it was.</summary>
    /// <param name="known">Commits it has been at, the newest first; the worktree's own record comes before them.</param>
    /// <returns>Where it is now; null when it was there, or nothing is known of it.</returns>
    public static async Task<string?> BringBackAsync(
        GitRepository repo,
        string branch,
        string worktree,
        IEnumerable<string?> known,
        CancellationToken ct
    )
    {
        if (File.Exists(Path.Join(repo.CommonDirectory, Heads + branch)))
            return null;
        if (await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false) is not null)
            return null;
        foreach (var commit in known.Prepend(LastSeen(repo, worktree, branch)))
            if (
                commit is not null
                && await Branches.CommitAsync(repo, commit, ct).ConfigureAwait(false) is { } found
                && await MakeAsync(repo, branch, found.Sha, ct).ConfigureAwait(false)
            )
                return found.Sha;
        return null;
    }

    private static async Task<bool> MakeAsync(
        GitRepository repo,
        string branch,
        string commit,
        CancellationToken ct
    )
    {
        // The empty value insists that there is none.
        var made = await repo.Git(
                "update-ref",
                "-m",
                "forge: brought back",
                Heads + branch,
                commit,
                ""
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return made.Ok;
    }

    /// <summary>What the worktree's own log of HEAD says last, as long as HEAD is on that branch.</summary>
    private static string? LastSeen(GitRepository repo, string worktree, string branch)
    {
        if (GitDirectories.AdministrationOf(repo, worktree) is not { } administration)
            return null;
        var head = Platform.Files.TryReadText(Path.Join(administration, "HEAD"))?.Trim();
        if (head != "ref: " + Heads + branch)
            return null;
        var log = Platform.Files.TryReadText(Path.Join(administration, "logs", "HEAD"));
        var fields = log?.TrimEnd('\n').Split('\n')[^1].Split(' ');
        return fields is { Length: > 2 } ? fields[1] : null;
    }
}
