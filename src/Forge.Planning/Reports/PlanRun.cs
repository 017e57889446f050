using System.Text.Json.Serialization;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reports;

/// <summary>All that is known of a plan that ran, or still runs, for its reports. Times are the caller's: there is no clock here.</summary>
public sealed record PlanRun
{
    public required ForgePlan Plan { get; init; }

    /// <summary>As a word: <c>running</c>, <c>delivered</c>.</summary>
    public required string State { get; init; }

    /// <summary>When the report is made.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>In the order of the plan; groups that are not here have not begun.</summary>
    public IReadOnlyList<GroupRun> Groups { get; init; } = [];
    public IReadOnlyList<WorkInterval> Intervals { get; init; } = [];
    public IReadOnlyList<SeenConflict> Conflicts { get; init; } = [];

    /// <summary>Who approved, merged, retried, awarded what, in the order of time.</summary>
    public IReadOnlyList<Gate> Gates { get; init; } = [];

    /// <summary>Runs of the commands that validate the whole.</summary>
    public IReadOnlyList<ValidationRun> Validations { get; init; } = [];

    /// <summary>Calls that were refused and belong to no group; those of groups stand in their evidence.</summary>
    public IReadOnlyList<RefusedCall> Refused { get; init; } = [];

    /// <summary>Violations that are no group's; those of groups stand in their evidence.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];
    public IReadOnlyList<DiscardedWork> Discarded { get; init; } = [];

    /// <summary>Of the whole wish; null where none was made.</summary>
    public Review? Review { get; init; }

    /// <summary>What is left to do.</summary>
    public IReadOnlyList<string> FollowUps { get; init; } = [];
}

/// <summary>What one group did.</summary>
public sealed record GroupRun
{
    public required GroupEvidence Evidence { get; init; }

    /// <summary>The coding agent, with its variant.</summary>
    public string? Agent { get; init; }
    public string? Branch { get; init; }
    public int Attempts { get; init; }
    public IReadOnlyList<ChangedFile> Files { get; init; } = [];
    public IReadOnlyList<CommitLine> Commits { get; init; } = [];

    /// <summary>What the group set right, where its package names issues.</summary>
    public IReadOnlyList<FixedIssue> Issues { get; init; } = [];

    /// <summary>Of a group that failed: <c>validation</c>, <c>rate_limit</c> …</summary>
    public string? Cause { get; init; }
}

public sealed record ChangedFile(string Path, int Insertions = 0, int Deletions = 0);

public sealed record CommitLine(string Id, string Subject, string Author, DateTimeOffset When);

/// <summary>Two groups, or a group and the target, that do not go together.</summary>
public sealed record SeenConflict
{
    public required string First { get; init; }

    /// <summary>Null when it is the target.</summary>
    public string? Second { get; init; }
    public required ConflictLevel Level { get; init; }
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>When the radar saw it first; null where it did not.</summary>
    public DateTimeOffset? PredictedAt { get; init; }

    /// <summary>When a merge met it; null where none did.</summary>
    public DateTimeOffset? MetAt { get; init; }

    /// <summary>How it went away; null while it is there.</summary>
    public string? Resolution { get; init; }
}

[JsonConverter(typeof(SnakeCase<ConflictLevel>))]
public enum ConflictLevel
{
    SameFile,
    SameHunk,
    Conflict,
    ConflictWithTarget,
}

/// <param name="What">In the past: <c>approved the plan</c>, <c>merged</c>.</param>
/// <param name="Group">Null of the whole plan.</param>
/// <param name="Commit">What was approved, or what the merge made.</param>
public sealed record Gate(
    DateTimeOffset When,
    string Who,
    string What,
    string? Group = null,
    string? Commit = null,
    string? Reason = null
);

/// <param name="Commits">How many commits nobody will see.</param>
/// <param name="Cost">What the agent said it cost, if it did: <c>$0.31</c>.</param>
public sealed record DiscardedWork(
    string Group,
    string Attempt,
    string Why,
    int Commits = 0,
    string? Cost = null
);
