using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Events;

namespace Forge.Core.Store;

internal static class MergeRows
{
    public static IReadOnlyList<Merge> DoneOf(DbConnection db, Guid attempt) =>
        db.Query<Merge>(
                "SELECT * FROM merges WHERE attempt_id = @attempt AND state = 'done' ORDER BY rowid",
                new { attempt }
            )
            .AsList();

    public static IReadOnlyList<Merge> Pending(DbConnection db) =>
        db.Query<Merge>("SELECT * FROM merges WHERE state = 'pending' ORDER BY rowid").AsList();

    /// <summary>Also those that are only meant; of all attempts.</summary>
    public static IReadOnlyList<Merge> Since(DbConnection db, DateTimeOffset since) =>
        db.Query<Merge>(
                "SELECT * FROM merges WHERE created_at >= @since ORDER BY rowid",
                new { since }
            )
            .AsList();

    public static void Insert(Writing w, Merge merge) =>
        w.Db.Execute(
            """
            INSERT INTO merges (id, attempt_id, state, merge_commit, target_branch, target_before, branch_before, created_at)
            VALUES (@Id, @AttemptId, @state, @MergeCommit, @TargetBranch, @TargetBefore, @BranchBefore, @CreatedAt)
            """,
            new
            {
                merge.Id,
                merge.AttemptId,
                state = Wire.Name(merge.State),
                merge.MergeCommit,
                merge.TargetBranch,
                merge.TargetBefore,
                merge.BranchBefore,
                merge.CreatedAt,
            }
        );

    public static void Finish(Writing w, Merge merge)
    {
        w.Db.Execute("UPDATE merges SET state = 'done' WHERE id = @Id", new { merge.Id });
        w.Emit(EventKind.Merged, attempt: merge.AttemptId);
    }

    public static void Delete(Writing w, Guid id) =>
        w.Db.Execute("DELETE FROM merges WHERE id = @id", new { id });
}
