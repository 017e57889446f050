using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Floors;

/// <summary>The agent's lines read by this program straight from its pipe: the latency that no server can go below.</summary>
internal static class PipeFloors
{
    private const int Lines = 2_000;

    public static IEnumerable<Floor> Of(Ground ground, string agent)
    {
        yield return Latency(ground, agent, "p50", 0.5);
        yield return Latency(ground, agent, "p99", 0.99);
    }

    private static Floor Latency(Ground ground, string agent, string title, double part) =>
        new(
            $"a line through a pipe, {title}",
            Unit.Milliseconds,
            "from the agent's stamp to this program, at 1,000 lines/s, without a server between them",
            2,
            ct => ReadAsync(ground, agent, part, ct)
        );

    private static async Task<double> ReadAsync(
        Ground ground,
        string agent,
        double part,
        CancellationToken ct
    )
    {
        using var process = Started.WithPipes([agent], ground.Environment(), ground.Root);
        await process.StandardInput.WriteLineAsync(
            $"{{\"type\":\"user\",\"message\":{{\"role\":\"user\",\"content\":\"RATE=1000 LINES={Lines} QUIT\"}}}}"
        );
        await process.StandardInput.FlushAsync(ct);
        var stamps = new LineStamps(Lines);
        var buffer = new byte[1 << 16];
        while (await process.StandardOutput.BaseStream.ReadAsync(buffer, ct) is var read and > 0)
            stamps.Take(new Frame(buffer.AsMemory(0, read), WallClock.Now));
        await process.WaitForExitAsync(ct);
        return Samples.Percentile(stamps.Latencies, part)
            ?? throw new MeasureFailed("the agent said nothing");
    }
}
