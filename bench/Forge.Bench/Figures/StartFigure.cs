using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Figures;

internal sealed class StartFigure : IFigure
{
    public string Name => "start";
    public int Repeats => 5;
    public bool WarmsUp => true;

    public IReadOnlyList<Row> Rows { get; } =
    [
        new(
            "start-empty",
            "server start, no state",
            Unit.Milliseconds,
            "from starting the program to its first good answer to GET projects, with an empty HOME and state",
            Reach.Ratio(1.5)
        ),
    ];

    public Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct) =>
        Task.FromResult<IMeasurement?>(new Measurement(contestant));

    private sealed class Measurement(IContestant contestant) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            await using var server = await LiveServer.StartAsync(contestant, ct);
            samples.Add("start-empty", server.StartTook);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
