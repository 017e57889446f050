using System.Text.Json.Nodes;

namespace Forge.Api;

/// <summary>The value of one entry of the streams of logs and diffs: by <c>type</c> the shape of <see cref="Content"/>.</summary>
public sealed record LogItem
{
    public const string Stdout = "STDOUT";
    public const string Stderr = "STDERR";
    public const string NormalizedEntry = "NORMALIZED_ENTRY";
    public const string DiffEntry = "DIFF";

    public required string Type { get; init; }

    /// <summary>Text for <see cref="Stdout"/> and <see cref="Stderr"/>, else an object.</summary>
    public JsonNode? Content { get; init; }
}

/// <summary>One entry of a normalised conversation. Its inner types stay JSON, so an entry of a newer server can still be shown.</summary>
public sealed record ConversationEntry
{
    /// <summary>RFC 3339, or null where the agent named none.</summary>
    public string? Timestamp { get; init; }

    /// <summary>By <c>type</c>; see WIRE, Entry.</summary>
    public required JsonObject EntryType { get; init; }
    public required string Content { get; init; }
    public JsonNode? Metadata { get; init; }
}
