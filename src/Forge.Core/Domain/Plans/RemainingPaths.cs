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
        var lengths = Of(facts, states, new GroupGraph(facts.Groups));
        return facts
            .Groups.Select((group, i) => (group.Id, Length: lengths[i]))
            .ToDictionary(g => g.Id, g => g.Length);
    }

    /// <summary>The same by positions, where the graph is there already.</summary>
    public static double[] Of(PlanFacts facts, IReadOnlyList<GroupView> states, GroupGraph graph)
    {
        var lengths = new double[facts.Groups.Count];
        for (var at = graph.Order.Count - 1; at >= 0; at--)
        {
            var i = graph.Order[at];
            var longest = 0.0;
            foreach (var dependent in graph.Behind(i))
                longest = Math.Max(longest, lengths[dependent]);
            var isSettled = states[i].State is GroupState.Merged or GroupState.Cancelled;
            lengths[i] = longest + (isSettled ? 0 : facts.Groups[i].Weight);
        }
        return lengths;
    }
}
