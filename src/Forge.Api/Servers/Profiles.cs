using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary><c>GET /api/profiles</c>: the agents' variants as one JSON text that people may edit.</summary>
public sealed record Profiles
{
    /// <summary>A JSON document, as text: <c>{"executors": {NAME: {VARIANT: {NAME: {options}}}}}</c>.</summary>
    public required string Content { get; init; }

    /// <summary>The file on the server's machine that holds what differs from the built-in profiles.</summary>
    public required string Path { get; init; }
}

/// <summary><c>PUT /api/profiles</c>. An unknown executor name is a 422 that names the known ones.</summary>
public sealed record UpdateProfiles
{
    public required JsonObject Executors { get; init; }
}

/// <summary>Which agent, in which variant.</summary>
public sealed record ExecutorProfileId
{
    /// <summary>E.g. <c>CLAUDE_CODE</c>, <c>SHELL</c>; any case and <c>-</c> for <c>_</c> are accepted.</summary>
    public required string Executor { get; init; }

    /// <summary>Null or absent: <c>DEFAULT</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    /// <summary>Overrides the variant's model. Ours; absent when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    /// <summary>
    /// <c>SHELL</c> only: the command line that <c>sh -c</c> runs in the worktree; overrides the variant's. Ours; absent
    /// when null. It must never hold a secret: process lists show it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }
}
