namespace Forge.Planning.Reports;

/// <summary>
/// Where the time of a plan went. A stable public shape, as JSON in seconds. How each figure is made stands in docs/evidence.md, and
/// the formulas are printed with the figures.
/// </summary>
public sealed record RunTiming
{
    public static RunTiming Empty { get; } = new();

    /// <summary>First interval's start; null without any.</summary>
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>From the first start to the last end.</summary>
    public double Wall { get; init; }

    /// <summary>Sum over all attempts whose work was kept.</summary>
    public double AgentActive { get; init; }

    /// <summary>The same of attempts whose work was thrown away.</summary>
    public double Discarded { get; init; }

    /// <summary>Time in which at least one agent was at work, whatever became of it.</summary>
    public double AgentWall { get; init; }

    /// <summary>Time in which nothing went on but that people were waited for.</summary>
    public double OnlyPeople { get; init; }

    /// <summary>Time that no interval accounts for.</summary>
    public double Unaccounted { get; init; }

    /// <summary>What is left of the wall without agents at work and without waiting only for people.</summary>
    public double Overhead { get; init; }

    /// <summary>Of the overhead: a validation command ran.</summary>
    public double OverheadValidation { get; init; }
    public double OverheadPerGroup { get; init; }
    public IReadOnlyList<string> CriticalPath { get; init; } = [];

    /// <summary>Agent-active time along it.</summary>
    public double CriticalPathActive { get; init; }

    /// <summary>Null where there is no wall.</summary>
    public double? SpeedUp { get; init; }

    /// <summary>The same with the wall without waiting only for people.</summary>
    public double? SpeedUpWithoutPeople { get; init; }

    /// <summary>What no number of agents could beat: agent-active time by that of the critical path.</summary>
    public double? SpeedUpLimit { get; init; }

    /// <summary>Summed over groups, the longest first; agents at work are not among them.</summary>
    public IReadOnlyList<WaitingTime> Waiting { get; init; } = [];
    public IReadOnlyList<GroupTiming> Groups { get; init; } = [];
}

public sealed record WaitingTime(IntervalKind Kind, double Seconds);

/// <param name="Active">Of attempts whose work was kept.</param>
/// <param name="Discarded">Of those whose work was thrown away.</param>
public sealed record GroupTiming(
    string Group,
    double Active,
    double Discarded,
    IReadOnlyList<WaitingTime> Waiting
);
