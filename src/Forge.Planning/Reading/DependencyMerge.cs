using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Makes one graph of what groups say of themselves, what the text says of them, and the waves they stand in.</summary>
internal sealed class DependencyMerge
{
    private readonly IReadOnlyList<ReadGroup> _groups;
    private readonly GroupIndex _index;
    private readonly Order _order;
    private readonly Findings _findings;
    private readonly Dictionary<string, Own> _own = [];
    private readonly ILookup<string, OrderEdge> _said;
    private readonly List<Edge> _edges = [];
    private readonly Dictionary<string, (int Wave, int At)> _places = [];

    private DependencyMerge(
        IReadOnlyList<ReadGroup> groups,
        GroupIndex index,
        Order order,
        Findings findings
    )
    {
        (_groups, _index, _order, _findings) = (groups, index, order, findings);
        AddBlocks();
        _said = order.Edges.Distinct().ToLookup(e => e.Group);
        for (var i = 0; i < order.Waves.Count; i++)
        for (var k = 0; k < order.Waves[i].Groups.Count; k++)
            _places.TryAdd(order.Waves[i].Groups[k].Group, (i, k));
    }

    /// <summary>What a group says of itself.</summary>
    private sealed class Own
    {
        public bool Stated { get; set; }
        public int Line { get; set; }
        public List<string> External { get; } = [];
        public Dictionary<string, int> Groups { get; } = [];
    }

    /// <returns>The edges, and for each group what it waits for outside the document.</returns>
    public static (List<Edge> Edges, Dictionary<string, List<string>> External) Merge(
        IReadOnlyList<ReadGroup> groups,
        GroupIndex index,
        Order order,
        Findings findings
    )
    {
        var merge = new DependencyMerge(groups, index, order, findings);
        foreach (var group in groups)
            merge._own[group.Group.Id] = merge.OwnOf(group);
        foreach (var group in groups)
            merge.Add(group.Group.Id);
        merge.AddWaves();
        foreach (var group in groups)
            merge.Compare(group.Group.Id);
        return (merge._edges, merge._own.ToDictionary(o => o.Key, o => o.Value.External));
    }

    // "Blocks: Group 2" is said by the one and meant for the other.
    private void AddBlocks()
    {
        foreach (var group in _groups)
        foreach (var statement in group.Blocks)
        foreach (
            var later in DependencyText
                .Read(statement.Text, _index, _findings, group.Group.Id, weak: true)
                .Groups
        )
            if (later != group.Group.Id)
                _order.Edges.Add(new OrderEdge(later, group.Group.Id, statement.Line));
    }

    private Own OwnOf(ReadGroup group)
    {
        var own = new Own();
        foreach (var statement in group.Waits)
        {
            var waits = DependencyText.Read(
                statement.Text,
                _index,
                _findings,
                group.Group.Id,
                statement.Weak
            );
            if (!statement.Weak || waits.Groups.Count > 0 || waits.Unknown.Count > 0)
                (own.Stated, own.Line) = (true, own.Line == 0 ? statement.Line : own.Line);
            own.External.AddRange(waits.External.Except(own.External).ToList());
            foreach (var on in waits.Groups)
                if (on == group.Group.Id)
                    _findings.Warn(
                        "depends-on-itself",
                        statement.Line,
                        $"group {on} waits for itself; this is left out"
                    );
                else
                    own.Groups.TryAdd(on, statement.Line);
            foreach (var unknown in waits.Unknown)
                _findings.Error(
                    "dependency-unknown",
                    statement.Line,
                    $"group {group.Group.Id} waits for group {unknown}, which does not exist; there are {Words.Short(string.Join(", ", _index.Ids))}"
                );
        }
        return own;
    }

    private void Add(string id)
    {
        var own = _own[id];
        foreach (var (on, line) in own.Groups)
            _edges.Add(new Edge(id, on, EdgeSource.Field, line));
        if (own.Stated)
            return;
        foreach (var (_, on, line) in _said[id].DistinctBy(e => e.DependsOn))
            _edges.Add(new Edge(id, on, EdgeSource.Order, line));
    }

    private bool IsPlaced(string id) =>
        _own[id].Stated || _said[id].Any() || _order.Free.Contains(id);

    private void AddWaves()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < _order.Waves.Count; i++)
        {
            var wave = _order.Waves[i];
            var before = Before(i);
            for (var k = 0; k < wave.Groups.Count; k++)
            {
                var (id, line) = wave.Groups[k];
                if (!seen.Add(id) || IsPlaced(id))
                    continue;
                var on =
                    wave.Sequential && k > 0
                        ? [wave.Groups[k - 1].Group]
                        : before?.Groups.Select(g => g.Group) ?? [];
                foreach (var earlier in on.Where(o => o != id))
                    _edges.Add(new Edge(id, earlier, EdgeSource.Wave, line));
            }
        }
    }

    private OrderWave? Before(int index) =>
        _order.Waves[index].After is { } name
            ? _order.Waves.Take(index).LastOrDefault(w => WaveName.Parse(w.Name)?.Key == name)
                ?? Previous(index)
            : Previous(index);

    // Phases are not waves: a document may count both.
    private OrderWave? Previous(int index)
    {
        var word = WaveName.Parse(_order.Waves[index].Name)?.Word;
        for (var i = index - 1; i >= 0; i--)
            if (WaveName.Parse(_order.Waves[i].Name)?.Word == word)
                return _order.Waves[i];
        return null;
    }

    // What a group says of itself wins; a text that says otherwise is shown beside it.
    private void Compare(string id)
    {
        var own = _own[id];
        if (!own.Stated)
            return;
        foreach (var (_, on, line) in _said[id])
            if (!own.Groups.ContainsKey(on) && !Reaches(id, on))
                _findings.Warn(
                    "order-disagrees",
                    line,
                    $"here group {id} comes after group {on}, and its own field in line {own.Line} does not say so; the field counts"
                );
        CompareWave(id, own);
    }

    private void CompareWave(string id, Own own)
    {
        if (!_places.TryGetValue(id, out var place))
            return;
        var wave = _order.Waves[place.Wave];
        var line = wave.Groups[place.At].Line;
        foreach (var (on, fieldLine) in own.Groups)
            if (!ComesBefore(on, place, wave.Sequential))
                _findings.Warn(
                    "wave-disagrees",
                    line,
                    $"{wave.Name} puts group {id} beside or before group {on}, for which it waits by its own field in line {fieldLine}; the field counts"
                );
        var waitsHere =
            wave.Sequential && place.At > 0 || Before(place.Wave) is { Groups.Count: > 0 };
        if (own.Groups.Count == 0 && waitsHere)
            _findings.Warn(
                "wave-disagrees",
                line,
                $"{wave.Name} lets group {id} wait, and its own field in line {own.Line} says that it waits for no group; the field counts"
            );
    }

    private bool ComesBefore(string on, (int Wave, int At) place, bool sequential)
    {
        _findings.Step();
        return !_places.TryGetValue(on, out var other)
            || other.Wave < place.Wave
            || sequential && other.Wave == place.Wave && other.At < place.At;
    }

    private bool Reaches(string from, string to)
    {
        var seen = new HashSet<string> { from };
        var queue = new Queue<string>([from]);
        // Far enough for any document of a person.
        while (queue.TryDequeue(out var id) && seen.Count < 500)
            foreach (var on in _own[id].Groups.Keys)
            {
                _findings.Step();
                if (on == to)
                    return true;
                if (seen.Add(on))
                    queue.Enqueue(on);
            }
        return false;
    }
}
