using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Forge.Core.Logs;

/// <summary>One entry of a normalised conversation; its JSON is the wire's (WIRE: Entry).</summary>
/// <param name="Timestamp">RFC 3339, or null where the agent's line names none.</param>
internal sealed record Entry(
    [property: JsonPropertyName("timestamp")] string? Timestamp,
    [property: JsonPropertyName("entry_type")] EntryType EntryType,
    [property: JsonPropertyName("content")] string Content,
    [property: JsonPropertyName("metadata")] JsonNode? Metadata = null
);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(UserMessage), "user_message")]
[JsonDerivedType(typeof(UserFeedback), "user_feedback")]
[JsonDerivedType(typeof(AssistantMessage), "assistant_message")]
[JsonDerivedType(typeof(ToolUse), "tool_use")]
[JsonDerivedType(typeof(SystemMessage), "system_message")]
[JsonDerivedType(typeof(ErrorMessage), "error_message")]
[JsonDerivedType(typeof(Thinking), "thinking")]
[JsonDerivedType(typeof(Loading), "loading")]
[JsonDerivedType(typeof(NextAction), "next_action")]
internal abstract record EntryType
{
    public sealed record UserMessage : EntryType;

    public sealed record UserFeedback([property: JsonPropertyName("denied_tool")] string DeniedTool)
        : EntryType;

    public sealed record AssistantMessage : EntryType;

    public sealed record ToolUse(
        [property: JsonPropertyName("tool_name")] string ToolName,
        [property: JsonPropertyName("action_type")] JsonObject ActionType,
        [property: JsonPropertyName("status")] JsonObject Status
    ) : EntryType;

    public sealed record SystemMessage : EntryType;

    /// <param name="ErrorType"><c>{"type":"setup_required"}</c> or <c>{"type":"other"}</c>.</param>
    public sealed record ErrorMessage(
        [property: JsonPropertyName("error_type")] JsonObject ErrorType
    ) : EntryType;

    public sealed record Thinking : EntryType;

    public sealed record Loading : EntryType;

    public sealed record NextAction(
        [property: JsonPropertyName("failed")] bool Failed,
        [property: JsonPropertyName("execution_processes")] int ExecutionProcesses,
        [property: JsonPropertyName("needs_setup")] bool NeedsSetup
    ) : EntryType;
}
