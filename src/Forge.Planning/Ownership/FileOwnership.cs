namespace Forge.Planning.Ownership;

/// <summary>One declaration of a group, resolved against the repository.</summary>
/// <param name="Files">Files of the repository that it covers.</param>
/// <param name="SharedWith">Other groups that declare some of the same.</param>
public sealed record OwnedPattern(
    string Group,
    string Pattern,
    int Files,
    IReadOnlyList<string> SharedWith
);

/// <summary>Two groups that declare the same files.</summary>
/// <param name="Paths">Some of what both declare, at most ten.</param>
public sealed record Overlap(string First, string Second, int Count, IReadOnlyList<string> Paths);

/// <summary>Who may change what: declared paths and globs, against each other and against the files that are there.</summary>
public sealed class FileOwnership
{
    // A file that more groups declare is said once for neighbours of these; nobody reads a thousand pairs.
    private const int MostOwners = 50;
    private const int MostPaths = 10;
    private readonly List<(string Group, PathPattern Pattern)> _declared;
    private readonly string[] _files;
    private readonly Dictionary<string, List<int>> _owners = [];
    private readonly int[] _counts;

    private FileOwnership(
        IEnumerable<(string Group, IReadOnlyList<string> Patterns)> groups,
        IEnumerable<string> files
    )
    {
        _declared =
        [
            .. groups.SelectMany(g => g.Patterns.Select(p => (g.Group, new PathPattern(p)))),
        ];
        // Paths that are still to be made are files, too, as far as others are concerned.
        var literal = _declared
            .Where(d => !d.Pattern.IsGlob)
            .Select(d => d.Pattern.FixedPart)
            .ToHashSet();
        var real = files.ToHashSet();
        _files = [.. real.Union(literal).Order(StringComparer.Ordinal)];
        _counts = new int[_declared.Count];
        for (var i = 0; i < _declared.Count; i++)
            foreach (var path in Covered(_declared[i].Pattern))
            {
                if (real.Contains(path))
                    _counts[i]++;
                if (!_owners.TryGetValue(path, out var owners))
                    _owners[path] = owners = [];
                owners.Add(i);
            }
    }

    public IReadOnlyList<OwnedPattern> Matrix { get; private init; } = [];
    public IReadOnlyList<Overlap> Overlaps { get; private init; } = [];

    public static FileOwnership Of(
        IEnumerable<(string Group, IReadOnlyList<string> Patterns)> groups,
        IEnumerable<string> files
    )
    {
        var ownership = new FileOwnership(groups, files);
        var overlaps = ownership.FindOverlaps(out var shared);
        return new FileOwnership([], [])
        {
            Overlaps = overlaps,
            Matrix =
            [
                .. ownership._declared.Select(
                    (d, i) =>
                        new OwnedPattern(
                            d.Group,
                            d.Pattern.Text,
                            ownership._counts[i],
                            [.. shared[i].Order(StringComparer.Ordinal)]
                        )
                ),
            ],
        };
    }

    private IEnumerable<string> Covered(PathPattern pattern)
    {
        var at = Array.BinarySearch(_files, pattern.FixedPart, StringComparer.Ordinal);
        for (var i = at < 0 ? ~at : at; i < _files.Length; i++)
        {
            if (!_files[i].StartsWith(pattern.FixedPart, StringComparison.Ordinal))
                yield break;
            if (pattern.Matches(_files[i]))
                yield return _files[i];
        }
    }

    private List<Overlap> FindOverlaps(out HashSet<string>[] shared)
    {
        var found = new Dictionary<(string, string), List<string>>();
        shared = [.. _declared.Select(_ => new HashSet<string>())];
        foreach (var (path, owners) in _owners.Where(o => o.Value.Count > 1))
        foreach (var (a, b) in Pairs(owners))
        {
            var (first, second) = (_declared[a].Group, _declared[b].Group);
            if (first == second)
                continue;
            shared[a].Add(second);
            shared[b].Add(first);
            if (!found.TryGetValue((first, second), out var paths))
                found[(first, second)] = paths = [];
            if (!paths.Contains(path))
                paths.Add(path);
        }
        AddSameGlobs(found, shared);
        return
        [
            .. found.Select(f => new Overlap(
                f.Key.Item1,
                f.Key.Item2,
                f.Value.Count,
                [.. f.Value.Order(StringComparer.Ordinal).Take(MostPaths)]
            )),
        ];
    }

    private static IEnumerable<(int, int)> Pairs(List<int> owners)
    {
        var some = owners.Distinct().Take(MostOwners).ToList();
        for (var i = 0; i < some.Count; i++)
        for (var k = i + 1; k < some.Count; k++)
            yield return (some[i], some[k]);
    }

    // Globs of the same text overlap even where no file is there yet.
    private void AddSameGlobs(
        Dictionary<(string, string), List<string>> found,
        HashSet<string>[] shared
    )
    {
        foreach (
            var same in _declared
                .Select((d, i) => (d.Pattern, i))
                .Where(d => d.Pattern.IsGlob)
                .GroupBy(d => d.Pattern.Text)
                .Where(g => g.Count() > 1)
        )
        foreach (var (a, b) in Pairs([.. same.Select(s => s.i)]))
        {
            var (first, second) = (_declared[a].Group, _declared[b].Group);
            if (first == second || found.ContainsKey((first, second)))
                continue;
            shared[a].Add(second);
            shared[b].Add(first);
            found[(first, second)] = [same.Key];
        }
    }
}
