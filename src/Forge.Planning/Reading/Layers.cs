using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Groups by what they wait for.</summary>
internal static class Layers
{
    /// <summary>Each layer can run when the ones before it are done; <paramref name="cycle"/> is a path that leads back to its start.</summary>
    public static List<IReadOnlyList<string>> Of(
        IReadOnlyList<string> ids,
        IReadOnlyList<Edge> edges,
        out IReadOnlyList<string> cycle
    )
    {
        var graph = new IndexedGraph(ids, edges);
        var layers = new List<IReadOnlyList<string>>();
        var left = ids.Count;
        foreach (var layer in graph.Layers())
        {
            layers.Add([.. layer.Select(i => ids[i])]);
            left -= layer.Count;
        }
        cycle = left == 0 ? [] : CycleIn([.. ids.Except(layers.SelectMany(layer => layer))], edges);
        return layers;
    }

    // What is left waits for something that is left: following it comes back.
    private static IReadOnlyList<string> CycleIn(
        IReadOnlyList<string> left,
        IReadOnlyList<Edge> edges
    )
    {
        if (left.Count == 0)
            return [];
        var inside = left.ToHashSet();
        var on = edges
            .Where(e => inside.Contains(e.Group) && inside.Contains(e.DependsOn))
            .GroupBy(e => e.Group)
            .ToDictionary(g => g.Key, g => g.First().DependsOn);
        var path = new List<string>();
        var at = new Dictionary<string, int>();
        var id = left[0];
        while (at.TryAdd(id, path.Count))
        {
            path.Add(id);
            id = on[id];
        }
        return [.. path.Skip(at[id]), id];
    }
}
