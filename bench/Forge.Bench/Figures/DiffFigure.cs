using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>From a change in the worktree to its diff at a client that watches.</summary>
internal sealed class DiffFigure(int files, int bytes, Reach reach) : IFigure
{
    private const double LongestMs = 60_000;

    public string Name => $"diff-{files}";
    public int Repeats => 8;
    public bool WarmsUp => true;

    public IReadOnlyList<Row> Rows =>
        [
            new(
                Name,
                $"diff on the socket after a file change, {files:N0} files",
                Unit.Milliseconds,
                "from just before a tracked file of the worktree is written to the frame with its new text on the diff socket; changes are a second apart",
                reach
            ),
        ];

    public async Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct)
    {
        var scene = await Scene.SetAsync(contestant, files, bytes, ct);
        try
        {
            var (attempt, agent) = await scene.LiveAsync("LINES=1 SLEEP=600000", ct);
            var path = $"/api/task-attempts/{attempt.Id}/diff/ws";
            var socket = await FrameSocket.OpenAsync(scene.Wire, path, ct);
            await scene.Server.Load.QuietAsync(ct);
            return new Measurement(
                Name,
                scene,
                Path.Combine(agent.Place, Repository.Changed),
                socket
            );
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    private sealed class Measurement(string row, Scene scene, string file, FrameSocket socket)
        : IMeasurement
    {
        private int _changes;

        public async Task MeasureAsync(Samples samples, CancellationToken ct)
        {
            var word = $"change {++_changes} of {row}";
            var began = WallClock.Now;
            await File.WriteAllTextAsync(file, word + "\n", ct);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMilliseconds(LongestMs));
            samples.Add(row, WallClock.Milliseconds(began, await SeenAsync(word, limit.Token)));
            await WallClock.PauseAsync(1_000, ct);
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return scene.DisposeAsync();
        }

        private async Task<long> SeenAsync(string word, CancellationToken ct)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            try
            {
                while (await socket.NextAsync(ct) is { } frame)
                    if (frame.Text.Span.IndexOf(bytes) >= 0)
                        return frame.At;
            }
            catch (OperationCanceledException)
            {
                throw new MeasureFailed($"'{word}' did not come within {LongestMs / 1000} s");
            }
            throw new MeasureFailed("the diff socket closed");
        }
    }
}
