namespace Forge.Core.Domain.Plans;

/// <summary>Why a group's attempt did not come to its end; what follows depends on it.</summary>
internal enum FailureCause
{
    /// <summary>The worktree could not be made, or the agent's program not be started.</summary>
    Start,

    /// <summary>The agent, or the API behind it, gave up.</summary>
    AgentError,

    /// <summary>The account may ask no more for some time.</summary>
    RateLimit,

    /// <summary>A command that must pass does not.</summary>
    Validation,

    /// <summary>The work does not fit on what was merged meanwhile.</summary>
    Conflict,

    /// <summary>It ran, and nothing came of it any more.</summary>
    Stall,

    /// <summary>The money or the credits are used up.</summary>
    Budget,

    /// <summary>A person stopped it.</summary>
    Stopped,
}
