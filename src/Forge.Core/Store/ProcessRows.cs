using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Store;

internal static class ProcessRows
{
    public static ExecutionProcess? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<ExecutionProcess>(
            "SELECT * FROM processes WHERE id = @id",
            new { id }
        );

    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<ExecutionProcess> OfAttempt(
        DbConnection db,
        Guid attempt,
        bool dropped
    ) =>
        db.Query<ExecutionProcess>(
                """
                SELECT * FROM processes WHERE attempt_id = @attempt AND (dropped = 0 OR @dropped)
                ORDER BY created_at, rowid
                """,
                new { attempt, dropped }
            )
            .AsList();

    public static IReadOnlyList<ExecutionProcess> OfSession(DbConnection db, Guid session) =>
        db.Query<ExecutionProcess>(
                "SELECT * FROM processes WHERE session_id = @session ORDER BY turn, created_at, rowid",
                new { session }
            )
            .AsList();

    public static IReadOnlyList<ExecutionProcess> Running(DbConnection db) =>
        db.Query<ExecutionProcess>(
                "SELECT * FROM processes WHERE status = 'running' ORDER BY created_at, rowid"
            )
            .AsList();

    /// <summary>
    /// Now, or where the clock was put back just after the last of the attempt: its processes and merges keep their order.
    /// </summary>
    public static DateTimeOffset Later(Writing w, Guid attempt)
    {
        var last = OfAttempt(w.Db, attempt, dropped: true)
            .Select(p => p.CreatedAt)
            .Concat(MergeRows.DoneOf(w.Db, attempt).Select(m => m.CreatedAt))
            .DefaultIfEmpty(DateTimeOffset.MinValue)
            .Max();
        return w.Now > last ? w.Now : last.AddMicroseconds(1);
    }

    public static void Insert(Writing w, ExecutionProcess process)
    {
        w.Db.Execute(
            """
            INSERT INTO processes (id, attempt_id, run_reason, action, session_id, turn, out_from, err_from,
                before_head_commit, status, started_at, created_at, updated_at)
            VALUES (@Id, @AttemptId, @run_reason, @Action, @SessionId, @Turn, @OutFrom, @ErrFrom,
                @BeforeHeadCommit, @status, @StartedAt, @CreatedAt, @UpdatedAt)
            """,
            Columns(process)
        );
        w.Emit(EventKind.ProcessAdded, attempt: process.AttemptId, process: process.Id);
    }

    public static void Update(Writing w, ExecutionProcess process)
    {
        w.Db.Execute(
            """
            UPDATE processes SET action = @Action, session_id = @SessionId, turn = @Turn, out_from = @OutFrom,
                err_from = @ErrFrom, out_to = @OutTo, err_to = @ErrTo, before_head_commit = @BeforeHeadCommit,
                after_head_commit = @AfterHeadCommit, status = @status, exit_code = @ExitCode, exit_note = @ExitNote,
                dropped = @Dropped, started_at = @StartedAt, completed_at = @CompletedAt, updated_at = @UpdatedAt
            WHERE id = @Id
            """,
            Columns(process with { UpdatedAt = w.Now })
        );
        w.Emit(EventKind.ProcessChanged, attempt: process.AttemptId, process: process.Id);
    }

    public static ExecutionProcess? Change(
        Writing w,
        Guid id,
        Func<ExecutionProcess, ExecutionProcess> change
    )
    {
        if (Find(w.Db, id) is not { } process)
            return null;
        var changed = change(process);
        if (changed != process)
            Update(w, changed);
        return changed;
    }

    private static object Columns(ExecutionProcess p)
    {
        var columns = new DynamicParameters(p);
        columns.Add("run_reason", Wire.Name(p.RunReason));
        columns.Add("status", Wire.Name(p.Status));
        return columns;
    }
}
