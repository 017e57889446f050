using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Store;

/// <summary>The runs of validation commands.</summary>
internal static class ValidationRows
{
    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<Validation> Of(DbConnection db, Guid plan) =>
        db.Query<Validation>(
                "SELECT * FROM validations WHERE plan_id = @plan ORDER BY rowid",
                new { plan }
            )
            .AsList();

    /// <summary>A run begins; an earlier run of the same command on the same commit and ground makes way.</summary>
    public static void Begin(Writing w, Validation run)
    {
        var columns = Columns(run);
        w.Db.Execute(
            """
            DELETE FROM validations WHERE plan_id = @PlanId AND group_id IS @GroupId AND head = @Head
                AND ground = @ground AND position = @Position
            """,
            columns
        );
        w.Db.Execute(
            """
            INSERT INTO validations (id, plan_id, group_id, attempt_id, head, ground, position, command, output, started_at)
            VALUES (@Id, @PlanId, @GroupId, @AttemptId, @Head, @ground, @Position, @Command, @Output, @StartedAt)
            """,
            columns
        );
        PlanRows.Changed(w, run.PlanId);
    }

    public static void End(Writing w, Validation run)
    {
        w.Db.Execute(
            """
            UPDATE validations SET exit_code = @ExitCode, timed_out = @TimedOut, passed = @Passed, note = @Note,
                ended_at = @EndedAt
            WHERE id = @Id
            """,
            Columns(run)
        );
        PlanRows.Changed(w, run.PlanId);
    }

    /// <summary>What a group's commands said of a commit counts no more.</summary>
    public static void Void(Writing w, Guid plan, string group, string head) =>
        w.Db.Execute(
            "DELETE FROM validations WHERE plan_id = @plan AND group_id = @group AND head = @head AND ended_at IS NOT NULL",
            new
            {
                plan,
                group,
                head,
            }
        );

    /// <summary>Those that a server began and did not end.</summary>
    public static void DropUnended(Writing w, Guid plan) =>
        w.Db.Execute(
            "DELETE FROM validations WHERE plan_id = @plan AND ended_at IS NULL",
            new { plan }
        );

    private static DynamicParameters Columns(Validation run)
    {
        var columns = new DynamicParameters(run);
        columns.Add("ground", Wire.Name(run.Ground));
        return columns;
    }
}
