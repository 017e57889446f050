namespace Forge.Core.Git;

/// <summary>What merging one commit into another gives. Only objects are made: no branch and no checkout is looked at.</summary>
internal abstract record TreeMerge
{
    internal sealed record Clean(string Tree) : TreeMerge;

    internal sealed record Conflict(IReadOnlyList<string> Files) : TreeMerge;

    /// <summary>Git could not even try: a commit is not there, or the two have none in common.</summary>
    internal sealed record Failed(GitFailed Failure) : TreeMerge;

    public static async Task<TreeMerge> OfAsync(
        GitRepository repo,
        string ours,
        string theirs,
        CancellationToken ct
    )
    {
        var merge = await repo.Git(
                "merge-tree",
                "--write-tree",
                "-z",
                "--name-only",
                "--no-messages",
                ours,
                theirs
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        var fields = GitCommand.Fields(merge);
        // For a name that it does not know git ends with 1, too, and says nothing.
        return merge.ExitCode switch
        {
            0 => new Clean(fields[0]),
            1 when fields.Count > 0 => new Conflict([
                .. fields.Skip(1).Where(name => name.Length > 0).Distinct(),
            ]),
            _ => new Failed(new GitFailed("merge-tree", merge)),
        };
    }
}
