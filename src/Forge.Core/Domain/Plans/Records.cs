namespace Forge.Core.Domain.Plans;

/// <summary>On what a validation command was run.</summary>
internal enum ValidationGround
{
    /// <summary>The attempt's own worktree, at its head.</summary>
    Worktree,

    /// <summary>A fresh checkout of the head.</summary>
    Clean,

    /// <summary>The tree that merging would make.</summary>
    Rehearsal,

    /// <summary>The head with the tests as they were at its base.</summary>
    Base,

    /// <summary>The plan's branch with all groups merged.</summary>
    Whole,
}

/// <summary>One run of one command: a claim's proof. It counts for the commit that it was run on, and for no other.</summary>
internal sealed record Validation
{
    public required Guid Id { get; init; }
    public required Guid PlanId { get; init; }

    /// <summary>Null for the whole plan.</summary>
    public string? GroupId { get; init; }
    public Guid? AttemptId { get; init; }

    /// <summary>The commit.</summary>
    public required string Head { get; init; }
    public ValidationGround Ground { get; init; }

    /// <summary>From 0: which of the group's commands.</summary>
    public int Position { get; init; }
    public required string Command { get; init; }

    /// <summary>Null while it runs, and where it has none.</summary>
    public int? ExitCode { get; init; }
    public bool TimedOut { get; init; }
    public bool Passed { get; init; }
    public string? Note { get; init; }

    /// <summary>The file with what it printed, absolute.</summary>
    public required string Output { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A merge that a person undid by a commit of its own.</summary>
internal sealed record Revert
{
    public required Guid Id { get; init; }
    public required Guid PlanId { get; init; }
    public required string GroupId { get; init; }
    public required string MergeCommit { get; init; }
    public required string RevertCommit { get; init; }

    /// <summary>Pending until the target has moved.</summary>
    public Attempts.MergeState State { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Points that a person gave, beside what is proved.</summary>
internal sealed record Award
{
    public required Guid PlanId { get; init; }
    public string? GroupId { get; init; }
    public required string Checkpoint { get; init; }
    public int Points { get; init; }
    public required string Reason { get; init; }
    public required string By { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>Something that an agent may not do, and did.</summary>
internal sealed record Violation
{
    public required Guid Id { get; init; }
    public required Guid PlanId { get; init; }
    public string? GroupId { get; init; }
    public Guid? AttemptId { get; init; }

    /// <summary><c>push</c>, <c>ref</c> or <c>api</c>.</summary>
    public required string Kind { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset At { get; init; }
    public string? ClearedBy { get; init; }
    public string? ClearedReason { get; init; }
    public DateTimeOffset? ClearedAt { get; init; }
}

/// <summary>How the refs of a plan's repository stood when they were looked at last.</summary>
internal sealed record RefBaseline
{
    public required Guid PlanId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>A line for each: the object, a space, the full name.</summary>
    public required string Refs { get; init; }
}

/// <param name="Branch">The short name.</param>
internal sealed record CommitOnBranch(string Branch, string Commit);

/// <summary>A line of the approval log: who did what.</summary>
internal sealed record PlanLogLine
{
    public long Seq { get; init; }
    public required Guid PlanId { get; init; }
    public string? GroupId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>One word: <c>approve</c>, <c>start</c>, <c>merge</c> …</summary>
    public required string What { get; init; }
    public required string Text { get; init; }
}
