using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Store;

/// <summary>The groups of plans and their attempts.</summary>
internal static class PlanGroupRows
{
    /// <summary>In the order of the plan.</summary>
    public static IReadOnlyList<PlanGroupRow> Of(DbConnection db, Guid plan) =>
        db.Query<PlanGroupRow>(
                "SELECT * FROM plan_groups WHERE plan_id = @plan ORDER BY position",
                new { plan }
            )
            .AsList();

    public static PlanGroupRow? Find(DbConnection db, Guid plan, string group) =>
        db.QuerySingleOrDefault<PlanGroupRow>(
            "SELECT * FROM plan_groups WHERE plan_id = @plan AND group_id = @group",
            new { plan, group }
        );

    /// <summary>Makes the row, or puts it at its place in a plan that was approved again.</summary>
    public static void Put(Writing w, Guid plan, string group, int position) =>
        w.Db.Execute(
            """
            INSERT INTO plan_groups (plan_id, group_id, position) VALUES (@plan, @group, @position)
            ON CONFLICT (plan_id, group_id) DO UPDATE SET position = @position
            """,
            new
            {
                plan,
                group,
                position,
            }
        );

    public static void Delete(Writing w, Guid plan, string group) =>
        w.Db.Execute(
            "DELETE FROM plan_groups WHERE plan_id = @plan AND group_id = @group",
            new { plan, group }
        );

    public static void Change(
        Writing w,
        Guid plan,
        string group,
        Func<PlanGroupRow, PlanGroupRow> change
    )
    {
        if (Find(w.Db, plan, group) is not { } row)
            return;
        w.Db.Execute(
            """
            UPDATE plan_groups SET task_id = @TaskId, attempt_id = @AttemptId, cancelled = @Cancelled,
                reviewed_commit = @ReviewedCommit, start_failure = @StartFailure, widened = @Widened
            WHERE plan_id = @PlanId AND group_id = @GroupId
            """,
            change(row)
        );
        PlanRows.Changed(w, plan);
    }

    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<GroupAttempt> Attempts(DbConnection db, Guid plan) =>
        db.Query<GroupAttempt>(
                "SELECT * FROM group_attempts WHERE plan_id = @plan ORDER BY rowid",
                new { plan }
            )
            .AsList();

    public static GroupAttempt? OfAttempt(DbConnection db, Guid attempt) =>
        db.QuerySingleOrDefault<GroupAttempt>(
            "SELECT * FROM group_attempts WHERE attempt_id = @attempt",
            new { attempt }
        );

    public static void Insert(Writing w, GroupAttempt attempt) =>
        w.Db.Execute(
            """
            INSERT INTO group_attempts (plan_id, group_id, attempt_id, number, stacked, created_at)
            VALUES (@PlanId, @GroupId, @AttemptId, @Number, @Stacked, @CreatedAt)
            """,
            attempt
        );

    public static void Change(Writing w, Guid attempt, Func<GroupAttempt, GroupAttempt> change)
    {
        if (OfAttempt(w.Db, attempt) is not { } row)
            return;
        var changed = change(row);
        var columns = new DynamicParameters(changed);
        columns.Add("cause", changed.Cause is { } cause ? Wire.Name(cause) : null);
        w.Db.Execute(
            """
            UPDATE group_attempts SET stacked = @Stacked, sent_back = @SentBack, retries = @Retries,
                answered_process = @AnsweredProcess, resumed_at = @ResumedAt, cause = @cause, cause_text = @CauseText
            WHERE attempt_id = @AttemptId
            """,
            columns
        );
        PlanRows.Changed(w, row.PlanId);
    }
}
