using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;

namespace Forge.Core.Store;

/// <summary>The newest of what was refused; whoever tries again and again must not fill the disk.</summary>
internal static class RefusalRows
{
    public const int Kept = 10_000;

    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<Refusal> OfAttempt(DbConnection db, Guid attempt) =>
        db.Query<Refusal>(
                "SELECT at, token_id, role, attempt_id, method, path FROM refusals WHERE attempt_id = @attempt ORDER BY seq",
                new { attempt }
            )
            .AsList();

    /// <summary>What was refused to the agents of a plan's groups, oldest first.</summary>
    public static IReadOnlyList<Refusal> OfPlan(DbConnection db, Guid plan) =>
        db.Query<Refusal>(
                """
                SELECT at, token_id, role, attempt_id, method, path FROM refusals
                WHERE attempt_id IN (SELECT attempt_id FROM group_attempts WHERE plan_id = @plan) ORDER BY seq
                """,
                new { plan }
            )
            .AsList();

    public static void Insert(Writing w, Refusal refusal)
    {
        w.Db.Execute(
            """
            INSERT INTO refusals (at, token_id, role, attempt_id, method, path)
            VALUES (@At, @TokenId, @role, @AttemptId, @Method, @Path)
            """,
            new
            {
                refusal.At,
                refusal.TokenId,
                role = Wire.Name(refusal.Role),
                refusal.AttemptId,
                refusal.Method,
                refusal.Path,
            }
        );
        w.Db.Execute(
            "DELETE FROM refusals WHERE seq <= (SELECT MAX(seq) FROM refusals) - @Kept",
            new { Kept }
        );
    }
}
