namespace Forge.Core.Git;

/// <summary>Commits that are made of a tree, without a checkout.</summary>
internal static class ForgeCommit
{
    /// <summary>By the person that git is configured for, signed where the repository wants it.</summary>
    public static async Task<string> MakeAsync(
        GitRepository repo,
        string tree,
        IReadOnlyList<string> parents,
        string message,
        CancellationToken ct
    )
    {
        var identity = await Identity.ReadAsync(repo.Path, ct).ConfigureAwait(false);
        string[] signing = identity.Signs ? ["-S"] : [];
        var commit = repo.Git(["commit-tree", .. signing, .. Of(parents), "-F", "-", tree]) with
        {
            Variables = identity.Variables,
        };
        return await commit.Saying(message).TextAsync(ct).ConfigureAwait(false);
    }

    /// <summary>
    /// One that nobody is to keep: by Forge, always at the same moment, so that the same question does not fill the store
    /// with a new object each time it is asked.
    /// </summary>
    public static Task<string> PassingAsync(
        GitRepository repo,
        string tree,
        IReadOnlyList<string> parents,
        string message,
        CancellationToken ct
    )
    {
        const string moment = "@1 +0000";
        var commit = repo.Git(["commit-tree", .. Of(parents), "-F", "-", tree]) with
        {
            Variables = new Dictionary<string, string?>(Identity.OfForge)
            {
                ["GIT_AUTHOR_DATE"] = moment,
                ["GIT_COMMITTER_DATE"] = moment,
            },
        };
        return commit.Saying(message).TextAsync(ct);
    }

    private static IEnumerable<string> Of(IReadOnlyList<string> parents) =>
        parents.SelectMany(parent => new[] { "-p", parent });
}
