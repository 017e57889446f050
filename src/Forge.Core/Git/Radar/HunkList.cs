namespace Forge.Core.Git.Radar;

/// <summary>Asks git where lines change, for some paths of many comparisons in one process, and reads what it says.</summary>
internal static class HunkList
{
    /// <summary>More names than this and git is asked about all paths.</summary>
    private const int ManyNames = 2000;

    /// <returns>In the order asked: hunks by path, under both names of one that was renamed.</returns>
    public static async Task<IReadOnlyList<Dictionary<string, IReadOnlyList<Hunk>>>> OfAsync(
        GitRepository repo,
        IReadOnlyList<(string From, string To)> asked,
        IReadOnlyCollection<string> paths,
        CancellationToken ct
    )
    {
        if (asked.Count == 0)
            return [];
        var diff = repo.Git([
            // What is larger is nobody's to edit by lines.
            "-c",
            "core.bigFileThreshold=2m",
            "diff-tree",
            "--stdin",
            "--always",
            "-r",
            "-M",
            "-z",
            "-U0",
            "--patch-with-raw",
            "--no-ext-diff",
            "--no-textconv",
            // What is new or gone has no lines in common with anything.
            "--diff-filter=MR",
            "--",
            .. paths.Count > ManyNames ? [] : paths,
        ]) with
        {
            Variables = new Dictionary<string, string?> { ["GIT_LITERAL_PATHSPECS"] = "1" },
        };
        var said = await diff.Saying(ChangeSet.Lines(asked)).CheckAsync(ct).ConfigureAwait(false);
        return Read(said.Output);
    }

    /// <summary>Each part: an id, then the changed paths, then the patches in the same order.</summary>
    public static IReadOnlyList<Dictionary<string, IReadOnlyList<Hunk>>> Read(string text)
    {
        List<Dictionary<string, IReadOnlyList<Hunk>>> all = [];
        for (var at = 0; at < text.Length; )
        {
            at = text.IndexOf('\0', at) + 1;
            var changes = Changes(text, ref at);
            var hunks = changes.Select(_ => new List<Hunk>()).ToList();
            Patches(text, ref at, hunks);
            Dictionary<string, IReadOnlyList<Hunk>> found = [];
            foreach (var (change, some) in changes.Zip(hunks))
                found[change.Path] = found[change.OldPath] = some;
            all.Add(found);
        }
        return all;
    }

    private static List<Change> Changes(string text, ref int at)
    {
        List<Change> changes = [];
        while (at < text.Length && text[at] == ':')
        {
            var parts = text[at..Ends(text, at, 3)].Split('\0');
            var field = 0;
            changes.Add(ChangeSet.Read(parts, ref field));
            at = Ends(text, at, field) + 1;
        }
        if (changes.Count > 0 && at < text.Length && text[at] == '\0')
            at++;
        return changes;
    }

    /// <summary>Where the given number of fields ends, or the text does.</summary>
    private static int Ends(string text, int at, int fields)
    {
        var end = at - 1;
        for (var i = 0; i < fields; i++)
        {
            end = text.IndexOf('\0', end + 1);
            if (end < 0)
                return text.Length;
        }
        return end;
    }

    private static void Patches(string text, ref int at, List<List<Hunk>> hunks)
    {
        for (var file = -1; at < text.Length; )
        {
            var end = text.IndexOf('\n', at);
            var line = text.AsSpan(at, (end < 0 ? text.Length : end) - at);
            if (IsNextId(line))
                return;
            if (line.StartsWith("diff --git "))
                file++;
            else if (file >= 0 && Hunk.Parse(line) is { } hunk)
                hunks[file].Add(hunk);
            at += line.Length + 1;
        }
    }

    // Lines of a file begin with a sign, so an id at the beginning can only be the next part's.
    private static bool IsNextId(ReadOnlySpan<char> line)
    {
        var zero = line.IndexOf('\0');
        return zero is 40 or 64 && line[..zero].IndexOfAnyExcept("0123456789abcdef") < 0;
    }
}
