using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>One text frame of a WebSocket: either <c>JsonPatch</c> or <c>finished</c>.</summary>
public sealed record StreamFrame
{
    [JsonPropertyName("JsonPatch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PatchOperation>? JsonPatch { get; init; }

    /// <summary>True: nothing more will come.</summary>
    [JsonPropertyName("finished"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Finished { get; init; }
}

/// <summary>One operation of RFC 6902. Only <c>add</c>, <c>replace</c> and <c>remove</c> occur.</summary>
public sealed record PatchOperation
{
    [JsonPropertyName("op")]
    public required string Op { get; init; }

    /// <summary>A JSON Pointer: <c>~1</c> stands for a slash, <c>~0</c> for a tilde.</summary>
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Value { get; init; }

    /// <summary>The pointer's parts, unescaped.</summary>
    [JsonIgnore]
    public string[] Parts =>
        [.. Path.Split('/').Skip(1).Select(part => part.Replace("~1", "/").Replace("~0", "~"))];
}
