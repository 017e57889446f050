namespace Forge.Core.Git.Radar;

/// <summary>Which of many sets of changes could meet at all; of the others git need not be asked. Pure.</summary>
internal static class Overlaps
{
    /// <returns>Pairs of places in the list, the lower one first.</returns>
    public static IReadOnlySet<(int, int)> Between(IReadOnlyList<ChangeSet> sets)
    {
        var byPath = Group(sets, set => set.Paths);
        var byLeft = Group(sets, set => set.LeftFolders);
        HashSet<(int, int)> pairs = [];
        foreach (var (path, here) in byPath)
        {
            Add(pairs, here, here);
            for (var above = path; above.Length > 0; )
            {
                above = ChangeSet.Folder(above);
                // A file where the other one has a folder.
                if (byPath.TryGetValue(above, out var files))
                    Add(pairs, files, here);
                if (byLeft.TryGetValue(above, out var movers))
                    Add(pairs, movers, here);
            }
        }
        return pairs;
    }

    private static Dictionary<string, List<int>> Group(
        IReadOnlyList<ChangeSet> sets,
        Func<ChangeSet, IEnumerable<string>> names
    )
    {
        var all = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var at = 0; at < sets.Count; at++)
            foreach (var name in names(sets[at]))
                if (all.TryGetValue(name, out var places))
                    places.Add(at);
                else
                    all[name] = [at];
        return all;
    }

    private static void Add(HashSet<(int, int)> pairs, List<int> some, List<int> others)
    {
        foreach (var one in some)
        foreach (var other in others)
            if (one != other)
                pairs.Add((Math.Min(one, other), Math.Max(one, other)));
    }
}
