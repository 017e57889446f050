using Forge.Bench.Figures;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench;

/// <summary>Measures one figure after the other on all contestants; one that fails is noted, and the run goes on.</summary>
internal sealed class Run(
    IReadOnlyList<IContestant> contestants,
    string agents,
    string? emptyServer,
    int? repeats
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public async Task<Findings> MeasureAsync(IReadOnlySet<string> only, CancellationToken ct)
    {
        var began = TimeProvider.System.GetUtcNow();
        var lines = new List<Line>();
        foreach (var figure in AllFigures.List)
            if (Wants(figure.Name, only, ct))
                lines.AddRange(await MeasureAsync(figure, ct));
        using var ground = new Ground(agents);
        var floors = Wants(AllFigures.Floors, only, ct)
            ? await Forge.Bench.Floors.AllFloors.MeasureAsync(ground, agents, emptyServer, ct)
            : [];
        return new Findings(
            [.. contestants.Select(c => (c.Name, c.Version))],
            lines,
            floors,
            HostFacts.Read(ground.Root),
            began,
            TimeProvider.System.GetUtcNow() - began
        );
    }

    // After an interruption nothing new is begun; what there is, is shown.
    private static bool Wants(string name, IReadOnlySet<string> only, CancellationToken ct) =>
        !ct.IsCancellationRequested && (only.Count == 0 || only.Contains(name));

    private async Task<IEnumerable<Line>> MeasureAsync(IFigure figure, CancellationToken ct)
    {
        var all = contestants.Select(c => new Course(figure, c)).ToList();
        try
        {
            foreach (var course in all)
                await course.OpenAsync(Longest, ct);
            var rounds = repeats ?? figure.Repeats;
            for (var round = figure.WarmsUp ? 0 : 1; round <= rounds; round++)
                // Who came last comes first in the next round.
                foreach (var course in round % 2 == 1 ? all : Enumerable.Reverse(all))
                    await course.RoundAsync(round, rounds, Longest, ct);
            foreach (var course in all)
                await course.FinishAsync(Longest, ct);
        }
        finally
        {
            foreach (var course in all)
                await course.CloseAsync();
        }
        return figure.Rows.Select(row => new Line(row, [.. all.Select(c => c.Result(row))]));
    }
}
