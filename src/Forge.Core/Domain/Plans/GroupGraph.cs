namespace Forge.Core.Domain.Plans;

/// <summary>Who waits for whom, by positions in the plan. An approved plan has no cycle.</summary>
internal sealed class GroupGraph
{
    private readonly IReadOnlyList<GroupFacts> _groups;
    private readonly Dictionary<string, int> _at;
    private readonly List<int>[] _before;
    private readonly List<int>[] _behind;

    public GroupGraph(IReadOnlyList<GroupFacts> groups)
    {
        _groups = groups;
        _at = new Dictionary<string, int>(groups.Count);
        _before = new List<int>[groups.Count];
        _behind = new List<int>[groups.Count];
        for (var i = 0; i < groups.Count; i++)
        {
            _at[groups[i].Id] = i;
            _before[i] = new List<int>(groups[i].DependsOn.Count);
            _behind[i] = [];
        }
        for (var i = 0; i < groups.Count; i++)
            foreach (var id in groups[i].DependsOn)
                if (_at.TryGetValue(id, out var before))
                    Link(before, i);
        for (var i = 0; i < groups.Count; i++)
            if (groups[i].IsFinal)
                LinkToAll(i);
        Order = InOrder();
    }

    /// <summary>Each position after all those that it waits for.</summary>
    public IReadOnlyList<int> Order { get; }

    public List<int> Before(int position) => _before[position];

    public List<int> Behind(int position) => _behind[position];

    /// <summary>What the group names and the plan does not have.</summary>
    public IEnumerable<string> Unknown(int position) =>
        _groups[position].DependsOn.Where(id => !_at.ContainsKey(id));

    private void Link(int before, int position)
    {
        _before[position].Add(before);
        _behind[before].Add(position);
    }

    // What proves the whole waits for all, whether or not it names them: but for those that wait for it.
    private void LinkToAll(int final)
    {
        var notFor = new HashSet<int>(_before[final]) { final };
        var later = new Queue<int>(_behind[final]);
        while (later.TryDequeue(out var position))
            if (notFor.Add(position))
                foreach (var next in _behind[position])
                    later.Enqueue(next);
        for (var i = 0; i < _groups.Count; i++)
            if (!_groups[i].IsFinal && notFor.Add(i))
                Link(i, final);
    }

    private List<int> InOrder()
    {
        var open = new int[_groups.Count];
        var order = new List<int>(_groups.Count);
        for (var i = 0; i < open.Length; i++)
            if ((open[i] = _before[i].Count) == 0)
                order.Add(i);
        for (var next = 0; next < order.Count; next++)
            foreach (var i in _behind[order[next]])
                if (--open[i] == 0)
                    order.Add(i);
        return order.Count == open.Length
            ? order
            : throw RuleBroken.Invalid("The plan's groups depend on each other in a circle");
    }
}
