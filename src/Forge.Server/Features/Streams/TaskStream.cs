using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;
using Forge.Server.Wire;

namespace Forge.Server.Features.Streams;

/// <summary>The tasks of a project: all of them once, then what changes, by position in the feed of events.</summary>
internal static class TaskStream
{
    private const int Page = 256;

    public static Task Serve(
        HttpContext context,
        Guid? project_id,
        Database database,
        TaskLists lists
    )
    {
        if (project_id is not { } project)
            throw RuleBroken.Malformed("project_id: name the project");
        database.Project(project);
        return Socket.ServeAsync(
            context,
            (socket, ct) => RunAsync(socket, database, lists.Of(project), project, ct)
        );
    }

    private static async Task RunAsync(
        Socket socket,
        Database database,
        (long Position, IReadOnlyList<WorkTaskSummary> Tasks) start,
        Guid project,
        CancellationToken ct
    )
    {
        var (position, tasks) = start;
        var first = new Patch();
        first.Write(
            "replace",
            "/tasks",
            w =>
                JsonMap.Write(
                    w,
                    tasks,
                    t => t.Task.Id,
                    t => t.ToWire(),
                    ForgeJson.Wire.TaskWithStatus
                )
        );
        await socket.PatchAsync(first.Operations, ct).ConfigureAwait(false);
        var known = tasks.Select(t => t.Task.Id).ToHashSet();
        await foreach (
            var page in database.Feed.FollowAsync(position, Page, ct).ConfigureAwait(false)
        )
        {
            var patch = new Patch();
            foreach (var id in page.Items.Where(IsOfTask).Select(e => e.TaskId!.Value).Distinct())
                Append(
                    patch,
                    database.Read(db => TaskSummaryRows.Find(db, id)),
                    id,
                    project,
                    known
                );
            if (!patch.IsEmpty)
                await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
        }
    }

    private static bool IsOfTask(StoredEvent e) =>
        e.Kind is EventKind.TaskAdded or EventKind.TaskChanged or EventKind.TaskDeleted;

    private static void Append(
        Patch patch,
        WorkTaskSummary? task,
        Guid id,
        Guid project,
        HashSet<Guid> known
    )
    {
        if (task is null)
        {
            if (known.Remove(id))
                patch.Remove($"/tasks/{id}");
        }
        else if (task.Task.ProjectId == project)
        {
            patch.Add(
                known.Add(id) ? "add" : "replace",
                $"/tasks/{id}",
                task.ToWire(),
                ForgeJson.Wire.TaskWithStatus
            );
        }
    }
}
