using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>Many sessions asked for at the same moment, on one repository.</summary>
internal sealed class BurstFigure(int count, Reach lastStarted) : IFigure
{
    private const double LongestMs = 90_000;

    public string Name => $"burst-{count}";
    public int Repeats => 2;
    public bool WarmsUp => false;

    public IReadOnlyList<Row> Rows =>
        [
            new(
                Key("accepted"),
                $"{count} at once: accepted",
                Unit.Count,
                $"of {count} create-and-start requests sent at the same moment, those with a good answer",
                Reach.AtLeast(count)
            ),
            new(
                Key("started"),
                "… started",
                Unit.Count,
                "agents that began to work",
                Reach.AtLeast(count)
            ),
            new(
                Key("completed"),
                "… completed",
                Unit.Count,
                "tasks whose run ended well and that wait for review",
                Reach.AtLeast(count)
            ),
            new(
                Key("last-answer"),
                "… last one answered",
                Unit.Milliseconds,
                "from sending the first request to the last good answer",
                Reach.None
            ),
            new(
                Key("last-started"),
                "… last one started",
                Unit.Milliseconds,
                "from sending the first request to the first act of the agent that began last",
                lastStarted
            ),
            new(
                Key("last-completed"),
                "… last one completed",
                Unit.Milliseconds,
                "from sending the first request until all that started are in review; each agent works for half a second",
                Reach.None
            ),
        ];

    private string Key(string what) => $"{Name}-{what}";

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct)
    {
        var scene = await Scene.SmallAsync(contestant, ct);
        // A program's first request is slow by itself.
        var (attempt, _) = await scene.LiveAsync("LINES=1 QUIT", ct);
        await Until.EndedAsync(scene.Server, attempt.Id, ct);
        return new Measurement(this, scene);
    }

    private sealed class Measurement(BurstFigure figure, Scene scene) : IMeasurement
    {
        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var began = WallClock.Now;
            var asked = Enumerable.Range(0, figure.Size).Select(_ => TryAsync(samples, ct));
            var accepted = (await Task.WhenAll(asked)).OfType<Accepted>().ToList();
            samples.Add(figure.Key("accepted"), accepted.Count);
            if (accepted.Count > 0)
                samples.Add(
                    figure.Key("last-answer"),
                    WallClock.Milliseconds(began, accepted.Max(a => a.Answered))
                );
            var completed = await CompletedAsync(accepted, began, ct);
            var starts = Starts(accepted);
            samples.Add(figure.Key("started"), starts.Count);
            samples.Add(figure.Key("completed"), completed);
            if (starts.Count > 0)
                samples.Add(
                    figure.Key("last-started"),
                    WallClock.Milliseconds(began, starts.Max())
                );
            samples.Add(figure.Key("last-completed"), WallClock.MillisecondsSince(began));
            await scene.Server.Load.QuietAsync(ct);
        }

        public ValueTask DisposeAsync() => scene.DisposeAsync();

        private async Task<Accepted?> TryAsync(Samples samples, CancellationToken ct)
        {
            try
            {
                return await scene.RunAsync("RATE=10 LINES=6", ct);
            }
            catch (MeasureFailed refused)
            {
                samples.Fail(figure.Key("accepted"), refused.Message);
                return null;
            }
        }

        private List<long> Starts(IEnumerable<Accepted> accepted)
        {
            var stamps = scene.Server.Ground.ReadStamps();
            return [.. accepted.Select(a => Until.Find(stamps, a.Title)?.At).OfType<long>()];
        }

        // Until all are done, or nothing more can be hoped for.
        private async Task<int> CompletedAsync(
            IReadOnlyList<Accepted> accepted,
            long began,
            CancellationToken ct
        )
        {
            var wanted = accepted.Select(a => a.Task).ToHashSet();
            while (true)
            {
                var (done, open) = await CountAsync(wanted, ct);
                if (open == 0 || WallClock.MillisecondsSince(began) > LongestMs)
                    return done;
                await WallClock.PauseAsync(100, ct);
            }
        }

        private async Task<(int Done, int Open)> CountAsync(
            HashSet<Guid> wanted,
            CancellationToken ct
        )
        {
            var tasks = await scene.Wire.TasksAsync(scene.Project, ct);
            var ours = tasks.Where(t => wanted.Contains(t.Id)).ToList();
            return (ours.Count(t => t.IsWell), ours.Count(t => t.IsOpen));
        }
    }

    private int Size => count;
}
