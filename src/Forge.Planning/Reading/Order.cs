namespace Forge.Planning.Reading;

/// <summary>What the text around the groups says about their order.</summary>
internal sealed class Order
{
    /// <summary>A group, what it waits for, and the line that says so.</summary>
    public List<(string Group, string DependsOn, int Line)> Edges { get; } = [];
    public List<OrderWave> Waves { get; } = [];

    /// <summary>Groups that a table says to wait for nothing.</summary>
    public HashSet<string> Free { get; } = [];

    /// <summary>Agents that tables of waves give to groups.</summary>
    public Dictionary<string, string> Agents { get; } = [];
}

/// <summary>A wave or phase with its groups in the order written.</summary>
/// <param name="After">The name of the wave that it says to follow; null for the one before it.</param>
internal sealed record OrderWave(string Name, int Line, bool Sequential, string? After)
{
    private readonly Dictionary<string, int> _positions = [];

    public List<(string Group, int Line)> Groups { get; } = [];

    public void Add(string? group, int line)
    {
        if (group is not null && _positions.TryAdd(group, Groups.Count))
            Groups.Add((group, line));
    }

    /// <summary>-1 when the group is in another wave.</summary>
    public int PositionOf(string group) => _positions.GetValueOrDefault(group, -1);
}
