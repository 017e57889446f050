namespace Forge.Core.Domain.Tasks;

/// <summary>Where a task stands; the wire's spelling is the name in lower case.</summary>
internal enum WorkTaskStatus
{
    Todo,
    InProgress,
    InReview,
    Done,
    Cancelled,
    Archived,
    Agent,
}

/// <summary>What a person wants done. Attempts try it.</summary>
internal sealed record WorkTask
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public WorkTaskStatus Status { get; init; }
    public Guid? ParentTaskAttempt { get; init; }
    public Guid? DevServerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The agent's first prompt: the title, a blank line, the description.</summary>
    public string Prompt =>
        string.IsNullOrWhiteSpace(Description) ? Title : $"{Title}\n\n{Description}";
}

/// <summary>A task as lists show it: with what its attempts say about it.</summary>
internal sealed record WorkTaskSummary
{
    public required WorkTask Task { get; init; }
    public bool HasInProgressAttempt { get; init; }
    public bool HasMergedAttempt { get; init; }
    public bool LastAttemptFailed { get; init; }

    /// <summary>The executor of the newest attempt, or empty.</summary>
    public string Executor { get; init; } = "";
}
