using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>Why a process runs. Spelt on the wire in lower case without separators.</summary>
public enum RunReason
{
    [JsonStringEnumMemberName("setupscript")]
    SetupScript,

    [JsonStringEnumMemberName("cleanupscript")]
    CleanupScript,

    [JsonStringEnumMemberName("codingagent")]
    CodingAgent,

    [JsonStringEnumMemberName("devserver")]
    DevServer,
}

/// <summary>Spelt on the wire in lower case.</summary>
public enum ProcessStatus
{
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped by a person.</summary>
    [JsonStringEnumMemberName("killed")]
    Killed,
}

/// <summary>One turn of an agent, or one run of a script, in an attempt's worktree.</summary>
public sealed record ExecutionProcess
{
    public required Guid Id { get; init; }
    public required Guid TaskAttemptId { get; init; }
    public required RunReason RunReason { get; init; }
    public required ExecutorAction ExecutorAction { get; init; }
    public string? BeforeHeadCommit { get; init; }
    public string? AfterHeadCommit { get; init; }
    public required ProcessStatus Status { get; init; }

    /// <summary>Null while it runs, and where nobody could see it (the machine went down).</summary>
    public long? ExitCode { get; init; }

    /// <summary>
    /// What a person should know about the end beside the code: that it is unknown and why, or both readings of a code, as
    /// in <c>137 (SIGKILL?)</c>. Null when the code says it all. Ours.
    /// </summary>
    public string? ExitNote { get; init; }

    /// <summary>True when a person went back to before it.</summary>
    public required bool Dropped { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The last 64 KB of its text; only where one process is asked for, null in lists and streams. Ours.</summary>
    public string? Output { get; init; }
}
