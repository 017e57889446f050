using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>What a session costs beside its agent while nothing happens.</summary>
internal sealed class IdleFigure : IFigure
{
    private const int Sessions = 30;
    private const int Seconds = 6;

    public string Name => "idle";
    public int Repeats => 1;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "idle-memory",
            "memory per idle session, beside the agent",
            Unit.Megabytes,
            "what the server and its other processes grew by for 30 silent agents, divided by 30",
            Reach.None
        ),
        new(
            "idle-processes",
            "processes per idle session, beside the agent",
            Unit.Count,
            "shells and wrappers that stand around the 30 agents, divided by 30",
            Reach.None
        ),
        new(
            "idle-cpu",
            "processor while 30 idle sessions are watched",
            Unit.Percent,
            "of one core, over 6 s, all processes beside the agents; 30 raw and 30 normalised sockets are open",
            Reach.AtMost(1, "none (≤ 1 %)")
        ),
    ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct)
    {
        var scene = await Scene.SmallAsync(contestant, ct);
        var (attempt, _) = await scene.LiveAsync("LINES=1 QUIT", ct);
        await Until.EndedAsync(scene.Server, attempt.Id, ct);
        return new Measurement(scene);
    }

    private sealed class Measurement(Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var load = scene.Server.Load;
            await load.QuietAsync(ct);
            var before = (load.Memory, load.OthersCount);
            var attempts = await scene.LiveAsync(Sessions, 3, "LINES=1 SLEEP=600000", ct);
            await load.QuietAsync(ct);
            samples.Add("idle-memory", (load.Memory - before.Memory) / Sessions);
            samples.Add(
                "idle-processes",
                (double)(load.OthersCount - before.OthersCount) / Sessions
            );
            var sockets = new List<FrameSocket>();
            try
            {
                await WatchAsync(attempts, sockets, ct);
                await WallClock.PauseAsync(2_000, ct);
                var used = load.Cpu;
                await WallClock.PauseAsync(Seconds * 1_000, ct);
                samples.Add("idle-cpu", (load.Cpu - used) / Seconds * 100);
            }
            finally
            {
                sockets.ForEach(s => s.Dispose());
            }
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();

        private async Task WatchAsync(
            IReadOnlyList<Attempt> attempts,
            List<FrameSocket> sockets,
            CancellationToken ct
        )
        {
            foreach (var attempt in attempts)
            {
                var run = await Until.RunAsync(scene.Server, attempt.Id, ct);
                sockets.Add(await FrameSocket.RawAsync(scene.Wire, run.Id, ct));
                sockets.Add(await FrameSocket.NormalizedAsync(scene.Wire, run.Id, ct));
            }
        }
    }
}
