using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Tasks;

namespace Forge.Core.Store;

internal static class TaskRows
{
    // What the attempts say about a task, in one statement a list: newest attempt, running agents, merges. A task without
    // attempts is asked nothing more.
    private const string Summaries = """
        SELECT t.*,
            n.id IS NOT NULL AND EXISTS (SELECT 1 FROM attempts a JOIN processes p ON p.attempt_id = a.id
                WHERE a.task_id = t.id AND p.status = 'running' AND p.run_reason <> 'devserver'
            ) AS has_in_progress_attempt,
            n.id IS NOT NULL AND EXISTS (SELECT 1 FROM attempts a JOIN merges m ON m.attempt_id = a.id
                WHERE a.task_id = t.id AND m.state = 'done') AS has_merged_attempt,
            COALESCE(CASE WHEN n.stage = 'broken' THEN 1 ELSE
                    (SELECT p.status IN ('failed', 'killed') FROM processes p
                     WHERE p.attempt_id = n.id AND p.run_reason <> 'devserver' AND p.dropped = 0
                     ORDER BY p.created_at DESC, p.rowid DESC LIMIT 1) END, 0) AS last_attempt_failed,
            COALESCE(n.executor, '') AS executor
        FROM tasks t LEFT JOIN attempts n
            ON n.rowid = (SELECT MAX(a.rowid) FROM attempts a WHERE a.task_id = t.id)
        """;

    public static WorkTask? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<WorkTask>("SELECT * FROM tasks WHERE id = @id", new { id });

    public static IReadOnlyList<WorkTaskSummary> OfProject(DbConnection db, Guid project) =>
        Summarise(
            db,
            $"{Summaries} WHERE t.project_id = @project ORDER BY t.created_at DESC",
            new { project }
        );

    public static IReadOnlyList<WorkTaskSummary> All(DbConnection db) =>
        Summarise(db, $"{Summaries} ORDER BY t.created_at DESC", new { });

    public static WorkTaskSummary? Summary(DbConnection db, Guid id) =>
        Summarise(db, $"{Summaries} WHERE t.id = @id", new { id }).SingleOrDefault();

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

    private static List<WorkTaskSummary> Summarise(
        DbConnection db,
        string sql,
        object parameters
    ) =>
        db.Query<WorkTask, Extra, WorkTaskSummary>(
                sql,
                (task, extra) =>
                    new WorkTaskSummary
                    {
                        Task = task,
                        HasInProgressAttempt = extra.HasInProgressAttempt,
                        HasMergedAttempt = extra.HasMergedAttempt,
                        LastAttemptFailed = extra.LastAttemptFailed,
                        Executor = extra.Executor,
                    },
                parameters,
                splitOn: "has_in_progress_attempt"
            )
            .AsList();

    private sealed record Extra
    {
        public bool HasInProgressAttempt { get; init; }
        public bool HasMergedAttempt { get; init; }
        public bool LastAttemptFailed { get; init; }
        public string Executor { get; init; } = "";
    }
}
