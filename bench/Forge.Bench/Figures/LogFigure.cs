using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>One log of 100,000 lines: reading all of it again, and the memory that it left behind.</summary>
internal sealed class LogFigure : IFigure
{
    private const int Lines = 100_000;
    private const int More = 30;

    // As fast as an agent could be that writes all day; the peer loses half of the lines when they come all at once.
    private const int Rate = 4_000;

    public string Name => "log";
    public int Repeats => 3;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "log-taken",
            "100,000 lines taken in",
            Unit.Milliseconds,
            "from the agent's start to the end of its run; the agent writes 4,000 lines a second, so 25 s are its own",
            Reach.None
        ),
        .. ReplayRows("raw", "raw"),
        .. ReplayRows("normalized", "normalised"),
        new(
            "memory-start",
            "memory before that log",
            Unit.Megabytes,
            "resident memory of the server and of what it started, agents left out, with one project",
            Reach.None
        ),
        new(
            "memory-log",
            "memory after that log",
            Unit.Megabytes,
            "the same two seconds after the replays above",
            Reach.Ratio(0.4)
        ),
        new(
            "memory-more",
            "memory after 30 more sessions",
            Unit.Megabytes,
            "the same after 30 short runs, five at a time",
            Reach.Ratio(0.4)
        ),
        new(
            "memory-growth",
            "… grown by another 30",
            Unit.Megabytes,
            "by how much it is more after 30 runs more than those; what the collector lets lie, up to 16 MB, counts as none",
            Reach.AtMost(16, "none (≤ 16 MB)")
        ),
    ];

    private static IEnumerable<Row> ReplayRows(string stream, string title)
    {
        yield return new Row(
            $"replay-{stream}",
            $"replay of 100,000 lines, {title}",
            Unit.Milliseconds,
            $"opening the {stream}-logs socket of the ended run until its `finished`, for each 100,000 lines that came: who leaves lines out is not faster for it. No compression is asked for",
            Reach.Ratio(0.3)
        );
        yield return new Row(
            $"replay-{stream}-took",
            "… until `finished`",
            Unit.Milliseconds,
            "the bare time, whatever came",
            Reach.None
        );
        yield return new Row(
            $"replay-{stream}-lines",
            "… lines that came",
            Unit.Count,
            "of the 100,000, each counted once",
            Reach.AtLeast(Lines)
        );
    }

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct)
    {
        var scene = await Scene.SmallAsync(contestant, ct);
        return new Measurement(scene);
    }

    private sealed class Measurement(Scene scene) : IMeasurement
    {
        private Guid? _process;

        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var process = _process ??= await TakeInAsync(samples, ct);
            using (
                var raw = new Replay(await FrameSocketAt(false, process, ct), samples, "replay-raw")
            )
                await raw.ReadAsync(ct);
            using (
                var folded = new Replay(
                    await FrameSocketAt(true, process, ct),
                    samples,
                    "replay-normalized"
                )
            )
                await folded.ReadAsync(ct);
        }

        public async Task FinishAsync(Samples samples, CancellationToken ct)
        {
            await WallClock.PauseAsync(2_000, ct);
            samples.Add("memory-log", scene.Server.Load.Memory);
            var once = await MemoryAfterMoreAsync(ct);
            samples.Add("memory-more", once);
            samples.Add("memory-growth", await MemoryAfterMoreAsync(ct) - once);
        }

        private async Task<double> MemoryAfterMoreAsync(CancellationToken ct)
        {
            for (var round = 0; round < More / 5; round++)
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ShortRunAsync(ct)));
            await WallClock.PauseAsync(2_000, ct);
            return scene.Server.Load.Memory;
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();

        private async Task<Guid> TakeInAsync(Samples samples, CancellationToken ct)
        {
            samples.Add("memory-start", scene.Server.Load.Memory);
            var (attempt, agent) = await scene.LiveAsync($"RATE={Rate} LINES={Lines}", ct);
            var run = await Until.EndedAsync(scene.Server, attempt.Id, ct);
            samples.Add("log-taken", WallClock.MillisecondsSince(agent.At));
            await scene.Server.Load.QuietAsync(ct);
            return run.Id;
        }

        private async Task ShortRunAsync(CancellationToken ct)
        {
            var (attempt, _) = await scene.LiveAsync("LINES=20", ct);
            await Until.EndedAsync(scene.Server, attempt.Id, ct);
        }

        private async Task<(long, FrameSocket)> FrameSocketAt(
            bool folded,
            Guid process,
            CancellationToken ct
        )
        {
            var began = WallClock.Now;
            var socket = folded
                ? await FrameSocket.NormalizedAsync(scene.Wire, process, ct)
                : await FrameSocket.RawAsync(scene.Wire, process, ct);
            return (began, socket);
        }
    }

    /// <summary>Reading one socket to its end.</summary>
    private sealed class Replay(
        (long Began, FrameSocket Socket) opened,
        Samples samples,
        string row
    ) : IDisposable
    {
        public async Task ReadAsync(CancellationToken ct)
        {
            var lines = new LineStamps(Lines);
            var whole = await opened.Socket.ToTheEndAsync(lines.Take, ct);
            var took = WallClock.MillisecondsSince(opened.Began);
            samples.Add($"{row}-lines", lines.Count);
            if (lines.Missing() is { } missing)
                samples.Fail($"{row}-lines", missing);
            samples.Add($"{row}-took", took);
            if (whole && lines.Count > 0)
                samples.Add(row, took * Lines / lines.Count);
            else
                samples.Fail(row, $"the socket closed without `finished` after {took:F0} ms");
        }

        public void Dispose() => opened.Socket.Dispose();
    }
}
