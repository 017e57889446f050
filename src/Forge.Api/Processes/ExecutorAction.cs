using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>What a process does, and what follows when it ends well: set-up → agent → clean-up form one chain.</summary>
public sealed record ExecutorAction
{
    public required ActionRequest Typ { get; init; }
    public ExecutorAction? NextAction { get; init; }
}

/// <summary>By <c>type</c>: an agent's first turn, a later one, or a script.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CodingAgentInitialRequest), "CodingAgentInitialRequest")]
[JsonDerivedType(typeof(CodingAgentFollowUpRequest), "CodingAgentFollowUpRequest")]
[JsonDerivedType(typeof(ScriptRequest), "ScriptRequest")]
public abstract record ActionRequest;

public sealed record CodingAgentInitialRequest : ActionRequest
{
    public required string Prompt { get; init; }
    public required ExecutorProfileId ExecutorProfileId { get; init; }
}

public sealed record CodingAgentFollowUpRequest : ActionRequest
{
    public required string Prompt { get; init; }

    /// <summary>The agent's own id of its conversation.</summary>
    public required string SessionId { get; init; }
    public required ExecutorProfileId ExecutorProfileId { get; init; }
}

public sealed record ScriptRequest : ActionRequest
{
    public required string Script { get; init; }

    /// <summary>Always <c>Bash</c>.</summary>
    public required string Language { get; init; }
    public required ScriptContext Context { get; init; }
}

/// <summary>Spelt on the wire as here.</summary>
public enum ScriptContext
{
    SetupScript,
    CleanupScript,
    DevServer,
}
