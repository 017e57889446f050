using Forge.Api;

namespace Forge.Cli.Conversations;

/// <summary>Shows an attempt as it is now: what ended is whole, what runs is shown up to here.</summary>
internal sealed class StillView(ForgeClient client)
{
    /// <returns>True when something still runs.</returns>
    public async Task<bool> ShowAsync(
        Guid attempt,
        IProcessPrinter printer,
        LiveView.Streams streams,
        CancellationToken ct
    )
    {
        var running = false;
        foreach (
            var process in await client.ProcessesAsync(attempt, false, ct).ConfigureAwait(false)
        )
        {
            if (process.RunReason == RunReason.DevServer)
                continue;
            running |= process.Status == ProcessStatus.Running;
            printer.Begin(process);
            foreach (
                var (number, item) in await ItemsAsync(process, streams, ct).ConfigureAwait(false)
            )
                printer.Show(process, number, item);
            printer.End(process);
        }
        return running;
    }

    /// <summary>The newest form of each item, in order: what was replaced on the way is of no interest afterwards.</summary>
    private async Task<SortedDictionary<int, LogItem>> ItemsAsync(
        ExecutionProcess process,
        LiveView.Streams streams,
        CancellationToken ct
    )
    {
        var items = new SortedDictionary<int, LogItem>();
        await foreach (
            var operation in streams(client, process.Id, false, ct).ConfigureAwait(false)
        )
            if (Items.Read(operation) is var (number, item))
                items[number] = item;
        return items;
    }
}
