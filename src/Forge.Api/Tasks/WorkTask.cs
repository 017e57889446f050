using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>Where a task stands. Spelt on the wire in lower case without separators.</summary>
public enum WorkTaskStatus
{
    [JsonStringEnumMemberName("todo")]
    Todo,

    [JsonStringEnumMemberName("inprogress")]
    InProgress,

    [JsonStringEnumMemberName("inreview")]
    InReview,

    [JsonStringEnumMemberName("done")]
    Done,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("archived")]
    Archived,

    /// <summary>A fixed task that carries an agent of the project rather than a piece of work.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,
}

/// <summary>A piece of work asked for by a person. The agent's first prompt is its title, a blank line, its description.</summary>
public record WorkTask
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required WorkTaskStatus Status { get; init; }

    /// <summary>The attempt out of which this task was made.</summary>
    public Guid? ParentTaskAttempt { get; init; }
    public Guid? DevServerId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A task as lists and streams show it.</summary>
public record TaskWithStatus : WorkTask
{
    public required bool HasInProgressAttempt { get; init; }
    public required bool HasMergedAttempt { get; init; }
    public required bool LastAttemptFailed { get; init; }

    /// <summary>Of the newest attempt; empty when there is none.</summary>
    public required string Executor { get; init; }
}

/// <summary>The answer of <c>POST /api/tasks/create-and-start</c>.</summary>
public sealed record StartedTask : TaskWithStatus
{
    /// <summary>The one attempt that was started. Ours.</summary>
    public IReadOnlyList<TaskAttempt>? Attempts { get; init; }
}
