namespace Forge.Api;

// A list that an answer leaves out is empty: the reader would set it to null.

/// <summary>A plan with its groups, as <c>GET /api/plans/{plan}</c> and <c>forge status PLAN --json</c> give it. Ours.</summary>
public sealed record PlanStatus
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }

    /// <summary>The plan's slug.</summary>
    public required string Plan { get; init; }
    public required string Title { get; init; }

    /// <summary>
    /// <c>draft</c>, <c>approved</c>, <c>running</c>, <c>paused</c>, <c>blocked</c>, <c>validating</c>,
    /// <c>awaiting_delivery</c>, <c>delivered</c>, <c>done</c> (landed directly) or <c>cancelled</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>Path of the wish in the repository.</summary>
    public required string Wish { get; init; }

    /// <summary><c>sha256:…</c> of the files as they were approved.</summary>
    public required string Digest { get; init; }

    /// <summary>The plan's files in the checkout are not those that were approved: it is to be approved again.</summary>
    public bool ChangedSinceApproval { get; init; }
    public required string ApprovedBy { get; init; }
    public required DateTimeOffset ApprovedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Where groups are merged.</summary>
    public required string Branch { get; init; }
    public required string BaseBranch { get; init; }
    public required string BaseCommit { get; init; }
    public string? DeliveredCommit { get; init; }

    /// <summary>What keeps the plan from going on; null when nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>What a person can do about <see cref="Problem"/>, a line each.</summary>
    public IReadOnlyList<string> WaysOut
    {
        get;
        init => field = value ?? [];
    } = [];
    public int MaxParallel { get; init; }

    /// <summary>In the order of the plan.</summary>
    public required IReadOnlyList<GroupStatus> Groups { get; init; }

    /// <summary>Ids that can run at once when the lists before them are merged.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Waves { get; init; }
    public required RadarStatus Radar { get; init; }

    /// <summary>The commands of the whole, on the plan's branch.</summary>
    public IReadOnlyList<ValidationStatus> Validation
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>One group of a plan.</summary>
public sealed record GroupStatus
{
    public required string Id { get; init; }
    public required string Title { get; init; }

    /// <summary>
    /// <c>approved</c>, <c>waiting</c>, <c>ready</c>, <c>running</c>, <c>validating</c>, <c>awaiting_review</c>,
    /// <c>awaiting_merge</c>, <c>merged</c>, <c>failed</c>, <c>cancelled</c> or <c>stale</c>.
    /// </summary>
    public required string State { get; init; }
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>The attempt that counts; null before the first.</summary>
    public Guid? Attempt { get; init; }

    /// <summary>From 1; 0 before the first.</summary>
    public int AttemptNumber { get; init; }
    public Guid? Task { get; init; }
    public required string Branch { get; init; }

    /// <summary>The commit that the attempt was cut from; null before.</summary>
    public string? Base { get; init; }

    /// <summary>The tip of its branch; null before.</summary>
    public string? Head { get; init; }

    /// <summary>The commit by which it came onto the plan's branch; null while it is not merged.</summary>
    public string? MergeCommit { get; init; }

    /// <summary>In words; null when it waits for nothing.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Why it failed, waits or is stale; null else.</summary>
    public string? Cause { get; init; }

    /// <summary>From 1.</summary>
    public int Wave { get; init; }

    /// <summary><c>work</c> or <c>final_validation</c>.</summary>
    public required string Kind { get; init; }
    public required string TaskFile { get; init; }
    public string? Executor { get; init; }

    /// <summary>Runs of its commands on the head, newest of each.</summary>
    public IReadOnlyList<ValidationStatus> Validation
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Points that are proved or awarded, of <see cref="TargetScore"/>.</summary>
    public int Score { get; init; }
    public int TargetScore { get; init; }

