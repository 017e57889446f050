using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>A graph of groups by their place in the document: numbers and arrays, so that ten thousand are nothing.</summary>
internal sealed class IndexedGraph
{
    private readonly int _count;
    private readonly int[] _from;
    private readonly int[] _to;

    // Where the edges begin that lead to a group's dependents, and those to what it waits for.
    private readonly int[] _laterAt;
    private readonly int[] _later;
    private readonly int[] _earlierAt;
    private readonly int[] _earlier;

    public IndexedGraph(IReadOnlyList<string> ids, IReadOnlyList<Edge> edges)
    {
        _count = ids.Count;
        var place = new Dictionary<string, int>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
            place[ids[i]] = i;
        _from = new int[edges.Count];
        _to = new int[edges.Count];
        for (var i = 0; i < edges.Count; i++)
            (_from[i], _to[i]) = (place[edges[i].Group], place[edges[i].DependsOn]);
        (_laterAt, _later) = Sorted(_to, _from);
        (_earlierAt, _earlier) = Sorted(_from, _to);
    }

    /// <summary>What a group waits for.</summary>
    public ReadOnlySpan<int> Earlier(int group) =>
        _earlier.AsSpan(_earlierAt[group].._earlierAt[group + 1]);

    /// <summary>Each layer in the order of the document; groups in a cycle, and what waits for them, are in none.</summary>
    public IEnumerable<List<int>> Layers()
    {
        var open = new int[_count];
        foreach (var group in _from)
            open[group]++;
        var ready = Enumerable.Range(0, _count).Where(i => open[i] == 0).ToList();
        while (ready.Count > 0)
        {
            yield return ready;
            var next = new List<int>();
            foreach (var done in ready)
                for (var i = _laterAt[done]; i < _laterAt[done + 1]; i++)
                    if (--open[_later[i]] == 0)
                        next.Add(_later[i]);
            next.Sort();
            ready = next;
        }
    }

    // The values of each key, one after the other, in their order.
    private (int[] At, int[] Values) Sorted(int[] keys, int[] values)
    {
        var at = new int[_count + 1];
        foreach (var key in keys)
            at[key + 1]++;
        for (var i = 0; i < _count; i++)
            at[i + 1] += at[i];
        var next = at.AsSpan(0, _count).ToArray();
        var sorted = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
            sorted[next[keys[i]]++] = values[i];
        return (at, sorted);
    }
}
