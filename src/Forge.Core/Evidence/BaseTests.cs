using Forge.Core.Git;

namespace Forge.Core.Evidence;

/// <summary>
/// An attempt that changes tests may make them say what it wants. So its work is also put to the tests as they were: its
/// tree, with the base's versions of the test files that it changed or deleted. Those that it added stay.
/// </summary>
internal static class BaseTests
{
    /// <summary>Makes that commit, on top of the head. No ref holds it, and neither a checkout nor its index is touched.</summary>
    /// <param name="paths">The test files that differ between base and head.</param>
    /// <returns>Null when it would not differ from the head: there are no earlier tests to run.</returns>
    public static async Task<string?> MakeAsync(
        GitRepository repo,
        string head,
        string baseCommit,
        IReadOnlyList<string> paths,
        CancellationToken ct
    )
    {
        var wanted = paths.ToHashSet();
        if (wanted.Count == 0)
            return null;
        var all = await repo.Git("ls-tree", "-r", "-z", baseCommit)
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        // "mode type id<TAB>path" goes in again as it comes out.
        var earlier = all.Where(line => wanted.Contains(line[(line.IndexOf('\t') + 1)..]));
        var tree = await TreeAsync(repo, head, [.. earlier], ct).ConfigureAwait(false);
        if (
            tree
            == await repo.Git("rev-parse", head + "^{tree}").TextAsync(ct).ConfigureAwait(false)
        )
            return null;
        var commit = repo.Git("commit-tree", tree, "-p", head) with
        {
            Variables = Identity.OfForge,
        };
        return await commit
            .Saying($"The tests as they were at {baseCommit}\n")
            .TextAsync(ct)
            .ConfigureAwait(false);
    }

    private static async Task<string> TreeAsync(
        GitRepository repo,
        string head,
        IReadOnlyList<string> entries,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.Empty();
        await Git("read-tree", head).CheckAsync(ct).ConfigureAwait(false);
        // Where a directory took a file's place, or the other way round, what is in the way goes.
        await Git("update-index", "-z", "--index-info")
            .Naming(entries)
            .CheckAsync(ct)
            .ConfigureAwait(false);
        return await Git("write-tree").TextAsync(ct).ConfigureAwait(false);

        GitCommand Git(params string[] arguments) =>
            repo.Git(arguments) with
            {
                IndexFile = index.File,
            };
    }
}
