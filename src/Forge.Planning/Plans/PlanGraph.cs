using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>Questions about who waits for whom. All take time that grows with groups and edges, and no faster.</summary>
public static class PlanGraph
{
    /// <summary>Each list can run when the lists before it are merged; groups in a cycle, and what waits for them, are in none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Waves(
        IReadOnlyList<string> ids,
        IReadOnlyList<Edge> edges
    ) => Layers.Of(ids, edges, out _);

    /// <summary>
    /// The chain with the greatest sum of weights, from its first group to its last; among equals the one whose groups stand
    /// first in the document. Groups in a cycle are left out.
    /// </summary>
    public static (IReadOnlyList<string> Path, double Length) LongestPath(
        IReadOnlyList<string> ids,
        IReadOnlyList<Edge> edges,
        Func<string, double>? weight = null
    )
    {
        var graph = new IndexedGraph(ids, edges);
        var length = new double[ids.Count];
        var before = new int[ids.Count];
        var last = -1;
        foreach (var at in graph.Layers().SelectMany(layer => layer))
        {
            before[at] = -1;
            foreach (var from in graph.Earlier(at))
                if (
                    before[at] < 0
                    || length[from] > length[before[at]]
                    || length[from] == length[before[at]] && from < before[at]
                )
                    before[at] = from;
            length[at] = (weight?.Invoke(ids[at]) ?? 1) + (before[at] < 0 ? 0 : length[before[at]]);
            if (last < 0 || length[at] > length[last])
                last = at;
        }
        var path = new List<string>();
        for (var at = last; at >= 0; at = before[at])
            path.Add(ids[at]);
        path.Reverse();
        return (path, last < 0 ? 0 : length[last]);
    }

    /// <summary>Everything that a group waits for, directly or through others.</summary>
    public static IReadOnlySet<string> Ancestors(string id, ILookup<string, string> dependsOn)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([id]);
        while (open.TryPop(out var one))
            foreach (var earlier in dependsOn[one])
                if (found.Add(earlier))
                    open.Push(earlier);
        return found;
    }
}
