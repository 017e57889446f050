namespace Forge.Api;

/// <summary>One try at a task: a branch in a worktree of its own, and the agent that works there.</summary>
public sealed record TaskAttempt
{
    public required Guid Id { get; init; }
    public required Guid TaskId { get; init; }

    /// <summary>Absolute path of the worktree; null before it is made.</summary>
    public string? ContainerRef { get; init; }
    public required string Branch { get; init; }
    public required string TargetBranch { get; init; }
    public required string Executor { get; init; }
    public required bool WorktreeDeleted { get; init; }
    public DateTimeOffset? SetupCompletedAt { get; init; }
    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public long? CacheCreationTokens { get; init; }
    public long? CacheReadTokens { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Ours.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The task's. Ours.</summary>
    public string? Description { get; init; }

    /// <summary>Of the newest coding process; null when none was started. Ours.</summary>
    public ProcessStatus? Status { get; init; }

    /// <summary>Ours.</summary>
    public ExecutorProfileId? ExecutorProfileId { get; init; }
}

/// <summary><c>GET /api/task-attempts/{id}/children</c>: the tasks made out of this attempt, and the one it came from.</summary>
public sealed record AttemptChildren
{
    public WorkTask? ParentTask { get; init; }
    public required TaskAttempt CurrentAttempt { get; init; }
    public required IReadOnlyList<WorkTask> Children { get; init; }
}

/// <summary><c>GET /api/containers/info?ref=</c>: whose worktree a path is.</summary>
public sealed record ContainerInfo
{
    public required Guid AttemptId { get; init; }
    public required Guid TaskId { get; init; }
    public required Guid ProjectId { get; init; }
}
