using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Figures;

/// <summary>From the wish to the working agent, one at a time.</summary>
internal sealed class CreateFigure(int files, int bytes, int repeats, Reach answered, Reach started)
    : IFigure
{
    private readonly string _size = $"{files:N0} files";

    public string Name => $"create-{files}";
    public int Repeats => repeats;
    public bool WarmsUp => true;

    private string Answered => $"{Name}-answer";
    private string Started => $"{Name}-started";

    public IReadOnlyList<Row> Rows =>
        [
            new(
                Answered,
                $"create → HTTP answer, {_size}",
                Unit.Milliseconds,
                "POST create-and-start, until the whole answer is here",
                answered
            ),
            new(
                Started,
                $"create → agent started, {_size}",
                Unit.Milliseconds,
                "from sending the same request to the agent's own first act, in its worktree",
                started
            ),
        ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct) =>
        new Measurement(this, await Scene.SetAsync(contestant, files, bytes, ct));

    private sealed class Measurement(CreateFigure figure, Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var run = await scene.RunAsync("LINES=1", ct);
            var agent = await Until.StartedAsync(scene.Server, run.Title, ct);
            samples.Add(figure.Answered, WallClock.Milliseconds(run.Asked, run.Answered));
            samples.Add(figure.Started, WallClock.Milliseconds(run.Asked, agent.At));
            await Until.EndedAsync(scene.Server, (await scene.Wire.AttemptAsync(run, ct)).Id, ct);
            // What a server gets ready for the next one is its own affair, as long as nobody waits for it.
            await scene.Server.Load.QuietAsync(ct);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();
    }
}
