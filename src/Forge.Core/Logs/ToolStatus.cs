using System.Text.Json.Nodes;

namespace Forge.Core.Logs;

/// <summary>The states of a tool use on the wire.</summary>
internal static class ToolStatus
{
    public static JsonObject Created() => Of("created");

    public static JsonObject Success() => Of("success");

    public static JsonObject Failed() => Of("failed");

    public static JsonObject TimedOut() => Of("timed_out");

    public static JsonObject Denied(string? reason) =>
        new() { ["status"] = "denied", ["reason"] = reason };

    /// <param name="requestedAt">RFC 3339, or null where the agent names no time.</param>
    public static JsonObject PendingApproval(
        string approvalId,
        string? requestedAt,
        string? timeoutAt
    ) =>
        new()
        {
            ["status"] = "pending_approval",
            ["approval_id"] = approvalId,
            ["requested_at"] = requestedAt,
            ["timeout_at"] = timeoutAt,
        };

    private static JsonObject Of(string status) => new() { ["status"] = status };
}
