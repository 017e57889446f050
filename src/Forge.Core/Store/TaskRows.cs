using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Tasks;

namespace Forge.Core.Store;

internal static class TaskRows
{
    public static WorkTask? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<WorkTask>("SELECT * FROM tasks WHERE id = @id", new { id });

    public static IReadOnlyList<WorkTask> ChildrenOf(DbConnection db, Guid attempt) =>
        db.Query<WorkTask>(
                "SELECT * FROM tasks WHERE parent_task_attempt = @attempt ORDER BY created_at",
                new { attempt }
            )
            .AsList();

    public static void Insert(Writing w, WorkTask task)
    {
        w.Db.Execute(
            """
            INSERT INTO tasks (id, project_id, title, description, status, parent_task_attempt, dev_server_id,
                created_at, updated_at)
            VALUES (@Id, @ProjectId, @Title, @Description, @status, @ParentTaskAttempt, @DevServerId,
                @CreatedAt, @UpdatedAt)
            """,
            Columns(task)
        );
        w.Emit(EventKind.TaskAdded, task.ProjectId, task.Id);
    }

    public static void Update(Writing w, WorkTask task)
    {
        w.Db.Execute(
            """
            UPDATE tasks SET title = @Title, description = @Description, status = @status,
                parent_task_attempt = @ParentTaskAttempt, dev_server_id = @DevServerId, updated_at = @UpdatedAt
            WHERE id = @Id
            """,
            Columns(task with { UpdatedAt = w.Now })
        );
        w.Emit(EventKind.TaskChanged, task.ProjectId, task.Id);
    }

    public static void SetStatus(Writing w, Guid id, WorkTaskStatus status)
    {
        if (Find(w.Db, id) is { } task && task.Status != status)
            Update(w, task with { Status = status });
    }

    /// <summary>Says that what the attempts tell about the task may have changed.</summary>
    public static void Touch(Writing w, Guid id)
    {
        if (Find(w.Db, id) is { } task)
            w.Emit(EventKind.TaskChanged, task.ProjectId, id);
    }

    public static void Delete(Writing w, Guid id, Guid project)
    {
        w.Db.Execute("DELETE FROM tasks WHERE id = @id", new { id });
        w.Emit(EventKind.TaskDeleted, project, id);
    }

    private static object Columns(WorkTask t) =>
        new
        {
            t.Id,
            t.ProjectId,
            t.Title,
            t.Description,
            status = Wire.Name(t.Status),
            t.ParentTaskAttempt,
            t.DevServerId,
            t.CreatedAt,
            t.UpdatedAt,
        };
}
