namespace Forge.Core.Domain.Plans;

/// <summary>Why work did not come to its end.</summary>
internal enum FailureCause
{
    /// <summary>No worktree, no program: the agent never began.</summary>
    Start,
    AgentError,
    RateLimit,
    Validation,
    Conflict,
    Stall,
    Budget,

    /// <summary>A person stopped it.</summary>
    Stopped,
}
