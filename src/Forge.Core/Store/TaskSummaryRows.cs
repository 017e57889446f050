using System.Data.Common;
using Forge.Core.Domain.Tasks;

namespace Forge.Core.Store;

/// <summary>
/// Tasks as lists show them. Read without the mapper: of ten thousand tasks it takes more time than all the rest
/// (<c>bench/list</c>).
/// </summary>
internal static class TaskSummaryRows
{
    // What the attempts say about a task, in one statement a list: newest attempt, running agents, merges. A task without
    // attempts is asked nothing more.
    private const string Statement = """
        SELECT t.id, t.project_id, t.title, t.description, t.status, t.parent_task_attempt, t.dev_server_id, t.created_at,
            t.updated_at,
            n.id IS NOT NULL AND EXISTS (SELECT 1 FROM attempts a JOIN processes p ON p.attempt_id = a.id
                WHERE a.task_id = t.id AND p.status = 'running' AND p.run_reason <> 'devserver'
            ),
            n.id IS NOT NULL AND EXISTS (SELECT 1 FROM attempts a JOIN merges m ON m.attempt_id = a.id
                WHERE a.task_id = t.id AND m.state = 'done'),
            COALESCE(CASE WHEN n.stage = 'broken' THEN 1 ELSE
                    (SELECT p.status IN ('failed', 'killed') FROM processes p
                     WHERE p.attempt_id = n.id AND p.run_reason <> 'devserver' AND p.dropped = 0
                     ORDER BY p.created_at DESC, p.rowid DESC LIMIT 1) END, 0),
            COALESCE(n.executor, '')
        FROM tasks t LEFT JOIN attempts n
            ON n.rowid = (SELECT MAX(a.rowid) FROM attempts a WHERE a.task_id = t.id)
        """;

    public static IReadOnlyList<WorkTaskSummary> OfProject(DbConnection db, Guid project) =>
        Read(db, $"{Statement} WHERE t.project_id = @id ORDER BY t.created_at DESC", project);

    public static WorkTaskSummary? Find(DbConnection db, Guid id) =>
        Read(db, $"{Statement} WHERE t.id = @id", id).SingleOrDefault();

    private static List<WorkTaskSummary> Read(DbConnection db, string statement, Guid id)
    {
        using var command = db.CreateCommand();
        command.CommandText = statement;
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@id";
        parameter.Value = id.ToString();
        command.Parameters.Add(parameter);
        using var rows = command.ExecuteReader();
        List<WorkTaskSummary> all = [];
        while (rows.Read())
            all.Add(Row(rows));
        return all;
    }

    private static WorkTaskSummary Row(DbDataReader row) =>
        new()
        {
            Task = new WorkTask
            {
                Id = Guid.Parse(row.GetString(0)),
                ProjectId = Guid.Parse(row.GetString(1)),
                Title = row.GetString(2),
                Description = row.IsDBNull(3) ? null : row.GetString(3),
                Status = Enum.Parse<WorkTaskStatus>(row.GetString(4), ignoreCase: true),
                ParentTaskAttempt = row.IsDBNull(5) ? null : Guid.Parse(row.GetString(5)),
                DevServerId = row.IsDBNull(6) ? null : Guid.Parse(row.GetString(6)),
                CreatedAt = ColumnTypes.Time(row.GetInt64(7)),
                UpdatedAt = ColumnTypes.Time(row.GetInt64(8)),
            },
            HasInProgressAttempt = row.GetInt64(9) != 0,
            HasMergedAttempt = row.GetInt64(10) != 0,
            LastAttemptFailed = row.GetInt64(11) != 0,
            Executor = row.GetString(12),
        };
}
