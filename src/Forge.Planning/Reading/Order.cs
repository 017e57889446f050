namespace Forge.Planning.Reading;

/// <summary>What the text around the groups says about their order.</summary>
internal sealed class Order
{
    public List<OrderEdge> Edges { get; } = [];
    public List<OrderWave> Waves { get; } = [];

    /// <summary>Groups that a table says to wait for nothing.</summary>
    public HashSet<string> Free { get; } = [];

    /// <summary>Agents that tables of waves give to groups.</summary>
    public Dictionary<string, string> Agents { get; } = [];
}

/// <summary>A group, what it waits for, and the line that says so.</summary>
internal sealed record OrderEdge(string Group, string DependsOn, int Line);

/// <summary>A group in a wave, and the line that puts it there.</summary>
internal sealed record WavePlace(string Group, int Line);

/// <summary>A wave or phase with its groups in the order written.</summary>
/// <param name="After">The name of the wave that it says to follow; null for the one before it.</param>
internal sealed record OrderWave(string Name, int Line, bool Sequential, string? After)
{
    private readonly Dictionary<string, int> _positions = [];

    public List<WavePlace> Groups { get; } = [];

    public void Add(string? group, int line)
    {
        if (group is not null && _positions.TryAdd(group, Groups.Count))
            Groups.Add(new WavePlace(group, line));
    }

    /// <summary>-1 when the group is in another wave.</summary>
    public int PositionOf(string group) => _positions.GetValueOrDefault(group, -1);
}
