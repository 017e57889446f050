namespace Forge.Core.Domain.Plans;

/// <summary>All that is known of a plan at one moment: rows and what git says. States and steps follow from it.</summary>
/// <param name="Groups">In the order of the plan.</param>
internal sealed record PlanFacts(
    PlanIntent Intent,
    IReadOnlyList<GroupFacts> Groups,
    PlanRules Rules,
    DateTimeOffset Now
)
{
    /// <summary>Why the target has not what it must have; null when it has.</summary>
    public string? TargetLost { get; init; }

    /// <summary>Something was done that no agent may do, and no person has looked at it yet.</summary>
    public IReadOnlyList<string> OpenViolations { get; init; } = [];

    public WholeFact Whole { get; init; } = WholeFact.NothingToProve;

    /// <summary>How many more agents the machine takes: no base is cut for one that would only queue.</summary>
    public int Free { get; init; } = int.MaxValue;
}

/// <summary>What people asked for.</summary>
internal sealed record PlanIntent
{
    public bool Approved { get; init; } = true;
    public bool Started { get; init; }
    public bool Paused { get; init; }
    public bool Cancelled { get; init; }
    public bool Delivered { get; init; }
    public bool LandsDirectly { get; init; }
}

/// <param name="MostSentBack">How often a failing validation goes back to the agent.</param>
internal sealed record PlanRules(
    int MaxParallel = 4,
    bool BackPressure = true,
    bool Stacked = false,
    int MostSentBack = 2
);

/// <summary>What proves the whole, once every group is merged.</summary>
internal enum WholeFact
{
    NothingToProve,
    NotRun,
    Running,
    Passed,
    Failed,
}

internal sealed record GroupFacts
{
    public required string Id { get; init; }
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Minutes, or 1 where nobody said.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Proves the whole: waits for all others.</summary>
    public bool IsFinal { get; init; }
    public bool Cancelled { get; init; }

    /// <summary>Why no attempt could be made.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Done, not reverted and in the target; oldest first.</summary>
    public IReadOnlyList<string> Merges { get; init; } = [];

    /// <summary>Merges that a person undid. A branch that stands at one has nothing that could be merged again.</summary>
    public IReadOnlyList<string> Reverted { get; init; } = [];
    public GroupAttemptFacts? Attempt { get; init; }

    /// <summary>An attempt that counts no more has processes that have not ended yet.</summary>
    public bool FormerLives { get; init; }

    /// <summary>The merge that dependents build on; null when there is none.</summary>
    public string? Merge => Merges.Count == 0 ? null : Merges[^1];

    /// <summary>An agent is at work for it, or is about to be.</summary>
    public bool IsAtWork =>
        FormerLives || Attempt?.Phase is GroupAttemptPhase.Queued or GroupAttemptPhase.Working;
}

/// <summary>The attempt that counts for a group.</summary>
internal sealed record GroupAttemptFacts
{
    public required Guid Id { get; init; }
    public GroupAttemptPhase Phase { get; init; }

    /// <summary>The tip of its branch; null while there is none: nothing was cut yet, or somebody deleted it.</summary>
    public string? Head { get; init; }

    /// <summary>
    /// The merges of predecessors (or, stacked, the head that it stands on) that its base was proved to contain. While there is
    /// no <see cref="Head"/>: those that its start named.
    /// </summary>
    public IReadOnlySet<string> Contains { get; init; } = new HashSet<string>();

    /// <summary>Begun on a predecessor's branch, before that was merged.</summary>
    public bool Stacked { get; init; }
    public ValidationFact Validation { get; init; }

    /// <summary>Changed paths that are not the group's own.</summary>
    public IReadOnlyList<string> Outside { get; init; } = [];
    public int SentBack { get; init; }

    /// <summary>A person found this very head good.</summary>
    public bool Reviewed { get; init; }

    /// <summary>Of one that failed.</summary>
    public GroupFailure? Failure { get; init; }

    /// <summary>What a stall clock says of one that works; null when all is well.</summary>
    public string? Badge { get; init; }
}

/// <param name="RetryAt">Null when it is given up.</param>
internal sealed record GroupFailure(FailureCause Cause, string Text, DateTimeOffset? RetryAt);

internal enum GroupAttemptPhase
{
    /// <summary>Rows are there; its worktree is being made or it waits for a place among the agents.</summary>
    Queued,
    Working,

    /// <summary>Nothing runs or waits.</summary>
    Rested,
    Failed,
}

/// <summary>What the commands of a group say of its head.</summary>
internal enum ValidationFact
{
    /// <summary>The group has no commands.</summary>
    None,

    /// <summary>Not for this head.</summary>
    NotRun,
    Running,
    Passed,
    Failed,
}
