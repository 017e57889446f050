namespace Forge.Api;

/// <summary><c>POST /api/task-attempts</c>: another try at a task.</summary>
public sealed record CreateAttempt
{
    public required Guid TaskId { get; init; }
    public required ExecutorProfileId ExecutorProfileId { get; init; }

    /// <summary>Null or absent: the project's <c>default_base_branch</c>, else the branch its checkout is on.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Only true (or absent) is taken: Forge never lets an agent work in the person's own checkout.</summary>
    public bool? UseWorktree { get; init; }
}

/// <summary>
/// <c>POST /api/task-attempts/{id}/follow-up</c> → the new <see cref="ExecutionProcess"/>. Sent into the living agent
/// where there is one, else into its resumed conversation.
/// </summary>
public sealed record FollowUp
{
    public required string Prompt { get; init; }
    public string? Variant { get; init; }
    public IReadOnlyList<Guid>? ImageIds { get; init; }
    public Guid? RetryProcessId { get; init; }
    public bool? ForceWhenDirty { get; init; }
    public bool? PerformGitReset { get; init; }

    /// <summary>
    /// True: tell the agent in the middle of its turn, where it can hear; the line shares the running turn's result.
    /// False or absent: queued until the turn ends. Ours.
    /// </summary>
    public bool? Steer { get; init; }
}

/// <summary><c>POST /api/task-attempts/{id}/replace-process</c>: goes back to before a process and asks again.</summary>
public sealed record ReplaceProcess
{
    /// <summary>Null or absent: the newest coding process.</summary>
    public Guid? ProcessId { get; init; }
    public required string Prompt { get; init; }

    /// <summary>Other clients name the executor here; it must be the attempt's own. Ours.</summary>
    public string? Executor { get; init; }
    public string? Variant { get; init; }
    public bool? ForceWhenDirty { get; init; }
    public bool? PerformGitReset { get; init; }
}

/// <summary>What <see cref="ReplaceProcess"/> did.</summary>
public sealed record ReplacedProcess
{
    /// <summary>Processes that are now <c>dropped</c>.</summary>
    public required int DeletedCount { get; init; }
    public required bool GitResetNeeded { get; init; }
    public required bool GitResetApplied { get; init; }
    public string? TargetBeforeOid { get; init; }
    public Guid? NewExecutionId { get; init; }
}

/// <summary><c>POST /api/task-attempts/{id}/change-target-branch</c>; both spellings of the field are accepted.</summary>
public sealed record ChangeTarget
{
    public string? NewTargetBranch { get; init; }
    public string? TargetBranch { get; init; }
}

/// <summary>What <see cref="ChangeTarget"/> did.</summary>
public sealed record ChangedTarget
{
    public required string NewTargetBranch { get; init; }

    /// <summary>Commits ahead of and behind the new target, in this order.</summary>
    public required IReadOnlyList<int> Status { get; init; }
}

/// <summary>
/// <c>POST /api/task-attempts/{id}/rebase</c>. Absent fields mean: onto the target branch. Errors: 409 with
/// <see cref="GitConflict"/> in <c>error_data</c>.
/// </summary>
public sealed record Rebase
{
    public string? OldBaseBranch { get; init; }
    public string? NewBaseBranch { get; init; }

    /// <summary>Another spelling of <see cref="NewBaseBranch"/>.</summary>
    public string? BaseBranch { get; init; }
}

/// <summary>
/// What <c>POST /api/task-attempts/{id}/discard</c> did. Ours. A person gives the work up: what runs is stopped, a
/// snapshot is kept, and the worktree may go.
/// </summary>
public sealed record Discarded
{
    /// <summary>The ref that still holds everything that was in the worktree; null when nothing differed from its branch.</summary>
    public string? SnapshotRef { get; init; }
    public required string Branch { get; init; }
}
