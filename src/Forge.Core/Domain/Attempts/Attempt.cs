namespace Forge.Core.Domain.Attempts;

/// <summary>How far an attempt has come before and after its agent. Each step may be repeated after a crash.</summary>
internal enum AttemptStage
{
    /// <summary>The rows are there; the worktree may not be.</summary>
    Preparing,

    /// <summary>The worktree is ready and scripts or the agent may run.</summary>
    Ready,

    /// <summary>The worktree could not be made; the reason stands in <see cref="Attempt.Failure"/>.</summary>
    Broken,

    /// <summary>A person threw the work away; its snapshots remain.</summary>
    Discarded,
}

/// <summary>One try at a task: an agent, a worktree, a branch.</summary>
internal sealed record Attempt
{
    public required Guid Id { get; init; }
    public required Guid TaskId { get; init; }
    public required string Branch { get; init; }
    public required string TargetBranch { get; init; }
    public required string Executor { get; init; }
    public string? Variant { get; init; }
    public string? Model { get; init; }

    /// <summary>A command line that replaces the profile's (SHELL).</summary>
    public string? Command { get; init; }

    /// <summary>Absolute path; known from the start so that a crash can be cleaned up.</summary>
    public required string Worktree { get; init; }
    public AttemptStage Stage { get; init; }
    public string? Failure { get; init; }

    /// <summary>The commit that the worktree was cut from.</summary>
    public string? BaseCommit { get; init; }

    /// <summary>JSON: which predecessors were proved to be ancestors of the base (HOUSE: launch proves its base).</summary>
    public string? BaseProof { get; init; }
    public bool WorktreeDeleted { get; init; }
    public bool Pinned { get; init; }
    public DateTimeOffset? SetupCompletedAt { get; init; }
    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public long? CacheCreationTokens { get; init; }
    public long? CacheReadTokens { get; init; }

    /// <summary>US dollars, of the agent's conversation so far.</summary>
    public double? CostUsd { get; init; }

    /// <summary>First of the ten leased ports.</summary>
    public int? PortBlock { get; init; }
    public string HostId { get; init; } = "local";
    public long LeaseGeneration { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}
