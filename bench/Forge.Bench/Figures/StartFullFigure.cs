using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Figures;

/// <summary>A start on a state with history. The peer's runs die with it, so there it cannot be measured.</summary>
internal sealed class StartFullFigure : IFigure
{
    private const int Ended = 1_000;
    private const int Living = 30;

    public string Name => "start-full";
    public int Repeats => 3;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "start-full",
            "start with 1,000 ended and 30 living sessions",
            Unit.Milliseconds,
            "the server is killed and started again on its state while 30 agents run on; the peer's agents die with it, so it has no such start",
            Reach.AtMost(2_000, "< 2 s")
        ),
        new(
            "start-full-living",
            "… of the 30, still running and known as such",
            Unit.Count,
            "execution processes of the 30 that are running after the start, and whose agent lives",
            Reach.AtLeast(Living)
        ),
    ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct)
    {
        if (!contestant.KeepsRuns)
            return null;
        var scene = await Scene.SmallAsync(contestant, ct);
        try
        {
            await FillAsync(scene, ct);
            return new Measurement(
                scene,
                await scene.LiveAsync(Living, 10, "LINES=1 SLEEP=600000", ct)
            );
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    // Asked for as fast as they are answered; the server runs as many at once as it may.
    private static async Task FillAsync(Scene scene, CancellationToken ct)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct };
        await Parallel.ForAsync(
            0,
            Ended,
            options,
            async (_, inner) => await scene.RunAsync("LINES=3 QUIT", inner)
        );
        var open = Ended;
        while (open > 0)
        {
            await WallClock.PauseAsync(1_000, ct);
            open = (await scene.Wire.TasksAsync(scene.Project, ct)).Count(t => t.IsOpen);
        }
    }

    private sealed class Measurement(Scene scene, IReadOnlyList<Wire.Attempt> living) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            await scene.Server.KillAsync(ct);
            await scene.Server.StartAsync(ct);
            samples.Add("start-full", scene.Server.StartTook);
            var running = 0;
            foreach (var attempt in living)
                if (await scene.Wire.AgentRunAsync(attempt.Id, ct) is { HasEnded: false })
                    running++;
            var agents = scene.Server.Ground.ReadStamps().Count(s => Proc.IsAlive(s.Pid));
            samples.Add("start-full-living", Math.Min(running, agents));
            await scene.Server.Load.QuietAsync(ct);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
