namespace Forge.Core.Domain.Processes;

/// <summary>One operating-system process run: the row beside a session's directory.</summary>
internal sealed record AgentSession
{
    public required Guid Id { get; init; }
    public required Guid AttemptId { get; init; }
    public RunReason RunReason { get; init; }
    public required string Executor { get; init; }

    public string? Variant { get; init; }

    /// <summary>The profile's options as JSON, as they were at the launch.</summary>
    public required string Options { get; init; }

    /// <summary>The agent's own conversation id, to resume by.</summary>
    public string? AgentConversation { get; init; }
    public InputMode Mode { get; init; }

    /// <summary>True until its end was seen and written down.</summary>
    public bool Open { get; init; }
    public DateTimeOffset? StopAskedAt { get; init; }
    public string HostId { get; init; } = "local";
    public long LeaseGeneration { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
