using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reports;

/// <summary>Adds up where the time of a plan went, from measured intervals only.</summary>
public static class Timing
{
    public static RunTiming Of(IReadOnlyList<WorkInterval> intervals, ForgePlan plan) =>
        Of(
            intervals,
            [.. plan.Groups.Select(g => g.Id)],
            [
                .. plan.Groups.SelectMany(g =>
                    g.DependsOn.Select(d => new Edge(g.Id, d, EdgeSource.Field, 0))
                ),
            ]
        );

    /// <param name="ids">Groups in the order of the plan; intervals of others count in the sums and stand last.</param>
    public static RunTiming Of(
        IReadOnlyList<WorkInterval> intervals,
        IReadOnlyList<string> ids,
        IReadOnlyList<Edge> edges
    )
    {
        var some = intervals.Where(i => i.From < i.To).ToList();
        if (some.Count == 0)
            return RunTiming.Empty;
        var groups = ids.Concat(some.Select(i => i.Group))
            .Distinct()
            .Select(id => OfGroup(id, some))
            .ToList();
        var active = groups.ToDictionary(g => g.Group, g => g.Active);
        var known = ids.ToHashSet();
        var (path, length) = PlanGraph.LongestPath(
            ids,
            [.. edges.Where(e => known.Contains(e.Group) && known.Contains(e.DependsOn))],
            id => active[id]
        );
        return WithRatios(
            Whole(some) with
            {
                AgentActive = groups.Sum(g => g.Active),
                Discarded = groups.Sum(g => g.Discarded),
                CriticalPath = path,
                CriticalPathActive = length,
                Waiting = Sum(groups.SelectMany(g => g.Waiting)),
                Groups = groups,
            },
            groups.Count
        );
    }

    private static RunTiming Whole(List<WorkInterval> some)
    {
        Spans Kind(params IntervalKind[] kinds) =>
            Spans.Of(some.Where(i => kinds.Contains(i.Kind)));
        var (from, to) = (some.Min(i => i.From), some.Max(i => i.To));
        var wall = Spans.Of([(from.UtcTicks, to.UtcTicks)]);
        var agents = Kind(IntervalKind.AgentActive);
        var validation = Kind(IntervalKind.Validation);
        // Whoever waits for a predecessor waits for whatever that one waits for: it is no cause of its own.
        var busy = agents
            .Union(validation)
            .Union(Kind(IntervalKind.Queued, IntervalKind.RateLimited, IntervalKind.Stalled));
        var onlyPeople = Kind(IntervalKind.WaitingForPerson).Except(busy);
        var overhead = wall.Except(agents).Except(onlyPeople);
        return new RunTiming
        {
            From = from,
            To = to,
            Wall = wall.Seconds,
            AgentWall = agents.Seconds,
            OnlyPeople = onlyPeople.Seconds,
            Unaccounted = wall.Except(Spans.Of(some)).Seconds,
            Overhead = overhead.Seconds,
            OverheadValidation = overhead.Intersect(validation).Seconds,
        };
    }

    private static GroupTiming OfGroup(string id, List<WorkInterval> all)
    {
        var own = all.Where(i => i.Group == id).ToList();
        return new GroupTiming(
            id,
            Active(own.Where(i => !i.Discarded)),
            Active(own.Where(i => i.Discarded)),
            Sum(
                own.Where(i => i.Kind != IntervalKind.AgentActive)
                    .GroupBy(i => i.Kind)
                    .Select(g => new WaitingTime(g.Key, Spans.Of(g).Seconds))
            )
        );
    }

    // One attempt is one agent: what overlaps in it is the same work, reported twice.
    private static double Active(IEnumerable<WorkInterval> intervals) =>
        intervals
            .Where(i => i.Kind == IntervalKind.AgentActive)
            .GroupBy(i => i.Attempt)
            .Sum(g => Spans.Of(g).Seconds);

    private static IReadOnlyList<WaitingTime> Sum(IEnumerable<WaitingTime> times) =>
        [
            .. times
                .GroupBy(t => t.Kind)
                .Select(g => new WaitingTime(g.Key, g.Sum(t => t.Seconds)))
                .OrderByDescending(t => t.Seconds)
                .ThenBy(t => t.Kind),
        ];

    private static RunTiming WithRatios(RunTiming timing, int groups) =>
        timing with
        {
            OverheadPerGroup = timing.Overhead / groups,
            SpeedUp = Ratio(timing.AgentActive, timing.Wall),
            SpeedUpWithoutPeople = Ratio(timing.AgentActive, timing.Wall - timing.OnlyPeople),
            SpeedUpLimit = Ratio(timing.AgentActive, timing.CriticalPathActive),
        };

    private static double? Ratio(double a, double b) => b > 0 ? a / b : null;
}
