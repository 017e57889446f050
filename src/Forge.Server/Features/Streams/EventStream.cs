using System.Globalization;
using Forge.Api;
using Forge.Core.Domain.Events;
using Forge.Core.Store;
using Forge.Server.Wire;

namespace Forge.Server.Features.Streams;

/// <summary>
/// Server-sent events: what changed anywhere. Each event's id is its position, so a client that comes back with
/// <c>Last-Event-ID</c> misses nothing; a new client gets the recent past first.
/// </summary>
internal static class EventStream
{
    private const int Page = 256;
    private const int RecentPast = 100;

    public static async Task Serve(HttpContext context, Database database, OpenStreams streams)
    {
        if (!streams.TryEnter())
        {
            await streams.RefuseAsync(context).ConfigureAwait(false);
            return;
        }
        try
        {
            await FollowAsync(context, database).ConfigureAwait(false);
        }
        finally
        {
            streams.Leave();
        }
    }

    private static async Task FollowAsync(HttpContext context, Database database)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        using var life = new StreamLife(context);
        var ct = life.Left;
        var position = From(context.Request, database);
        try
        {
            await context.Response.StartAsync(ct.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(ct.Token).ConfigureAwait(false);
            await foreach (
                var page in database
                    .Feed.FollowAsync(position, Page, ct.Token)
                    .ConfigureAwait(false)
            )
                await SendAsync(context.Response, database, page.Items, ct.Token)
                    .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client left, the server ends, or the token was revoked.
        }
    }

    private static long From(HttpRequest request, Database database) =>
        long.TryParse(
            request.Headers["Last-Event-ID"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var last
        )
        // A position that this database has not come to is one of another's.
        && last <= database.Feed.End()
            ? last
            : Math.Max(0, database.Feed.End() - RecentPast);

    private static async Task SendAsync(
        HttpResponse response,
        Database database,
        IReadOnlyList<StoredEvent> events,
        CancellationToken ct
    )
    {
        foreach (var e in events)
        {
            var patch = new Patch();
            Append(patch, database, e);
            if (patch.IsEmpty)
                continue;
            await response
                .WriteAsync($"id: {e.Seq}\nevent: json_patch\ndata: [", ct)
                .ConfigureAwait(false);
            await response.Body.WriteAsync(patch.Operations, ct).ConfigureAwait(false);
            await response.WriteAsync("]\n\n", ct).ConfigureAwait(false);
        }
        await response.Body.FlushAsync(ct).ConfigureAwait(false);
    }

    private static void Append(Patch patch, Database database, StoredEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.TaskDeleted:
                patch.Remove($"/tasks/{e.TaskId}");
                break;
            case EventKind.TaskAdded
            or EventKind.TaskChanged
                when database.Read(db => TaskSummaryRows.Find(db, e.TaskId!.Value)) is { } task:
                patch.Add(
                    Op(e),
                    $"/tasks/{e.TaskId}",
                    task.ToWire(),
                    ForgeJson.Wire.TaskWithStatus
                );
                break;
            case EventKind.ProcessAdded
            or EventKind.ProcessChanged
                when database.Read(db => ProcessRows.Find(db, e.ProcessId!.Value)) is { } process:
                patch.Add(
                    Op(e),
                    $"/execution_processes/{e.ProcessId}",
                    process.ToWire(),
                    ForgeJson.Wire.ExecutionProcess
                );
                break;
            default:
                break;
        }
    }

    private static string Op(StoredEvent e) =>
        e.Kind is EventKind.TaskAdded or EventKind.ProcessAdded ? "add" : "replace";
}
