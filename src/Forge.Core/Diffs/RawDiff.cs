using System.Globalization;

namespace Forge.Core.Diffs;

/// <summary>Reads the output of git's <c>--raw --numstat -z</c>: first all changes, then all counts in the same order.</summary>
internal static class RawDiff
{
    /// <summary>What makes git's answer the same everywhere: its own renames, no outside programs.</summary>
    public static readonly string[] Options =
    [
        "-M",
        "--raw",
        "--numstat",
        "-z",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "--ignore-submodules=none",
    ];

    public static IReadOnlyList<DiffEntry> Parse(IReadOnlyList<string> fields)
    {
        List<DiffEntry> entries = [];
        var at = 0;
        while (at < fields.Count && fields[at].StartsWith(':'))
        {
            var parts = fields[at][1..].Split(' ');
            var moved = parts[4][0] is 'R' or 'C';
            var old = fields[at + 1];
            entries.Add(Entry(parts, old, moved ? fields[at + 2] : old));
            at += moved ? 3 : 2;
        }
        var counts = new Dictionary<string, (int?, int?)>();
        while (at < fields.Count)
        {
            var parts = fields[at].Split('\t', 3);
            var moved = parts[2].Length == 0;
            counts[moved ? fields[at + 2] : parts[2]] = (Number(parts[0]), Number(parts[1]));
            at += moved ? 3 : 1;
        }
        return [.. entries.Select(entry => Counted(entry, counts))];
    }

    private static DiffEntry Entry(string[] parts, string old, string now)
    {
        var change = parts[4][0] switch
        {
            'A' => DiffChange.Added,
            'D' => DiffChange.Deleted,
            'R' => DiffChange.Renamed,
            'C' => DiffChange.Copied,
            _ when parts[2] == parts[3] && parts[0] != parts[1] => DiffChange.PermissionChange,
            _ => DiffChange.Modified,
        };
        return new DiffEntry(
            change,
            change == DiffChange.Added ? null : old,
            change == DiffChange.Deleted ? null : now,
            new DiffBlob(parts[0], parts[2]),
            new DiffBlob(parts[1], parts[3]),
            0,
            0
        );
    }

    private static DiffEntry Counted(DiffEntry entry, Dictionary<string, (int?, int?)> counts)
    {
        if (!counts.TryGetValue(entry.Path, out var count))
            return entry;
        return entry with { Additions = count.Item1, Deletions = count.Item2 };
    }

    private static int? Number(string text) =>
        text == "-" ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
