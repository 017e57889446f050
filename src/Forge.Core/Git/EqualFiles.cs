namespace Forge.Core.Git;

/// <summary>A file that git does not track in a checkout and that is what a merge would write there.</summary>
/// <param name="Entry">What the merge brings: mode and object.</param>
internal sealed record EqualFile(string Path, string Entry);

/// <summary>
/// Files that lie untracked in a checkout and are equal to what comes: git would refuse the whole merge because of them.
/// They are made known to the index before it, with the content that comes; git then finds them there and leaves the file
/// alone. Nobody writes, moves or removes the person's file at any moment: whatever dies in between, it is there, at most
/// staged, and a second try finds it as it has to be. What is edited meanwhile stays as an edit.
/// </summary>
internal static class EqualFiles
{
    private const int ManyNames = 500;

    /// <summary>Almost always none, and then for one process.</summary>
    public static async Task<IReadOnlyList<EqualFile>> FindAsync(
        string checkout,
        TargetMove move,
        CancellationToken ct
    )
    {
        var incoming = (await AddedAsync(checkout, move, ct).ConfigureAwait(false))
            .Where(file => IsPlain(checkout, file.Path))
            .ToList();
        List<EqualFile> equal = [];
        foreach (var some in incoming.Chunk(ManyNames))
        {
            var open = await UntrackedAsync(checkout, some, ct).ConfigureAwait(false);
            // As git would take it in, and byte by byte: with a filter for line ends the two differ.
            foreach (var way in new string[][] { [], ["--no-filters"] })
            {
                var same = await SameAsync(checkout, open, way, ct).ConfigureAwait(false);
                equal.AddRange(same);
                open = [.. open.Except(same)];
            }
        }
        return equal;
    }

    /// <summary>Makes them known to the index; git's own lock keeps others out meanwhile.</summary>
    public static Task<Platform.CommandResult> TakeInAsync(
        string checkout,
        IReadOnlyList<EqualFile> files,
        CancellationToken ct
    ) => UpdateAsync(checkout, files.Select(file => $"{file.Entry}\t{file.Path}"), ct);

    /// <summary>Makes them untracked again. Where that fails they stay staged, which is no loss and no obstacle.</summary>
    public static Task<Platform.CommandResult> GiveBackAsync(
        string checkout,
        IReadOnlyList<EqualFile> files,
        CancellationToken ct
    ) => UpdateAsync(checkout, files.Select(file => $"0 {Zeros(file)}\t{file.Path}"), ct);

    private static string Zeros(EqualFile file) =>
        new('0', file.Entry.Length - file.Entry.IndexOf(' ') - 1);

    private static Task<Platform.CommandResult> UpdateAsync(
        string checkout,
        IEnumerable<string> entries,
        CancellationToken ct
    )
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return Task.FromResult(new Platform.CommandResult(0, [], "", false));
        var update = GitCommand.In(checkout, "update-index", "-z", "--index-info") with
        {
            Finishes = true,
        };
        return update.Naming(all).RunAsync(ct);
    }

    private static async Task<IReadOnlyList<EqualFile>> AddedAsync(
        string checkout,
        TargetMove move,
        CancellationToken ct
    )
    {
        var fields = await GitCommand
            .In(
                checkout,
                "diff-tree",
                "-r",
                "-z",
                "--raw",
                "--no-renames",
                "--diff-filter=A",
                move.From,
                move.To
            )
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        return
        [
            .. from pair in fields.Chunk(2)
            let words = pair[0].Split(' ')
            where words[1] is "100644" or "100755"
            select new EqualFile(pair[1], $"{words[1]} {words[3]}"),
        ];
    }

    /// <summary>A file stands there, and no link on the way to it. Of some names git has no content by name.</summary>
    private static bool IsPlain(string checkout, string path)
    {
        var file = new FileInfo(Path.Join(checkout, path));
        if (!file.Exists || file.LinkTarget is not null || path.Contains('\n') || path[0] == '"')
            return false;
        for (var above = Path.GetDirectoryName(path); above is { Length: > 0 }; )
        {
            if (new FileInfo(Path.Join(checkout, above)).LinkTarget is not null)
                return false;
            above = Path.GetDirectoryName(above);
        }
        return true;
    }

    private static async Task<IReadOnlyList<EqualFile>> UntrackedAsync(
        string checkout,
        IReadOnlyList<EqualFile> files,
        CancellationToken ct
    )
    {
        var known = await GitCommand
            .In(
                checkout,
                [
                    "ls-files",
                    "-z",
                    "--cached",
                    "--",
                    .. files.Select(file => ":(top,literal)" + file.Path),
                ]
            )
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        var tracked = known.ToHashSet();
        return [.. files.Where(file => !tracked.Contains(file.Path))];
    }

    private static async Task<IReadOnlyList<EqualFile>> SameAsync(
        string checkout,
        IReadOnlyList<EqualFile> files,
        string[] way,
        CancellationToken ct
    )
    {
        if (files.Count == 0)
            return [];
        var hashed = await GitCommand
            .In(checkout, ["hash-object", "--stdin-paths", .. way])
            .Saying(string.Concat(files.Select(file => file.Path + "\n")))
            .RunAsync(ct)
            .ConfigureAwait(false);
        var ids = hashed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // One that cannot be read ends the list there; git then says so itself.
        return
        [
            .. files
                .Zip(ids)
                .Where(pair =>
                    pair.First.Entry.EndsWith(" " + pair.Second, StringComparison.Ordinal)
                )
                .Select(pair => pair.First),
        ];
    }
}
