namespace Forge.Core.Domain.Processes;

internal enum RunReason
{
    SetupScript,
    CleanupScript,
    CodingAgent,
    DevServer,
}

internal enum ProcessStatus
{
    Running,
    Completed,
    Failed,
    Killed,
}

/// <summary>One turn of an agent, or one run of a script: a window of offsets in a session's files.</summary>
internal sealed record ExecutionProcess
{
    public required Guid Id { get; init; }
    public required Guid AttemptId { get; init; }
    public RunReason RunReason { get; init; }

    /// <summary>The wire's ExecutorAction as JSON.</summary>
    public required string Action { get; init; }

    /// <summary>Null while the process waits for its turn.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Which turn of the session, from 0.</summary>
    public int Turn { get; init; }
    public long OutFrom { get; init; }
    public long ErrFrom { get; init; }
    public long? OutTo { get; init; }
    public long? ErrTo { get; init; }
    public string? BeforeHeadCommit { get; init; }
    public string? AfterHeadCommit { get; init; }
    public ProcessStatus Status { get; init; }
    public long? ExitCode { get; init; }

    /// <summary>What a person should know about the end, e.g. that the exit code is unknown, or "143 (SIGTERM?)".</summary>
    public string? ExitNote { get; init; }
    public bool Dropped { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True while it waits for the turn before it, or for the worktree.</summary>
    public bool Waiting => Status == ProcessStatus.Running && SessionId is null;
}
