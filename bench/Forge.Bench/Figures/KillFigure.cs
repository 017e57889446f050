using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>The server dies while an agent works, and comes back at once.</summary>
internal sealed class KillFigure : IFigure
{
    private const int Lines = 60;
    private const int PerSecond = 20;

    public string Name => "kill";
    public int Repeats => 2;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "kill-lost",
            "kill -9 of the server in the middle of a run: lines lost",
            Unit.Count,
            "an agent writes 60 lines in 3 s; after 1 s the server is killed and started again; lines missing from the raw log once the run is over",
            Reach.AtMost(0, "0")
        ),
        new(
            "kill-goes-on",
            "… runs that went on to their end",
            Unit.Percent,
            "of the rounds, those in which the run ended as completed",
            Reach.AtLeast(100)
        ),
    ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct) =>
        new Measurement(await Scene.SmallAsync(contestant, ct));

    private sealed class Measurement(Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var (attempt, agent) = await scene.LiveAsync($"RATE={PerSecond} LINES={Lines}", ct);
            await WallClock.PauseAsync(1_000, ct);
            await scene.Server.KillAsync(ct);
            await scene.Server.StartAsync(ct);
            var run = await Until.EndedAsync(scene.Server, attempt.Id, ct);
            var lines = new LineStamps(Lines);
            using var socket = await FrameSocket.RawAsync(scene.Wire, run.Id, ct);
            await socket.ToTheEndAsync(lines.Take, ct);
            samples.Add("kill-lost", Lines - lines.Count);
            samples.Add("kill-goes-on", run.Status == "completed" ? 100 : 0);
            // One that was left behind must not meet the next round.
            if (!scene.Server.Contestant.KeepsRuns)
                Proc.Kill(agent.Pid);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
