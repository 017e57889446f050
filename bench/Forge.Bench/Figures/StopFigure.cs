using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Figures;

internal sealed class StopFigure : IFigure
{
    public string Name => "stop";
    public int Repeats => 5;
    public bool WarmsUp => true;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "stop",
            "stop → everything ended",
            Unit.Milliseconds,
            "POST stop to an agent in the middle of its turn that ends at once when told to: until its process is gone, its run no longer counts as running, and the stop itself is answered",
            Reach.Ratio(0.1)
        ),
        new(
            "stop-agent",
            "… of that, agent gone and run ended",
            Unit.Milliseconds,
            "the same without waiting for the answer to the stop",
            Reach.None
        ),
    ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct) =>
        new Measurement(await Scene.SmallAsync(contestant, ct));

    private sealed class Measurement(Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var (attempt, agent) = await scene.LiveAsync("LINES=1 SLEEP=600000", ct);
            // Into its turn, not into its start.
            await WallClock.PauseAsync(500, ct);
            var began = WallClock.Now;
            var asking = scene.Wire.StopAsync(attempt.Id, ct);
            while (
                Proc.IsAlive(agent.Pid)
                || await scene.Wire.AgentRunAsync(attempt.Id, ct) is not { HasEnded: true }
            )
            {
                if (WallClock.MillisecondsSince(began) > 30_000)
                    throw new MeasureFailed("not stopped within 30 s");
                await WallClock.PauseAsync(1, ct);
            }
            samples.Add("stop-agent", WallClock.MillisecondsSince(began));
            await asking;
            samples.Add("stop", WallClock.MillisecondsSince(began));
            await scene.Server.Load.QuietAsync(ct);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
