using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Events;

namespace Forge.Core.Store;

/// <summary>In the order of their making, which no clock that is put back can change.</summary>
internal static class AttemptRows
{
    public static Attempt? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<Attempt>("SELECT * FROM attempts WHERE id = @id", new { id });

    public static Attempt? FindByWorktree(DbConnection db, string path) =>
        db.QuerySingleOrDefault<Attempt>(
            "SELECT * FROM attempts WHERE worktree = @path",
            new { path }
        );

    public static IReadOnlyList<Attempt> All(DbConnection db) =>
        db.Query<Attempt>("SELECT * FROM attempts ORDER BY rowid DESC").AsList();

    public static IReadOnlyList<Attempt> OfTask(DbConnection db, Guid task) =>
        db.Query<Attempt>(
                "SELECT * FROM attempts WHERE task_id = @task ORDER BY rowid DESC",
                new { task }
            )
            .AsList();

    public static IReadOnlyList<Attempt> OfProject(DbConnection db, Guid project) =>
        db.Query<Attempt>(
                """
                SELECT a.* FROM attempts a JOIN tasks t ON t.id = a.task_id
                WHERE t.project_id = @project ORDER BY a.rowid DESC
                """,
                new { project }
            )
            .AsList();

    public static Attempt? NewestOf(DbConnection db, Guid project) =>
        db.QueryFirstOrDefault<Attempt>(
            """
            SELECT a.* FROM attempts a JOIN tasks t ON t.id = a.task_id
            WHERE t.project_id = @project ORDER BY a.created_at DESC, a.rowid DESC LIMIT 1
            """,
            new { project }
        );

    public static IReadOnlyList<Attempt> InStage(DbConnection db, AttemptStage stage) =>
        db.Query<Attempt>(
                "SELECT * FROM attempts WHERE stage = @stage",
                new { stage = Wire.Name(stage) }
            )
            .AsList();

    /// <summary>The branches of all attempts in a project's repository that ever were and are still known.</summary>
    public static IReadOnlyList<string> Branches(DbConnection db, Guid project) =>
        db.Query<string>(
                """
                SELECT a.branch FROM attempts a JOIN tasks t ON t.id = a.task_id WHERE t.project_id = @project
                """,
                new { project }
            )
            .AsList();

    /// <summary>Whether an attempt in the project's repository has, or had, a branch of this name.</summary>
    public static bool BranchTaken(DbConnection db, Guid project, string branch) =>
        db.ExecuteScalar<long>(
            """
            SELECT COUNT(*) FROM attempts a JOIN tasks t ON t.id = a.task_id
            WHERE a.branch = @branch AND t.project_id = @project
            """,
            new { project, branch }
        ) > 0;

    public static void Insert(Writing w, Attempt attempt)
    {
        w.Db.Execute(
            """
            INSERT INTO attempts (id, task_id, branch, target_branch, executor, variant, model, command, worktree, stage,
                base_commit, base_proof, port_block, host_id, lease_generation, created_at, updated_at)
            VALUES (@Id, @TaskId, @Branch, @TargetBranch, @Executor, @Variant, @Model, @Command, @Worktree, @stage,
                @BaseCommit, @BaseProof, @PortBlock, @HostId, @LeaseGeneration, @CreatedAt, @UpdatedAt)
            """,
            Columns(attempt)
        );
        w.Emit(EventKind.AttemptChanged, task: attempt.TaskId, attempt: attempt.Id);
    }

    public static void Update(Writing w, Attempt attempt)
    {
        w.Db.Execute(
            """
            UPDATE attempts SET branch = @Branch, target_branch = @TargetBranch, stage = @stage, failure = @Failure,
                base_commit = @BaseCommit, base_proof = @BaseProof, worktree_deleted = @WorktreeDeleted,
                pinned = @Pinned, setup_completed_at = @SetupCompletedAt, input_tokens = @InputTokens,
                output_tokens = @OutputTokens, cache_creation_tokens = @CacheCreationTokens,
                cache_read_tokens = @CacheReadTokens, cost_usd = @CostUsd, port_block = @PortBlock,
                variant = @Variant, updated_at = @UpdatedAt
            WHERE id = @Id
            """,
            Columns(attempt with { UpdatedAt = w.Now })
        );
        w.Emit(EventKind.AttemptChanged, task: attempt.TaskId, attempt: attempt.Id);
    }

    /// <summary>Reads, changes and writes the row in this transaction; nothing when it is gone.</summary>
    public static Attempt? Change(Writing w, Guid id, Func<Attempt, Attempt> change)
    {
        if (Find(w.Db, id) is not { } attempt)
            return null;
        var changed = change(attempt);
        Update(w, changed);
        return changed;
    }

    /// <summary>The first ports of all blocks that are leased.</summary>
    public static HashSet<int> PortBlocks(DbConnection db) =>
        db.Query<int>("SELECT port_block FROM attempts WHERE port_block IS NOT NULL").ToHashSet();

    private static object Columns(Attempt a)
    {
        var columns = new DynamicParameters(a);
        columns.Add("stage", Wire.Name(a.Stage));
        return columns;
    }
}
