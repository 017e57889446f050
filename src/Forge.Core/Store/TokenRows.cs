using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;

namespace Forge.Core.Store;

/// <summary>Tokens by what they may do; of the text itself only the hash.</summary>
internal static class TokenRows
{
    private const string Columns =
        "id, name, role, attempt_id, session_id, created_at, expires_at, last_used_at, revoked_at";

    public static AccessGrant? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<AccessGrant>(
            $"SELECT {Columns} FROM tokens WHERE id = @id",
            new { id }
        );

    /// <summary>Newest first.</summary>
    /// <param name="revoked">Also those that are worth nothing any more.</param>
    public static IReadOnlyList<AccessGrant> All(DbConnection db, bool revoked) =>
        db.Query<AccessGrant>(
                $"SELECT {Columns} FROM tokens WHERE revoked_at IS NULL OR @revoked ORDER BY rowid DESC",
                new { revoked }
            )
            .AsList();

    /// <summary>Those that may still be used, by their hash.</summary>
    public static IReadOnlyList<(string Hash, AccessGrant Grant)> Live(DbConnection db) =>
        db.Query<string, AccessGrant, (string, AccessGrant)>(
                $"SELECT hash, {Columns} FROM tokens WHERE revoked_at IS NULL",
                (hash, grant) => (hash, grant),
                splitOn: "id"
            )
            .AsList();

    /// <summary>One that a person made under this name and that still counts.</summary>
    public static bool NameTaken(DbConnection db, string name, DateTimeOffset now) =>
        db.ExecuteScalar<long>(
            """
            SELECT COUNT(*) FROM tokens WHERE name = @name AND revoked_at IS NULL AND session_id IS NULL
                AND (expires_at IS NULL OR expires_at > @now)
            """,
            new { name, now }
        ) > 0;

    public static void Insert(Writing w, AccessGrant grant, string hash) =>
        w.Db.Execute(
            """
            INSERT INTO tokens (id, name, role, hash, attempt_id, session_id, created_at, expires_at)
            VALUES (@Id, @Name, @role, @hash, @AttemptId, @SessionId, @CreatedAt, @ExpiresAt)
            """,
            new
            {
                grant.Id,
                grant.Name,
                role = Wire.Name(grant.Role),
                hash,
                grant.AttemptId,
                grant.SessionId,
                grant.CreatedAt,
                grant.ExpiresAt,
            }
        );

    public static void Use(Writing w, Guid id) =>
        w.Db.Execute(
            "UPDATE tokens SET last_used_at = @now WHERE id = @id",
            new { id, now = w.Now }
        );

    public static void Revoke(Writing w, Guid id) => Revoke(w, "id", id);

    public static void RevokeOfAttempt(Writing w, Guid attempt) => Revoke(w, "attempt_id", attempt);

    public static void RevokeOfSession(Writing w, Guid session) => Revoke(w, "session_id", session);

    private static void Revoke(Writing w, string column, Guid value) =>
        w.Db.Execute(
            $"UPDATE tokens SET revoked_at = @now WHERE {column} = @value AND revoked_at IS NULL",
            new { value, now = w.Now }
        );
}
