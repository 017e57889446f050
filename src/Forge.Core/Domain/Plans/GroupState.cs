namespace Forge.Core.Domain.Plans;

/// <summary>Where a group stands. Derived from facts each time; nothing keeps it.</summary>
internal enum GroupState
{
    /// <summary>Its plan is not approved.</summary>
    Draft,

    /// <summary>Its plan is approved and not started.</summary>
    Approved,

    /// <summary>For predecessors, for the time of a retry, or to be restacked.</summary>
    Waiting,

    /// <summary>All predecessors are merged; a place is what it waits for.</summary>
    Ready,
    Running,

    /// <summary>The agent is done; its work is tried by commands, or goes back to the agent.</summary>
    Validating,

    /// <summary>Validated: a person looks at it.</summary>
    AwaitingReview,

    /// <summary>A person found it good; a person merges it.</summary>
    AwaitingMerge,

    /// <summary>The only state that releases what depends on it.</summary>
    Merged,
    Failed,

    /// <summary>A person gave it up.</summary>
    Cancelled,

    /// <summary>A predecessor that it was built on was reopened, reverted or lost.</summary>
    Stale,
}

/// <summary>Where a whole plan stands.</summary>
internal enum PlanStage
{
    Draft,
    Approved,
    Running,
    Paused,

    /// <summary>All groups are merged; the whole is being validated.</summary>
    Validating,

    /// <summary>All is merged and proved; a person delivers it.</summary>
    AwaitingDelivery,
    Delivered,

    /// <summary>All is merged straight onto the base branch.</summary>
    Done,
    Cancelled,

    /// <summary>Nothing can go on before a person does something about it: a target that was rewritten, a group that failed.</summary>
    Blocked,
}
