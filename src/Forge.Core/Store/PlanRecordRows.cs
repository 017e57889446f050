using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Store;

/// <summary>What is kept of a plan beside its groups: the log, awards, violations and reverts.</summary>
internal static class PlanRecordRows
{
    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<PlanLogLine> Log(DbConnection db, Guid plan) =>
        db.Query<PlanLogLine>(
                "SELECT * FROM plan_log WHERE plan_id = @plan ORDER BY seq",
                new { plan }
            )
            .AsList();

    /// <summary>Lines of one kind, oldest first.</summary>
    public static IReadOnlyList<PlanLogLine> Log(DbConnection db, Guid plan, string what) =>
        db.Query<PlanLogLine>(
                "SELECT * FROM plan_log WHERE plan_id = @plan AND what = @what ORDER BY seq",
                new { plan, what }
            )
            .AsList();

    /// <summary>What agents asked a person, and nobody has done anything with their group since.</summary>
    public static IReadOnlyList<PlanLogLine> OpenQuestions(DbConnection db, Guid plan) =>
        db.Query<PlanLogLine>(
                """
                SELECT * FROM plan_log a WHERE plan_id = @plan AND what = 'asks' AND NOT EXISTS (
                    SELECT 1 FROM plan_log b WHERE b.plan_id = a.plan_id AND b.group_id = a.group_id AND b.seq > a.seq
                        AND b.by <> 'forge' AND b.what NOT IN ('report', 'asks'))
                ORDER BY seq
                """,
                new { plan }
            )
            .AsList();

    /// <summary>How often a group's agents reported or asked.</summary>
    public static int Told(DbConnection db, Guid plan, string group) =>
        db.ExecuteScalar<int>(
            "SELECT COUNT(*) FROM plan_log WHERE plan_id = @plan AND group_id = @group AND what IN ('report', 'asks')",
            new { plan, group }
        );

    public static void Log(Writing w, Guid plan, string? group, string by, string what, string text)
    {
        w.Db.Execute(
            """
            INSERT INTO plan_log (plan_id, group_id, at, by, what, text)
            VALUES (@plan, @group, @at, @by, @what, @text)
            """,
            new
            {
                plan,
                group,
                at = w.Now,
                by,
                what,
                text,
            }
        );
        PlanRows.Changed(w, plan);
    }

    public static IReadOnlyList<Award> Awards(DbConnection db, Guid plan) =>
        db.Query<Award>("SELECT * FROM awards WHERE plan_id = @plan ORDER BY rowid", new { plan })
            .AsList();

    public static void Insert(Writing w, Award award) =>
        w.Db.Execute(
            """
            INSERT INTO awards (plan_id, group_id, checkpoint, points, reason, by, at)
            VALUES (@PlanId, @GroupId, @Checkpoint, @Points, @Reason, @By, @At)
            """,
            award
        );

    public static IReadOnlyList<Violation> Violations(DbConnection db, Guid plan) =>
        db.Query<Violation>(
                "SELECT * FROM violations WHERE plan_id = @plan ORDER BY rowid",
                new { plan }
            )
            .AsList();

    /// <returns>False when the same was known already.</returns>
    public static bool Insert(Writing w, Violation violation)
    {
        var added = w.Db.Execute(
            """
            INSERT OR IGNORE INTO violations
                (id, plan_id, group_id, attempt_id, kind, text, at, cleared_by, cleared_reason, cleared_at)
            VALUES (@Id, @PlanId, @GroupId, @AttemptId, @Kind, @Text, @At, @ClearedBy, @ClearedReason, @ClearedAt)
            """,
            violation
        );
        if (added > 0)
            PlanRows.Changed(w, violation.PlanId);
        return added > 0;
    }

    /// <returns>How many were open.</returns>
    public static int ClearViolations(
        Writing w,
        Guid plan,
        string? group,
        string by,
        string reason
    ) =>
        w.Db.Execute(
            """
            UPDATE violations SET cleared_by = @by, cleared_reason = @reason, cleared_at = @now
            WHERE plan_id = @plan AND (@group IS NULL OR group_id = @group) AND cleared_at IS NULL
            """,
            new
            {
                plan,
                group,
                by,
                reason,
                now = w.Now,
            }
        );

    public static IReadOnlyList<Revert> Reverts(DbConnection db, Guid plan) =>
        db.Query<Revert>("SELECT * FROM reverts WHERE plan_id = @plan ORDER BY rowid", new { plan })
            .AsList();

    public static void Insert(Writing w, Revert revert)
    {
        var columns = new DynamicParameters(revert);
        columns.Add("state", Wire.Name(revert.State));
        w.Db.Execute(
            """
            INSERT INTO reverts (id, plan_id, group_id, merge_commit, revert_commit, state, created_at)
            VALUES (@Id, @PlanId, @GroupId, @MergeCommit, @RevertCommit, @state, @CreatedAt)
            """,
            columns
        );
    }

    public static void Finish(Writing w, Revert revert)
    {
        w.Db.Execute("UPDATE reverts SET state = 'done' WHERE id = @Id", new { revert.Id });
        PlanRows.Changed(w, revert.PlanId);
    }

    public static void Delete(Writing w, Revert revert) =>
        w.Db.Execute("DELETE FROM reverts WHERE id = @Id", new { revert.Id });
}
