using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>
/// Everything that changed as one patch in git's own words: binary contents, modes and links included, so that
/// <c>git apply</c> makes exactly the same tree of it. Bytes, because file contents need not be text.
/// </summary>
internal static class WholePatch
{
    /// <summary>A person's settings must not change what a patch looks like.</summary>
    private static readonly string[] Options =
    [
        "-p",
        "-M",
        "--binary",
        "--full-index",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];

    /// <summary>A worktree as it is now, against a commit; what is not committed yet is in it.</summary>
    public static async Task<byte[]> OfWorktreeAsync(
        GitRepository repo,
        string worktree,
        string baseCommit,
        CancellationToken ct
    )
    {
        var scratch = Directory.CreateTempSubdirectory("forge-patch-").FullName;
        using var index = new WorktreeIndex(repo, worktree, scratch);
        await index.FillAsync(ct).ConfigureAwait(false);
        var command = index.Git(["diff-index", "--cached", .. Options, baseCommit, "--"]);
        return (await command.CheckAsync(ct).ConfigureAwait(false)).OutputBytes;
    }

    public static async Task<byte[]> OfCommitsAsync(
        GitRepository repo,
        string baseCommit,
        string head,
        CancellationToken ct
    )
    {
        var command = repo.Git([
            "diff-tree",
            "-r",
            .. Options,
            "--end-of-options",
            baseCommit,
            head,
        ]);
        return (await command.CheckAsync(ct).ConfigureAwait(false)).OutputBytes;
    }
}
