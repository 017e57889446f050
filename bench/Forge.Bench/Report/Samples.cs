namespace Forge.Bench.Report;

/// <summary>What one contestant's measurements came to, by row.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, List<double>> _values = [];
    private readonly Dictionary<string, string> _failures = [];

    public void Add(string row, double value)
    {
        if (!_values.TryGetValue(row, out var values))
            _values[row] = values = [];
        values.Add(value);
    }

    /// <summary>The first reason is kept: what follows is mostly its echo.</summary>
    public void Fail(string row, string why) => _failures.TryAdd(row, why);

    public IReadOnlyList<double> Of(string row) => _values.GetValueOrDefault(row) ?? [];

    public string? FailureOf(string row) => _failures.GetValueOrDefault(row);

    public double? Median(string row) => Percentile(Of(row), 0.5);

    /// <summary>Between the two nearest values where none stands at that place; null of none.</summary>
    public static double? Percentile(IReadOnlyCollection<double> values, double part)
    {
        if (values.Count == 0)
            return null;
        var sorted = values.Order().ToList();
        var place = part * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
