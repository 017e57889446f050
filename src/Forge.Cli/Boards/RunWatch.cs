using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Conversations;
using Forge.Cli.Diffs;

namespace Forge.Cli.Boards;

/// <summary>A change to the row of one run.</summary>
internal readonly record struct RowChange(Guid Attempt, Func<BoardRow, BoardRow> Apply);

/// <summary>Follows one run on its three streams and tells the board what changed. Asks nothing twice: it only listens.</summary>
internal sealed class RunWatch(ForgeClient client, KnownAttempt run, ChannelWriter<RowChange> board)
{
    /// <summary>Ends when the run rests.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var diffs = DiffsAsync(stop.Token);
        var talks = new Dictionary<Guid, Task>();
        try
        {
            var watch = new ProcessWatch();
            await foreach (
                var operation in client.ProcessesStreamAsync(run.Id, ct).ConfigureAwait(false)
            )
            {
                watch.Apply(operation);
                foreach (var process in watch.InOrder.Where(one => !talks.ContainsKey(one.Id)))
                    talks[process.Id] = TalkAsync(process.Id, stop.Token);
                var (processes, idle) = (watch.InOrder, watch.IsIdle);
                await TellAsync(row => row.With(processes, idle), ct).ConfigureAwait(false);
                if (idle)
                    break;
            }
            await Task.WhenAll(talks.Values).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([diffs, .. talks.Values])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TalkAsync(Guid process, CancellationToken ct)
    {
        await foreach (var operation in client.ConversationAsync(process, ct).ConfigureAwait(false))
        {
            if (
                Items.Read(operation) is (_, { Content: JsonObject content })
                && content.Deserialize(ForgeJson.Wire.ConversationEntry) is { } entry
                && EntryText.LastLine(entry) is { } line
            )
                await TellAsync(row => row with { LastLine = line }, ct).ConfigureAwait(false);
        }
    }

    private async Task DiffsAsync(CancellationToken ct)
    {
        var watch = new DiffWatch();
        await foreach (
            var operation in client
                .DiffStreamAsync(run.Id, statsOnly: true, ct)
                .ConfigureAwait(false)
        )
        {
            if (watch.Apply(operation) is null)
                continue;
            var total = watch.Total;
            await TellAsync(row => row with { Lines = total }, ct).ConfigureAwait(false);
        }
    }

    private ValueTask TellAsync(Func<BoardRow, BoardRow> apply, CancellationToken ct) =>
        board.WriteAsync(new RowChange(run.Id, apply), ct);
}
