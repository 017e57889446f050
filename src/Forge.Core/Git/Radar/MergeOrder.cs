namespace Forge.Core.Git.Radar;

/// <summary>
/// In which order attempts are best merged: first those that are in nobody's way, then always the one that is in the way
/// of the fewest that are left, last those that cannot be merged as they are. Pure, and always the same.
/// </summary>
internal static class MergeOrder
{
    public static IReadOnlyList<Guid> Of(
        IEnumerable<RadarAttempt> attempts,
        IReadOnlyList<RadarPair> pairs,
        IReadOnlyList<RadarTarget> againstTarget
    )
    {
        var left = attempts.ToDictionary(one => one.Id, _ => new HashSet<Guid>());
        var stuck = againstTarget
            .Where(one => one.Level == RadarLevel.Conflict)
            .Select(one => one.Attempt)
            .ToHashSet();
        foreach (var pair in pairs.Where(pair => pair.Level == RadarLevel.Conflict))
        {
            left[pair.First].Add(pair.Second);
            left[pair.Second].Add(pair.First);
        }
        var open = attempts.OrderBy(one => one.Order).ThenBy(one => one.Id).ToList();
        List<Guid> order = [];
        while (open.Count > 0)
        {
            // MinBy takes the first of equals, and the list is in the plan's order.
            var next = open.MinBy(one => (stuck.Contains(one.Id), left[one.Id].Count))!;
            open.Remove(next);
            order.Add(next.Id);
            foreach (var other in left.Values)
                other.Remove(next.Id);
        }
        return order;
    }
}
