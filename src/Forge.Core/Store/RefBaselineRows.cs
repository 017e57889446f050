using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Store;

/// <summary>How the refs of a plan's repository stood when they were looked at last.</summary>
internal static class RefBaselineRows
{
    public static RefBaseline? Find(DbConnection db, Guid plan) =>
        db.QuerySingleOrDefault<RefBaseline>(
            "SELECT * FROM ref_baselines WHERE plan_id = @plan",
            new { plan }
        );

    public static void Put(Writing w, RefBaseline baseline) =>
        w.Db.Execute(
            """
            INSERT INTO ref_baselines (plan_id, at, refs) VALUES (@PlanId, @At, @Refs)
            ON CONFLICT (plan_id) DO UPDATE SET at = @At, refs = @Refs
            """,
            baseline
        );

    /// <summary>Commits that Forge made on branches, in a project's repository, beside merges: plans' files, deliveries, and what undid merges.</summary>
    public static IReadOnlyList<CommitOnBranch> Forged(DbConnection db, Guid project) =>
        db.Query<CommitOnBranch>(
                """
                SELECT branch, plan_commit AS "commit" FROM plans WHERE project_id = @project
                UNION SELECT base_branch, delivered_commit FROM plans
                    WHERE project_id = @project AND delivered_commit IS NOT NULL
                UNION SELECT p.branch, r.revert_commit FROM reverts r JOIN plans p ON p.id = r.plan_id
                    WHERE p.project_id = @project AND r.revert_commit <> ''
                """,
                new { project }
            )
            .AsList();
}
