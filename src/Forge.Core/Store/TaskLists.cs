using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Forge.Core.Domain.Tasks;

namespace Forge.Core.Store;

/// <summary>
/// The tasks of projects, newest first. A long list is kept as it was read last, and only what changed since by the feed is read
/// again: listing ten thousand tasks anew takes longer than answering with them (<c>bench/list</c>).
/// </summary>
/// <param name="longList">From how many tasks on a list is kept.</param>
internal sealed class TaskLists(Database database, int longList = 1000)
{
    private const int MostChanges = 500;
    private const int MostKept = 8;

    private readonly ConcurrentDictionary<Guid, Kept> _kept = new();

    private sealed record Kept(long Position, IReadOnlyList<WorkTaskSummary> Tasks);

    /// <returns>The list, and the position in the feed that it belongs to.</returns>
    public (long Position, IReadOnlyList<WorkTaskSummary> Tasks) Of(Guid project)
    {
        var before = _kept.GetValueOrDefault(project);
        var now = database.Read(db =>
        {
            var end = Feed.EndOf(db);
            var tasks =
                before is not null && end - before.Position <= MostChanges
                    ? Renewed(db, project, before)
                    : TaskSummaryRows.OfProject(db, project);
            return new Kept(end, tasks);
        });
        if (now.Tasks.Count < longList)
            _kept.TryRemove(project, out _);
        else
            Keep(project, now);
        return (now.Position, now.Tasks);
    }

    // The one that was asked for longest ago makes room: its project may be gone.
    private void Keep(Guid project, Kept now)
    {
        _kept[project] = now;
        if (_kept.Count > MostKept)
            _kept.TryRemove(_kept.MinBy(kept => kept.Value.Position).Key, out _);
    }

    private static IReadOnlyList<WorkTaskSummary> Renewed(
        DbConnection db,
        Guid project,
        Kept before
    )
    {
        var changed = db.Query<Guid>(
                """
                SELECT DISTINCT t.id FROM (
                    SELECT COALESCE(e.task_id, a.task_id) AS id FROM events e LEFT JOIN attempts a ON a.id = e.attempt_id
                    WHERE e.seq > @Position) t
                WHERE t.id IS NOT NULL
                """,
                before
            )
            .ToHashSet();
        if (changed.Count == 0)
            return before.Tasks;
        var fresh = changed
            .Select(id => TaskSummaryRows.Find(db, id))
            .OfType<WorkTaskSummary>()
            .Where(task => task.Task.ProjectId == project)
            .ToDictionary(task => task.Task.Id);
        List<WorkTaskSummary> all = new(before.Tasks.Count + fresh.Count);
        foreach (var task in before.Tasks)
            if (!changed.Contains(task.Task.Id))
                all.Add(task);
            else if (fresh.Remove(task.Task.Id, out var again))
                all.Add(again);
        // As the statement orders them: of the same moment, the one that was written later is first.
        foreach (var task in fresh.Values.OrderBy(task => task.Task.CreatedAt))
        {
            var at = all.FindIndex(other => other.Task.CreatedAt <= task.Task.CreatedAt);
            all.Insert(at < 0 ? all.Count : at, task);
        }
        return all;
    }
}
