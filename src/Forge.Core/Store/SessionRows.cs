using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Store;

internal static class SessionRows
{
    public static AgentSession? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<AgentSession>("SELECT * FROM sessions WHERE id = @id", new { id });

    public static IReadOnlyList<AgentSession> Open(DbConnection db) =>
        db.Query<AgentSession>("SELECT * FROM sessions WHERE open = 1 ORDER BY rowid").AsList();

    public static IReadOnlyList<AgentSession> OfAttempt(DbConnection db, Guid attempt) =>
        db.Query<AgentSession>(
                "SELECT * FROM sessions WHERE attempt_id = @attempt ORDER BY rowid DESC",
                new { attempt }
            )
            .AsList();

    /// <summary>The agent's own conversation to go on with: the newest that an agent of the attempt has named.</summary>
    public static string? Conversation(DbConnection db, Guid attempt) =>
        OfAttempt(db, attempt)
            .FirstOrDefault(s =>
                s is { RunReason: RunReason.CodingAgent, AgentConversation: not null }
            )
            ?.AgentConversation;

    public static void Insert(Writing w, AgentSession session)
    {
        var columns = new DynamicParameters(session);
        columns.Add("run_reason", Wire.Name(session.RunReason));
        columns.Add("mode", Wire.Name(session.Mode));
        w.Db.Execute(
            """
            INSERT INTO sessions (id, attempt_id, run_reason, executor, variant, options, agent_conversation, mode, open,
                host_id, lease_generation, created_at)
            VALUES (@Id, @AttemptId, @run_reason, @Executor, @Variant, @Options, @AgentConversation, @mode, @Open,
                @HostId, @LeaseGeneration, @CreatedAt)
            """,
            columns
        );
    }

    public static void SetConversation(Writing w, Guid id, string conversation) =>
        w.Db.Execute(
            "UPDATE sessions SET agent_conversation = @conversation WHERE id = @id",
            new { id, conversation }
        );

    public static void AskStop(Writing w, Guid id) =>
        w.Db.Execute(
            "UPDATE sessions SET stop_asked_at = @now WHERE id = @id AND stop_asked_at IS NULL",
            new { id, now = w.Now }
        );

    /// <summary>With it goes its token, in the same transaction: nothing that it left behind may use that.</summary>
    public static void Close(Writing w, Guid id)
    {
        w.Db.Execute(
            "UPDATE sessions SET open = 0, ended_at = @now WHERE id = @id",
            new { id, now = w.Now }
        );
        TokenRows.RevokeOfSession(w, id);
    }

    public static IReadOnlyList<SentMessage> Messages(DbConnection db, Guid session) =>
        db.Query<SentMessage>(
                "SELECT * FROM messages WHERE session_id = @session ORDER BY position",
                new { session }
            )
            .AsList();

    public static void AddMessage(Writing w, SentMessage message) =>
        w.Db.Execute(
            """
            INSERT INTO messages (session_id, position, bytes, key, created_at)
            VALUES (@SessionId, @Position, @Bytes, @Key, @CreatedAt)
            """,
            message
        );
}
