using Forge.Core.Git.Radar;

namespace Forge.Core.Running.Plans;

/// <summary>What the radar saw, told of groups.</summary>
internal static class RadarWords
{
    public static PlanRadar Of(PlanLook look, RadarReport report)
    {
        var groups = look
            .Facts.Groups.Where(g => g.Attempt is not null)
            .ToDictionary(g => g.Attempt!.Id, g => g.Id);
        var before = look.Facts.Groups.ToDictionary(g => g.Id, g => Before(look, g.Id));
        var pairs =
            from pair in report.Pairs
            where pair.Level != RadarLevel.None
            let first = groups[pair.First]
            let second = groups[pair.Second]
            // One that builds on the other has its changes in it.
            where !before[first].Contains(second) && !before[second].Contains(first)
            select Overlap(first, second, pair.Level, pair.Files);
        var target =
            from one in report.AgainstTarget
            where one.Level != RadarLevel.None
            select Overlap(groups[one.Attempt], null, one.Level, one.Files);
        return new PlanRadar(
            [.. pairs.Concat(target)],
            InOrder([.. report.SuggestedOrder.Select(a => groups[a])], before),
            RadarSeen.Of(look)
        );
    }

    private static PlanOverlap Overlap(
        string first,
        string? second,
        RadarLevel level,
        IReadOnlyList<RadarFile> files
    ) => new(first, second, StateWords.Of(level), [.. files.Select(f => f.Path)]);

    private static HashSet<string> Before(PlanLook look, string group)
    {
        HashSet<string> all = [];
        var open = new Stack<string>(look.Group(group).DependsOn);
        while (open.TryPop(out var id))
            if (all.Add(id) && look.Facts.Groups.FirstOrDefault(g => g.Id == id) is { } found)
                foreach (var next in found.DependsOn)
                    open.Push(next);
        return all;
    }

    // The radar knows of no dependencies: what something waits for comes first all the same.
    private static List<string> InOrder(
        List<string> wished,
        IReadOnlyDictionary<string, HashSet<string>> before
    )
    {
        List<string> order = [];
        while (wished.Count > 0)
        {
            var next = wished.Find(id => !wished.Exists(before[id].Contains)) ?? wished[0];
            order.Add(next);
            wished.Remove(next);
        }
        return order;
    }
}
