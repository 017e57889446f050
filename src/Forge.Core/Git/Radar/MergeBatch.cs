namespace Forge.Core.Git.Radar;

/// <summary>
/// Tries many merges with few processes. What they make goes to a directory of its own and is thrown away: it is neither
/// kept nor brought to the disk.
/// </summary>
internal static class MergeBatch
{
    private const int EnoughForOne = 64;

    /// <summary>What git of before 2.39 says to <c>--stdin</c>.</summary>
    private const int UnknownOption = 129;

    /// <returns>In the order asked: the files in conflict, none when it merges.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> TryAsync(
        GitRepository repo,
        IReadOnlyList<(string Ours, string Theirs)> pairs,
        CancellationToken ct
    )
    {
        if (pairs.Count == 0)
            return [];
        using var objects = PassingObjects.Of(repo);
        var git = repo.Git(
            "-c",
            "core.fsync=none",
            "-c",
            "core.looseCompression=0",
            "merge-tree",
            "--write-tree",
            "--name-only",
            "--no-messages"
        ) with
        {
            ObjectDirectory = objects.Path,
        };
        var parts = Math.Clamp(pairs.Count / EnoughForOne, 1, Environment.ProcessorCount);
        var size = (pairs.Count + parts - 1) / parts;
        var results = await Task.WhenAll(pairs.Chunk(size).Select(some => Some(git, some, ct)))
            .ConfigureAwait(false);
        return [.. results.SelectMany(some => some)];
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> Some(
        GitCommand git,
        (string Ours, string Theirs)[] pairs,
        CancellationToken ct
    )
    {
        var many = git with { Arguments = [.. git.Arguments, "--stdin"] };
        var said = await many.Saying(
                string.Concat(pairs.Select(pair => $"{pair.Ours} {pair.Theirs}\n"))
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (said.ExitCode == UnknownOption)
            return await EachAsync(git, pairs, ct).ConfigureAwait(false);
        return said.Ok
            ? Read(GitCommand.Fields(said), pairs.Length)
            : throw new GitFailed("merge-tree", said);
    }

    /// <summary>Each: 1 when it merged or 0, the tree, the files in conflict, and an empty field.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Read(
        IReadOnlyList<string> fields,
        int count
    )
    {
        List<IReadOnlyList<string>> all = [];
        for (var at = 0; all.Count < count; at++)
        {
            List<string> files = [];
            for (at += 2; at < fields.Count && fields[at].Length > 0; at++)
                files.Add(fields[at]);
            all.Add([.. files.Distinct()]);
        }
        return all;
    }

    public static async Task<IReadOnlyList<IReadOnlyList<string>>> EachAsync(
        GitCommand git,
        IReadOnlyList<(string Ours, string Theirs)> pairs,
        CancellationToken ct
    )
    {
        List<IReadOnlyList<string>> all = [];
        foreach (var (ours, theirs) in pairs)
        {
            var one = git with { Arguments = [.. git.Arguments, "-z", ours, theirs] };
            var said = await one.RunAsync(ct).ConfigureAwait(false);
            if (said.ExitCode is not (0 or 1))
                throw new GitFailed("merge-tree", said);
            all.Add([.. GitCommand.Fields(said).Skip(1).Where(name => name.Length > 0).Distinct()]);
        }
        return all;
    }
}
