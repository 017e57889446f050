using System.Data.Common;
using Dapper;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Store;

internal static class PlanRows
{
    public static Plan? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<Plan>("SELECT * FROM plans WHERE id = @id", new { id });

    public static Plan? Find(DbConnection db, Guid project, string slug) =>
        db.QuerySingleOrDefault<Plan>(
            "SELECT * FROM plans WHERE project_id = @project AND slug = @slug",
            new { project, slug }
        );

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<Plan> All(DbConnection db) =>
        db.Query<Plan>("SELECT * FROM plans ORDER BY rowid DESC").AsList();

    public static IReadOnlyList<Plan> Named(DbConnection db, string slug) =>
        db.Query<Plan>("SELECT * FROM plans WHERE slug = @slug ORDER BY rowid DESC", new { slug })
            .AsList();

    /// <summary>Those that a loop looks after: approved, and not delivered or cancelled.</summary>
    public static IReadOnlyList<Guid> Open(DbConnection db) =>
        db.Query<Guid>(
                "SELECT id FROM plans WHERE started_at IS NOT NULL AND delivered_at IS NULL AND cancelled_at IS NULL ORDER BY rowid"
            )
            .AsList();

    public static void Insert(Writing w, Plan plan)
    {
        w.Db.Execute(
            """
            INSERT INTO plans (id, project_id, slug, title, wish, folder, body, digest, base_branch, base_commit, branch,
                plan_commit, approved_by, approved_at, settings, created_at, updated_at)
            VALUES (@Id, @ProjectId, @Slug, @Title, @Wish, @Folder, @Body, @Digest, @BaseBranch, @BaseCommit, @Branch,
                @PlanCommit, @ApprovedBy, @ApprovedAt, @Settings, @CreatedAt, @UpdatedAt)
            """,
            plan
        );
        Changed(w, plan.Id, plan.ProjectId);
    }

    /// <summary>Reads, changes and writes the row in this transaction; null when it is gone.</summary>
    public static Plan? Change(Writing w, Guid id, Func<Plan, Plan> change)
    {
        if (Find(w.Db, id) is not { } plan)
            return null;
        var changed = change(plan) with { UpdatedAt = w.Now };
        w.Db.Execute(
            """
            UPDATE plans SET title = @Title, wish = @Wish, folder = @Folder, body = @Body, digest = @Digest,
                base_branch = @BaseBranch, base_commit = @BaseCommit, branch = @Branch, plan_commit = @PlanCommit,
                approved_by = @ApprovedBy, approved_at = @ApprovedAt, started_at = @StartedAt, paused = @Paused,
                cancelled_at = @CancelledAt, delivered_commit = @DeliveredCommit, delivered_at = @DeliveredAt,
                settings = @Settings, updated_at = @UpdatedAt
            WHERE id = @Id
            """,
            changed
        );
        Changed(w, id, plan.ProjectId);
        return changed;
    }

    /// <summary>Says that something of the plan is other than it was.</summary>
    public static void Changed(Writing w, Guid plan, Guid? project = null) =>
        w.Emit(EventKind.PlanChanged, project: project, plan: plan);
}
