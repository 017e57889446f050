namespace Forge.Bench.Report;

/// <summary>A whole run, ready to be printed.</summary>
/// <param name="Contestants">Name and version, ours first.</param>
internal sealed record Findings(
    IReadOnlyList<(string Name, string Version)> Contestants,
    IReadOnlyList<Line> Lines,
    IReadOnlyList<FloorLine> Floors,
    IReadOnlyList<(string Name, string Value)> Host,
    DateTimeOffset Began,
    TimeSpan Took
);

/// <param name="Results">One a contestant, in their order.</param>
internal sealed record Line(Row Row, IReadOnlyList<Result> Results)
{
    public Result Ours => Results[0];
    public Result? Peer => Results.Count > 1 ? Results[1] : null;

    public double? Ratio =>
        Ours.Median is { } ours && Peer?.Median is { } peer and > 0 ? ours / peer : null;
}

/// <param name="Failure">Why it has no value, or a bad one.</param>
internal sealed record Result(IReadOnlyList<double> Values, string? Failure)
{
    public double? Median => Samples.Percentile(Values, 0.5);
}

/// <summary>What the machine itself takes.</summary>
internal sealed record FloorLine(
    string Title,
    Unit Unit,
    string Meaning,
    IReadOnlyList<double> Values
)
{
    public double? Median => Samples.Percentile(Values, 0.5);
}
