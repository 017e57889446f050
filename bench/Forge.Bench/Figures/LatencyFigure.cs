using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>How long a line takes from the agent's hand to a client that watches.</summary>
internal sealed class LatencyFigure(int rate, int lines) : IFigure
{
    private readonly string _rate = $"{rate:N0} lines/s";

    public string Name => $"latency-{rate}";
    public int Repeats => 3;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows =>
        [.. RowsOf("raw", "raw log", 0.3), .. RowsOf("normalized", "normalised", 0.5)];

    private IEnumerable<Row> RowsOf(string stream, string title, double reach)
    {
        var meaning =
            $"from the agent's stamp just before it writes a line to the whole frame with it on the {stream}-logs socket; {lines:N0} lines a round";
        yield return new Row(
            $"{Name}-{stream}-p50",
            $"{title} latency p50, {_rate}",
            Unit.Milliseconds,
            meaning,
            Reach.Ratio(reach)
        );
        yield return new Row(
            $"{Name}-{stream}-p99",
            $"{title} latency p99, {_rate}",
            Unit.Milliseconds,
            $"the same; of {lines:N0} lines",
            Reach.Ratio(reach)
        );
    }

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct) =>
        new Measurement(this, await Scene.SmallAsync(contestant, ct));

    // One stream after the other, as a client watches one.
    private async Task MeasureAsync(Scene scene, bool raw, Samples samples, CancellationToken ct)
    {
        // The time before the first line is for opening the socket.
        var (attempt, _) = await scene.LiveAsync($"SLEEP=1000 RATE={rate} LINES={lines}", ct);
        var run = await Until.RunAsync(scene.Server, attempt.Id, ct);
        using var socket = raw
            ? await FrameSocket.RawAsync(scene.Wire, run.Id, ct)
            : await FrameSocket.NormalizedAsync(scene.Wire, run.Id, ct);
        var stamps = new LineStamps(lines);
        var whole = await socket.ToTheEndAsync(stamps.Take, ct);
        var key = $"{Name}-{(raw ? "raw" : "normalized")}";
        if (Samples.Percentile(stamps.Latencies, 0.5) is { } half)
            samples.Add($"{key}-p50", half);
        if (Samples.Percentile(stamps.Latencies, 0.99) is { } most)
            samples.Add($"{key}-p99", most);
        if (!whole)
            samples.Fail($"{key}-p50", "the socket closed without `finished`");
        if (stamps.Missing() is { } missing)
            samples.Fail($"{key}-p50", missing);
        await Until.EndedAsync(scene.Server, attempt.Id, ct);
    }

    private sealed class Measurement(LatencyFigure figure, Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            await figure.MeasureAsync(scene, true, samples, ct);
            await figure.MeasureAsync(scene, false, samples, ct);
            await scene.Server.Load.QuietAsync(ct);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
