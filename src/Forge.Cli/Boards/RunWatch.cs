using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Conversations;
using Forge.Cli.Diffs;
using Forge.Cli.Servers;

namespace Forge.Cli.Boards;

/// <summary>A change to the row of one run.</summary>
internal readonly record struct RowChange(Guid Attempt, Func<BoardRow, BoardRow> Apply);

/// <summary>Follows one run on its three streams and tells the board what changed. Asks nothing twice: it only listens.</summary>
internal sealed class RunWatch(
    Reconnecting server,
    KnownAttempt run,
    ChannelWriter<RowChange> board
)
{
    /// <summary>Ends when the run rests.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var diffs = server.RunAsync(DiffsAsync, stop.Token);
        var talks = new Dictionary<Guid, Task>();
        try
        {
            await server
                .RunAsync((client, inner) => ProcessesAsync(client, talks, stop.Token, inner), ct)
                .ConfigureAwait(false);
            await Task.WhenAll(talks.Values).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([diffs, .. talks.Values])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ProcessesAsync(
        ForgeClient client,
        Dictionary<Guid, Task> talks,
        CancellationToken stop,
        CancellationToken ct
    )
    {
        var watch = new ProcessWatch();
        await foreach (
            var operation in client.ProcessesStreamAsync(run.Id, ct).ConfigureAwait(false)
        )
        {
            watch.Apply(operation);
            foreach (
                var id in watch.InOrder.Select(one => one.Id).Where(id => !talks.ContainsKey(id))
            )
                talks[id] = server.RunAsync((again, inner) => TalkAsync(again, id, inner), stop);
            var (processes, idle) = (watch.InOrder, watch.IsIdle);
            await TellAsync(row => row.With(processes, idle), ct).ConfigureAwait(false);
            if (idle)
                return;
        }
        throw new ForgeUnreachable(
            client.Address,
            new IOException("the stream of processes ended")
        );
    }

    private async Task TalkAsync(ForgeClient client, Guid process, CancellationToken ct)
    {
        await foreach (
            var operation in client
                .ConversationAsync(process, follow: true, ct)
                .ConfigureAwait(false)
        )
        {
            if (
                Items.Read(operation) is (_, { Content: JsonObject content })
                && content.Deserialize(ForgeJson.Wire.ConversationEntry) is { } entry
                && EntryText.LastLine(entry) is { } line
            )
                await TellAsync(row => row with { LastLine = line }, ct).ConfigureAwait(false);
        }
    }

    private async Task DiffsAsync(ForgeClient client, CancellationToken ct)
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
