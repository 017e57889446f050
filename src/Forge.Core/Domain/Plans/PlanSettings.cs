using Forge.Core.Domain.Plans.Failures;

namespace Forge.Core.Domain.Plans;

/// <summary>How a plan is run. What is null is the plan's or the server's own.</summary>
internal sealed record PlanSettings
{
    /// <summary>Overrides the agent of every group.</summary>
    public string? Executor { get; init; }
    public string? Variant { get; init; }
    public string? Model { get; init; }

    /// <summary>A command line for SHELL.</summary>
    public string? Command { get; init; }

    /// <summary>The agent of a group that names none.</summary>
    public string DefaultExecutor { get; init; } = "CLAUDE_CODE";
    public string? DefaultVariant { get; init; }

    /// <summary>How many groups are at work at once.</summary>
    public int MaxParallel { get; init; } = 4;

    /// <summary>Work that waits for a person counts against <see cref="MaxParallel"/>.</summary>
    public bool BackPressure { get; init; } = true;

    /// <summary>A group may begin on its predecessor's branch before that is merged.</summary>
    public bool Stacked { get; init; }

    /// <summary>Validation runs in a clean copy of the commit, not in the worktree.</summary>
    public bool CleanCopy { get; init; }

    /// <summary>How often a failing validation is sent back to the agent.</summary>
    public int MostSentBack { get; init; } = 2;

    /// <summary>For one validation command.</summary>
    public TimeSpan ValidationLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Retries, back-off and stall clocks.</summary>
    public FailureSettings Failures { get; init; } = new();

    /// <summary>US dollars for all attempts of a group; null is no limit.</summary>
    public double? GroupBudget { get; init; }
}
