using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Store;
using Forge.Server.Wire;

namespace Forge.Server.Features.Streams;

/// <summary>The processes of an attempt: all of them once, then what changes.</summary>
internal static class ProcessStream
{
    private const int Page = 256;

    public static Task Serve(
        HttpContext context,
        Guid? task_attempt_id,
        bool? show_soft_deleted,
        Database database
    )
    {
        if (task_attempt_id is not { } attempt)
            throw RuleBroken.Malformed("task_attempt_id: name the attempt");
        database.Attempt(attempt);
        return Socket.ServeAsync(
            context,
            (socket, ct) => RunAsync(socket, database, attempt, show_soft_deleted == true, ct)
        );
    }

    private static async Task RunAsync(
        Socket socket,
        Database database,
        Guid attempt,
        bool dropped,
        CancellationToken ct
    )
    {
        var (position, rows) = database.Read(db =>
            (Feed.EndOf(db), ProcessRows.OfAttempt(db, attempt, dropped))
        );
        var first = new Patch();
        first.Write(
            "replace",
            "/execution_processes",
            w => JsonMap.Write(w, rows, p => p.Id, p => p.ToWire(), ForgeJson.Wire.ExecutionProcess)
        );
        await socket.PatchAsync(first.Operations, ct).ConfigureAwait(false);
        var known = rows.Select(p => p.Id).ToHashSet();
        await foreach (
            var page in database.Feed.FollowAsync(position, Page, ct).ConfigureAwait(false)
        )
        {
            var patch = new Patch();
            foreach (
                var id in page
                    .Items.Where(e => IsOf(e, attempt))
                    .Select(e => e.ProcessId!.Value)
                    .Distinct()
            )
                Append(patch, database, id, dropped, known);
            if (!patch.IsEmpty)
                await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
        }
    }

    private static bool IsOf(StoredEvent e, Guid attempt) =>
        e.ProcessId is not null && e.AttemptId == attempt;

    private static void Append(
        Patch patch,
        Database database,
        Guid id,
        bool dropped,
        HashSet<Guid> known
    )
    {
        var process = database.Read(db => ProcessRows.Find(db, id));
        if (process is null || (process.Dropped && !dropped))
        {
            if (known.Remove(id))
                patch.Remove($"/execution_processes/{id}");
            return;
        }
        var op = known.Add(id) ? "add" : "replace";
        patch.Add(
            op,
            $"/execution_processes/{id}",
            process.ToWire(),
            ForgeJson.Wire.ExecutionProcess
        );
    }
}
