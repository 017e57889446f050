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
        var open = ids.ToDictionary(i => i, _ => 0);
        foreach (var edge in edges)
            open[edge.Group]++;
        var later = edges.ToLookup(e => e.DependsOn, e => e.Group);
        var layers = new List<IReadOnlyList<string>>();
        var position = ids.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        var ready = ids.Where(i => open[i] == 0).ToList();
        while (ready.Count > 0)
        {
            layers.Add(ready);
            ready =
            [
                .. ready
                    .SelectMany(i => later[i])
                    .Where(i => --open[i] == 0)
                    .OrderBy(i => position[i]),
            ];
        }
        cycle = CycleIn([.. ids.Where(i => open[i] > 0)], edges);
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
