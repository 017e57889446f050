using System.Threading.Channels;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Boards;

/// <summary>
/// A table of runs that redraws itself until all of them rest. One loop owns the rows; the watches send to it. Where the
/// output cannot be redrawn, a line is printed when a run's state changes and every few seconds.
/// </summary>
internal sealed class LiveBoard(Surroundings here, Reconnecting server)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <returns>The rows at the end.</returns>
    public async Task<IReadOnlyList<BoardRow>> ShowAsync(
        IReadOnlyList<KnownAttempt> runs,
        CancellationToken ct
    )
    {
        var changes = Channel.CreateBounded<RowChange>(512);
        var watches = WatchAsync(runs, changes.Writer, ct);
        var rows = runs.Select(run => new BoardRow(run)).ToList();
        IBoardScreen screen = here.Terminal.IsTerminal
            ? new TableScreen(here)
            : new LineScreen(here, Quiet);
        try
        {
            screen.Draw(rows);
            while (await NextAsync(changes.Reader, ct).ConfigureAwait(false))
            {
                while (changes.Reader.TryRead(out var change))
                    Apply(rows, change);
                screen.Draw(rows);
            }
            await watches.ConfigureAwait(false);
        }
        finally
        {
            screen.Close();
        }
        return rows;
    }

    private static void Apply(List<BoardRow> rows, RowChange change)
    {
        var index = rows.FindIndex(row => row.Run.Id == change.Attempt);
        rows[index] = change.Apply(rows[index]);
    }

    /// <summary>True: something changed, or time went on. False: nothing more will come.</summary>
    private async Task<bool> NextAsync(ChannelReader<RowChange> changes, CancellationToken ct)
    {
        var pause = Task.Delay(Tick, here.Time, ct);
        var change = changes.WaitToReadAsync(ct).AsTask();
        if (await Task.WhenAny(change, pause).ConfigureAwait(false) != change)
        {
            ct.ThrowIfCancellationRequested();
            return true;
        }
        if (!await change.ConfigureAwait(false))
            return false;
        // Lines come in bursts; nobody reads faster than a few frames a second.
        await pause.ConfigureAwait(false);
        return true;
    }

    private async Task WatchAsync(
        IReadOnlyList<KnownAttempt> runs,
        ChannelWriter<RowChange> changes,
        CancellationToken ct
    )
    {
        try
        {
            await Task.WhenAll(
                    runs.Select(run => new RunWatch(server, run, changes).FollowAsync(ct))
                )
                .ConfigureAwait(false);
        }
        finally
        {
            changes.Complete();
        }
    }
}