    /// <summary>
    /// <c>excellent</c> (from 90 of 100 points), <c>good</c> (from 80), <c>acceptable</c> (from 70), <c>needs_work</c>, or
    /// <c>blocked</c> where something fails that must be so, whatever the points are; null before there is anything to judge.
    /// </summary>
    public string? Verdict { get; init; }

    /// <summary>What keeps the merge gate shut, a line each; empty when a person may merge.</summary>
    public IReadOnlyList<string> Gate
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Changed files that are not its own; of a merged group those that its merges brought.</summary>
    public IReadOnlyList<string> Outside
    {
        get;
        init => field = value ?? [];
    } = [];
    public IReadOnlyList<string> Violations
    {
        get;
        init => field = value ?? [];
    } = [];
    public bool Stacked { get; init; }

    /// <summary>How many groups start, at once or later, when it is merged.</summary>
    public int Unblocks { get; init; }
    public double? CostUsd { get; init; }
}

/// <summary>One run of one command.</summary>
public sealed record ValidationStatus
{
    public required Guid Id { get; init; }
    public required string Command { get; init; }

    /// <summary><c>running</c>, <c>passed</c> or <c>failed</c>.</summary>
    public required string State { get; init; }
    public int? ExitCode { get; init; }
    public bool TimedOut { get; init; }

    /// <summary>Milliseconds; null while it runs.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The commit that it proves.</summary>
    public required string Commit { get; init; }

    /// <summary><c>worktree</c>, <c>clean</c>, <c>rehearsal</c>, <c>base</c> or <c>whole</c>.</summary>
    public required string Ground { get; init; }
    public string? Note { get; init; }
    public DateTimeOffset StartedAt { get; init; }
}

/// <summary>Which living attempts are in each other's way.</summary>
public sealed record RadarStatus
{
    /// <summary>Ids of groups: the order in which merging meets the fewest conflicts.</summary>
    public IReadOnlyList<string> SuggestedOrder
    {
        get;
        init => field = value ?? [];
    } = [];
    public IReadOnlyList<RadarOverlap> Overlaps
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Ids of groups whose newest commit, or whose target's, has not been looked at yet: of them more may come.</summary>
    public IReadOnlyList<string> Behind
    {
        get;
        init => field = value ?? [];
    } = [];

    public static RadarStatus Empty { get; } = new();
}

/// <param name="First">A group.</param>
/// <param name="Second">Another; null: the target.</param>
/// <param name="Files">Where they meet.</param>
/// <param name="Level"><c>same_file</c>, <c>same_hunk</c> or <c>conflict</c>.</param>
public sealed record RadarOverlap(
    string First,
    string? Second,
    string Level,
    IReadOnlyList<string> Files
);

/// <summary>A plan in a list.</summary>
public sealed record PlanSummary
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }
    public required string Project { get; init; }
    public required string Plan { get; init; }
    public required string Title { get; init; }

    /// <summary>As of <see cref="PlanStatus.State"/>.</summary>
    public required string State { get; init; }
    public int Groups { get; init; }
    public int Merged { get; init; }
    public int Running { get; init; }

    /// <summary>Groups that wait for a person.</summary>
    public int WaitingForYou { get; init; }
    public DateTimeOffset ApprovedAt { get; init; }
}

/// <summary>One thing that waits for a person, what it unblocks first.</summary>
public sealed record InboxItem
{
    /// <summary><c>approve_tool</c>, <c>asks</c>, <c>review</c>, <c>merge</c>, <c>failed</c>, <c>stale</c>, <c>violation</c>, <c>deliver</c>, <c>blocked</c>, <c>reapprove</c>.</summary>
    public required string Kind { get; init; }
    public string? Plan { get; init; }
    public string? Group { get; init; }
    public Guid? Attempt { get; init; }
    public required string Title { get; init; }

    /// <summary>What is asked of the person, in a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>A command that does it.</summary>
    public required string Command { get; init; }

    /// <summary>How many groups it holds up.</summary>
    public int Unblocks { get; init; }
    public DateTimeOffset Since { get; init; }
}
