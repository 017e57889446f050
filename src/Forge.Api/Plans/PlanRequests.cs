namespace Forge.Api;

/// <summary><c>POST /api/plans</c>: a person approves a plan that stands in the repository's checkout, or approves it again.</summary>
public sealed record ApprovePlan
{
    public required Guid ProjectId { get; init; }

    /// <summary>The wish's file, its folder or its name, as for <c>forge plan</c>; relative to the repository's root.</summary>
    public required string Wish { get; init; }

    /// <summary>What the person saw; another digest is refused with 409. Null: whatever stands there.</summary>
    public string? Digest { get; init; }

    /// <summary>Null: the project's, else the branch its checkout is on.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Groups are merged onto this branch instead of a branch of the plan's own.</summary>
    public string? Onto { get; init; }

    /// <summary>True: nothing is written; the answer is what would be approved.</summary>
    public bool DryRun { get; init; }
}

/// <summary><c>POST /api/plans/{plan}/start</c>. What is null is left as the plan has it.</summary>
public sealed record StartPlan
{
    /// <summary>Overrides the agent of every group.</summary>
    public string? Executor { get; init; }
    public string? Variant { get; init; }
    public string? Model { get; init; }

    /// <summary>A command line for SHELL.</summary>
    public string? Command { get; init; }
    public int? MaxParallel { get; init; }

    /// <summary>Work that waits for a person counts against <see cref="MaxParallel"/> (true).</summary>
    public bool? BackPressure { get; init; }
    public bool? Stacked { get; init; }
    public bool? CleanCopy { get; init; }

    /// <summary>How often a failing validation goes back to the agent (2).</summary>
    public int? MostSentBack { get; init; }

    /// <summary>Seconds for one validation command (600).</summary>
    public int? ValidationLimit { get; init; }

    /// <summary>An agent at its rate limit waits for the reset (true), or its group fails at once.</summary>
    public bool? WaitForRateLimits { get; init; }

    /// <summary>US dollars for a group.</summary>
    public double? GroupBudget { get; init; }
}

/// <summary><c>POST …/groups/{group}/merge</c>.</summary>
public sealed record MergeGroup
{
    /// <summary>A person's reason to merge although the gate is shut; it is kept in the approval log.</summary>
    public string? Despite { get; init; }
}

/// <summary><c>POST …/groups/{group}/follow-up</c>.</summary>
public sealed record GroupPrompt
{
    public required string Prompt { get; init; }
}

/// <summary><c>POST …/groups/{group}/review</c>: what a person says of it. <c>accept</c> null only writes the report.</summary>
public sealed record ReviewGroup
{
    public bool? Accept { get; init; }
    public string? Reason { get; init; }
}

/// <summary><c>POST …/groups/{group}/award</c> and <c>POST …/award</c>.</summary>
public sealed record AwardPoints
{
    /// <summary>The checkpoint's key, or its text.</summary>
    public required string Checkpoint { get; init; }
    public required int Points { get; init; }
    public required string Reason { get; init; }
}

/// <summary><c>POST …/groups/{group}/widen</c>: paths and globs that are the group's, too.</summary>
public sealed record WidenGroup
{
    public required IReadOnlyList<string> Files { get; init; }
    public string? Reason { get; init; }
}

/// <summary><c>POST /api/plans/{plan}/clear</c>: a person looked at the violations.</summary>
public sealed record ClearViolations
{
    public string? Group { get; init; }
    public required string Reason { get; init; }
}

/// <summary><c>POST /api/plans/{plan}/deliver</c>.</summary>
public sealed record DeliverPlan
{
    /// <summary><c>squash</c> (one commit) or <c>as_is</c>; null: squash.</summary>
    public string? Shape { get; init; }
}

/// <summary><c>POST /api/task-attempts/{id}/report</c>: what an agent tells of its work in a plan. It becomes a line of the plan's log.</summary>
public sealed record AgentReport
{
    public required string Text { get; init; }

    /// <summary>It cannot go on without a person: it stands in the inbox until a person does something with the group.</summary>
    public bool NeedsPerson { get; init; }
}

/// <summary>A text that Forge wrote: a review, a report.</summary>
public sealed record PlanText
{
    /// <summary>Where it was written, relative to the repository's root; null when it was not.</summary>
    public string? Path { get; init; }
    public required string Text { get; init; }

    /// <summary>
    /// Of a review: as <see cref="GroupStatus.Verdict"/>. Of a rehearsal: <c>blocked</c> when the group cannot be merged so, else null.
    /// </summary>
    public string? Verdict { get; init; }
    public int? Score { get; init; }
    public int? Total { get; init; }
}

/// <summary>A line of a plan's approval log.</summary>
public sealed record PlanLogEntry
{
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public required string What { get; init; }
    public string? Group { get; init; }
    public required string Text { get; init; }
}

/// <summary>What <see cref="ApprovePlan"/> with <c>dry_run</c> would approve.</summary>
public sealed record PlanToApprove
{
    public required string Plan { get; init; }
    public required string Title { get; init; }
    public required string Digest { get; init; }

    /// <summary>The files that are approved.</summary>
    public required IReadOnlyList<string> Files { get; init; }
    public required string Branch { get; init; }
    public required string BaseBranch { get; init; }
    public required string BaseCommit { get; init; }
    public required IReadOnlyList<IReadOnlyList<string>> Waves { get; init; }

    /// <summary>Null: it was never approved.</summary>
    public string? ApprovedDigest { get; init; }
}
