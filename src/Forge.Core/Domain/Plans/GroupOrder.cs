namespace Forge.Core.Domain.Plans;

/// <summary>Groups so that each comes after all that it depends on. An approved plan has no cycle.</summary>
internal static class GroupOrder
{
    /// <summary>Positions in the list.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<GroupFacts> groups)
    {
        var at = new Dictionary<string, int>(groups.Count);
        for (var i = 0; i < groups.Count; i++)
            at[groups[i].Id] = i;
        var open = new int[groups.Count];
        var behind = new List<int>?[groups.Count];
        for (var i = 0; i < groups.Count; i++)
            foreach (var before in groups[i].DependsOn)
                if (at.TryGetValue(before, out var j))
                {
                    (behind[j] ??= []).Add(i);
                    open[i]++;
                }
        var order = new List<int>(groups.Count);
        for (var i = 0; i < groups.Count; i++)
            if (open[i] == 0)
                order.Add(i);
        for (var next = 0; next < order.Count; next++)
            foreach (var i in behind[order[next]] ?? [])
                if (--open[i] == 0)
                    order.Add(i);
        return order.Count == groups.Count
            ? order
            : throw RuleBroken.Invalid("The plan's groups depend on each other in a circle");
    }
}
