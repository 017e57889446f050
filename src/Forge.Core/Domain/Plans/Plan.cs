namespace Forge.Core.Domain.Plans;

/// <summary>A plan that a person approved: what was approved, by whom, and what was asked of it since. Its groups' states are derived.</summary>
internal sealed record Plan
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }

    /// <summary>Unique in its project.</summary>
    public required string Slug { get; init; }
    public required string Title { get; init; }

    /// <summary>Path of the wish, relative to the repository's root.</summary>
    public required string Wish { get; init; }

    /// <summary>Where task files, reports and evidence lie, relative to the repository's root.</summary>
    public required string Folder { get; init; }

    /// <summary>The plan as it was approved, as JSON (docs/planning.md).</summary>
    public required string Body { get; init; }

    /// <summary><c>sha256:</c> and the hash of the plan's files as they were approved.</summary>
    public required string Digest { get; init; }
    public required string BaseBranch { get; init; }

    /// <summary>The commit of the base branch that the plan's branch was cut from.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>Where groups are merged: the plan's own branch, or the base branch itself.</summary>
    public required string Branch { get; init; }

    /// <summary>The commit with the plan's files: the tip of <see cref="Branch"/> when it was approved last.</summary>
    public required string PlanCommit { get; init; }
    public required string ApprovedBy { get; init; }
    public required DateTimeOffset ApprovedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public bool Paused { get; init; }
    public DateTimeOffset? CancelledAt { get; init; }
    public string? DeliveredCommit { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>A <see cref="PlanSettings"/> as JSON.</summary>
    public required string Settings { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Groups are merged onto the base branch itself, so there is nothing to deliver.</summary>
    public bool LandsDirectly => Branch == BaseBranch;
}

/// <summary>One group of a plan, as far as it is not in the plan itself or derived.</summary>
internal sealed record PlanGroupRow
{
    public required Guid PlanId { get; init; }
    public required string GroupId { get; init; }

    /// <summary>From 0, in the order of the plan.</summary>
    public int Position { get; init; }

    /// <summary>The group's task; null until its first attempt.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The attempt that counts; null before the first, and after a person gave it up.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>A person took the group out of the plan.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The commit that a person found good.</summary>
    public string? ReviewedCommit { get; init; }

    /// <summary>Why no attempt could be made; a person's retry takes it away.</summary>
    public string? StartFailure { get; init; }

    /// <summary>JSON: paths and globs that a person added to the group's own.</summary>
    public string Widened { get; init; } = "[]";
}

/// <summary>An attempt at a group.</summary>
internal sealed record GroupAttempt
{
    public required Guid PlanId { get; init; }
    public required string GroupId { get; init; }
    public required Guid AttemptId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    /// <summary>Begun on a predecessor's branch, before that was merged.</summary>
    public bool Stacked { get; init; }

    /// <summary>How often a failing validation was sent back to the agent.</summary>
    public int SentBack { get; init; }

    /// <summary>How often a turn that failed was tried again.</summary>
    public int Retries { get; init; }

    /// <summary>The process whose failure was answered last, so that none is answered twice.</summary>
    public Guid? AnsweredProcess { get; init; }

    /// <summary>When a stalled agent was interrupted and resumed.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>Why it was given up by Forge; null while it goes on.</summary>
    public FailureCause? Cause { get; init; }
    public string? CauseText { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
