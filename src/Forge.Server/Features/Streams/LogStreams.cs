using System.Text;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain.Processes;
using Forge.Core.Logs;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Core.Streams;
using Forge.Server.Wire;
using ExecutionProcess = Forge.Core.Domain.Processes.ExecutionProcess;
using ProcessStatus = Forge.Core.Domain.Processes.ProcessStatus;

namespace Forge.Server.Features.Streams;

/// <summary>The raw log and the conversation of a process: history and live are the same loop over positions.</summary>
internal static class LogStreams
{
    private const int FramesAPage = 64;
    private const int BytesAMessage = 64 * 1024;

    // With follow=false: what is there now, then the end. Whoever only looks need not guess when "now" was.
    public static Task ServeRaw(
        HttpContext context,
        Guid id,
        bool? follow,
        Database database,
        ProcessLogs logs
    )
    {
        database.Process(id);
        return Socket.ServeAsync(
            context,
            async (socket, ct) =>
            {
                var process = await StartedAsync(database, logs, id, follow, ct)
                    .ConfigureAwait(false);
                using var log = process is null ? null : logs.Raw(process);
                if (log is not null)
                    await FollowRawAsync(socket, Pages(log.Tail, FramesAPage, follow, ct), ct)
                        .ConfigureAwait(false);
                else if (process?.ExitNote is { } note)
                    await NoteAsync(socket, note, ct).ConfigureAwait(false);
                await socket.FinishAsync(ct).ConfigureAwait(false);
            }
        );
    }

    public static Task ServeConversation(
        HttpContext context,
        Guid id,
        bool? follow,
        Database database,
        ProcessLogs logs
    )
    {
        database.Process(id);
        return Socket.ServeAsync(
            context,
            async (socket, ct) =>
            {
                var process = await StartedAsync(database, logs, id, follow, ct)
                    .ConfigureAwait(false);
                using var conversation = process is null ? null : logs.Conversation(process);
                if (conversation is not null)
                    await FollowConversationAsync(
                            socket,
                            Pages(conversation.Tail, 1, follow, ct),
                            ct
                        )
                        .ConfigureAwait(false);
                else if (process?.ExitNote is { } note)
                    await ErrorAsync(socket, note, ct).ConfigureAwait(false);
                await socket.FinishAsync(ct).ConfigureAwait(false);
            }
        );
    }

    // A process that waits for its turn has no log yet: the feed tells when it has.
    private static async Task<ExecutionProcess?> StartedAsync(
        Database database,
        ProcessLogs logs,
        Guid id,
        bool? follow,
        CancellationToken ct
    )
    {
        while (true)
        {
            var ticket = database.Feed.Bell.Now;
            var process = await logs.SettledAsync(id, ct).ConfigureAwait(false);
            if (process is null || !process.Waiting)
                return process;
            if (follow == false)
                return null;
            await Bell.WaitAsync(ticket, ct).ConfigureAwait(false);
        }
    }

    private static IAsyncEnumerable<TailPage<T>> Pages<T>(
        Tail<T> tail,
        int most,
        bool? follow,
        CancellationToken ct
    ) => follow == false ? tail.SoFarAsync(0, most, ct) : tail.FollowAsync(0, most, ct);

    private static async Task FollowRawAsync(
        Socket socket,
        IAsyncEnumerable<TailPage<RawFrame>> pages,
        CancellationToken ct
    )
    {
        var number = 0L;
        var patch = new Patch();
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var frame in page.Items)
            {
                patch.Log(
                    number++,
                    frame.Stream == LogStream.Err ? LogItem.Stderr : LogItem.Stdout,
                    frame.Bytes.Span
                );
                if (patch.Length < BytesAMessage)
                    continue;
                await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
                patch.Clear();
            }
            if (!patch.IsEmpty)
                await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
            patch.Clear();
        }
    }

    private static async Task FollowConversationAsync(
        Socket socket,
        IAsyncEnumerable<TailPage<ReadOnlyMemory<byte>>> pages,
        CancellationToken ct
    )
    {
        await foreach (var page in pages.ConfigureAwait(false))
        foreach (var operations in page.Items)
            await socket.PatchAsync(operations, ct).ConfigureAwait(false);
    }

    private static Task NoteAsync(Socket socket, string note, CancellationToken ct)
    {
        var patch = new Patch();
        patch.Log(0, LogItem.Stderr, Encoding.UTF8.GetBytes(note + "\n"));
        return socket.PatchAsync(patch.Operations, ct);
    }

    private static Task ErrorAsync(Socket socket, string note, CancellationToken ct)
    {
        var entry = new ConversationEntry
        {
            EntryType = new JsonObject
            {
                ["type"] = "error_message",
                ["error_type"] = new JsonObject { ["type"] = "other" },
            },
            Content = note,
        };
        var item = new LogItem
        {
            Type = LogItem.NormalizedEntry,
            Content = System.Text.Json.JsonSerializer.SerializeToNode(
                entry,
                ForgeJson.Wire.ConversationEntry
            ),
        };
        var patch = new Patch();
        patch.Add("add", "/entries/0", item, ForgeJson.Wire.LogItem);
        return socket.PatchAsync(patch.Operations, ct);
    }
}
