using System.Threading.Channels;
using Forge.Api;
using Forge.Cli.Servers;

namespace Forge.Cli.Conversations;

/// <summary>
/// Shows an attempt process by process while it works, and ends when it has ended. A server that goes away is waited for:
/// the agents run on without it, and the view goes on where it was.
/// </summary>
internal sealed class LiveView(Surroundings here, Reconnecting reconnecting, DateTimeOffset? since)
{
    /// <summary>How long an ended chain may take to show its next process.</summary>
    private static readonly TimeSpan Successor = TimeSpan.FromMilliseconds(400);

    private readonly HashSet<Guid> _begun = [];
    private readonly HashSet<Guid> _ended = [];

    /// <returns>The newest process when all was still; null when there was none.</returns>
    public async Task<ExecutionProcess?> FollowAsync(
        Guid attempt,
        IProcessPrinter printer,
        Streams streams,
        CancellationToken ct
    )
    {
        var lost = false;
        return await reconnecting
            .RunAsync(
                (client, inner) => OnceAsync(client, attempt, printer, streams, inner),
                () =>
                {
                    if (!lost)
                        here.Terminal.Note(
                            "forge: the server went away; waiting for it (the agent runs on)"
                        );
                    lost = true;
                },
                ct
            )
            .ConfigureAwait(false);
    }

    /// <summary>Which of a process's two streams is shown: followed, or as far as it goes now.</summary>
    public delegate IAsyncEnumerable<PatchOperation> Streams(
        ForgeClient client,
        Guid process,
        bool follow,
        CancellationToken ct
    );

    private async Task<ExecutionProcess?> OnceAsync(
        ForgeClient client,
        Guid attempt,
        IProcessPrinter printer,
        Streams streams,
        CancellationToken ct
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var changes = Channel.CreateBounded<PatchOperation>(256);
        var pump = PumpAsync(
            client.ProcessesStreamAsync(attempt, stop.Token),
            changes.Writer,
            stop.Token
        );
        var watch = new ProcessWatch();
        try
        {
            while (true)
            {
                await DrainAsync(changes.Reader, watch, ct).ConfigureAwait(false);
                if (watch.InOrder.FirstOrDefault(IsToShow) is { } next)
                    await ShowAsync(client, next, changes.Reader, watch, printer, streams, ct)
                        .ConfigureAwait(false);
                else if (watch.IsIdle && !await MoreAsync(changes.Reader, ct).ConfigureAwait(false))
                    return watch.InOrder[^1];
                else
                    await WaitAsync(changes.Reader, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsToShow(ExecutionProcess process) =>
        !_ended.Contains(process.Id) && (since is null || process.StartedAt >= since);

    private async Task ShowAsync(
        ForgeClient client,
        ExecutionProcess process,
        ChannelReader<PatchOperation> changes,
        ProcessWatch watch,
        IProcessPrinter printer,
        Streams streams,
        CancellationToken ct
    )
    {
        if (_begun.Add(process.Id))
            printer.Begin(process);
        await foreach (var operation in streams(client, process.Id, true, ct).ConfigureAwait(false))
            Items.Show(operation, process, printer);
        // The stream's end and the process's end are told on two roads.
        while (watch[process.Id] is { Status: ProcessStatus.Running })
        {
            await WaitAsync(changes, ct).ConfigureAwait(false);
            await DrainAsync(changes, watch, ct).ConfigureAwait(false);
        }
        _ended.Add(process.Id);
        printer.End(watch[process.Id] ?? process);
    }

    private static async Task PumpAsync(
        IAsyncEnumerable<PatchOperation> source,
        ChannelWriter<PatchOperation> target,
        CancellationToken ct
    )
    {
        try
        {
            await foreach (var operation in source.ConfigureAwait(false))
                await target.WriteAsync(operation, ct).ConfigureAwait(false);
            target.Complete();
        }
        catch (ForgeUnreachable error)
        {
            target.Complete(error);
        }
        catch (ForgeError error)
        {
            target.Complete(error);
        }
    }

    private static async Task DrainAsync(
        ChannelReader<PatchOperation> changes,
        ProcessWatch watch,
        CancellationToken ct
    )
    {
        if (watch.InOrder.Count == 0)
            await WaitAsync(changes, ct).ConfigureAwait(false);
        while (changes.TryRead(out var operation))
            watch.Apply(operation);
    }

    private static async Task WaitAsync(ChannelReader<PatchOperation> changes, CancellationToken ct)
    {
        if (!await changes.WaitToReadAsync(ct).ConfigureAwait(false))
            throw new ForgeUnreachable(
                new Uri("http://forge"),
                new IOException("the stream of processes ended")
            );
    }

    private async Task<bool> MoreAsync(ChannelReader<PatchOperation> changes, CancellationToken ct)
    {
        var more = changes.WaitToReadAsync(ct).AsTask();
        var first = await Task.WhenAny(more, Task.Delay(Successor, here.Time, ct))
            .ConfigureAwait(false);
        return first == more && await more.ConfigureAwait(false);
    }
}
