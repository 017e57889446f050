namespace Forge.Core.Domain.Plans;

/// <summary>
/// How much work hangs on each group: its own weight and the longest chain of unmerged ones behind it. Whoever holds up most
/// starts first.
/// </summary>
internal static class RemainingPaths
{
    public static IReadOnlyDictionary<string, double> Of(
        PlanFacts facts,
        IReadOnlyList<GroupView> states
    )
    {
        var behind = facts.Groups.ToDictionary(g => g.Id, _ => new List<int>());
        for (var i = 0; i < facts.Groups.Count; i++)
            foreach (var before in facts.Groups[i].DependsOn)
                if (behind.TryGetValue(before, out var dependents))
                    dependents.Add(i);
        var lengths = new Dictionary<string, double>(facts.Groups.Count);
        foreach (var i in GroupOrder.Of(facts.Groups).Reverse())
        {
            var group = facts.Groups[i];
            var longest = 0.0;
            foreach (var dependent in behind[group.Id])
                longest = Math.Max(longest, lengths[facts.Groups[dependent].Id]);
            var own = states[i].State is GroupState.Merged or GroupState.Cancelled
                ? 0
                : group.Weight;
            lengths[group.Id] = own + longest;
        }
        return lengths;
    }
}
