namespace Forge.Core.Running;

/// <summary>How agents are run. Each value can be set by the operator (docs/operating).</summary>
internal sealed record RunningOptions
{
    /// <summary>How long an agent that waits for a follow-up stays alive before it gets end of input.</summary>
    public TimeSpan AgentIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many agents work at once; the others wait in the order of asking.</summary>
    public int MaxAgents { get; init; } = 32;

    /// <summary>How many worktrees are kept ready for each repository in use; 0: none.</summary>
    public int PreparedWorktrees { get; init; } = 1;

    /// <summary>How often a session whose recorder may be dead is looked at, or one that ought to say something.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often one is looked at whose output and end ring a bell: for what nobody thought of.</summary>
    public TimeSpan SlowSweep { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an agent may take to break off its turn before it gets a signal.</summary>
    public TimeSpan Interrupt { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an agent may take to go after the end of its input before it is stopped.</summary>
    public TimeSpan Leave { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that one session may write.</summary>
    public long LogCap { get; init; } = 2L << 30;

    public int FirstPort { get; init; } = 41_000;

    /// <summary>The command that starts this program, for agents that are part of it.</summary>
    public IReadOnlyList<string> Self { get; init; } = [];
}
