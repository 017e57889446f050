using Forge.Core.Domain.Plans;

namespace Forge.Bench.Plans;

/// <summary>Large plans in the middle of their lives, the same each time.</summary>
internal static class PlanShapes
{
    private const int Layer = 25;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<(string Name, PlanFacts Facts)> All(int groups) =>
        [
            ("a chain, half of it merged", Plan(groups, groups / 2, 4, Chain)),
            ("all at once, one hundred places", Plan(groups, 0, 100, _ => [])),
            ("all behind one and before one", Plan(groups, groups / 2, 4, i => Diamond(i, groups))),
            (
                "forty layers, up to four before each, half merged",
                Plan(groups, groups / 2, 4, Layered)
            ),
            ("the same, all merged but the last layer", Plan(groups, groups - Layer, 25, Layered)),
            ("the same, all begun again: all stale", Stale(Plan(groups, groups, 4, Layered))),
        ];

    private static PlanFacts Plan(
        int groups,
        int merged,
        int places,
        Func<int, IEnumerable<int>> on
    ) =>
        new(
            new PlanIntent { Started = true },
            [
                .. Enumerable
                    .Range(0, groups)
                    .Select(i => new GroupFacts
                    {
                        Id = $"G{i}",
                        DependsOn = [.. on(i).Select(b => $"G{b}")],
                        Weight = 1 + i % 5,
                        IsFinal = i == groups - 1,
                        Merges = i < merged ? [Commit(i)] : [],
                        Attempt = i < merged ? Merged(i, on(i)) : null,
                    }),
            ],
            new PlanRules(MaxParallel: places),
            Noon
        );

    private static IEnumerable<int> Chain(int i) => i == 0 ? [] : [i - 1];

    private static IEnumerable<int> Diamond(int i, int groups) =>
        i == 0 ? []
        : i < groups - 1 ? [0]
        : Enumerable.Range(0, groups - 1);

    private static IEnumerable<int> Layered(int i)
    {
        var layer = i / Layer * Layer;
        return layer == 0
            ? []
            : new[] { i * 7, i * 11 + 3, i * 13 + 5, i * 17 + 1 }
                .Select(n => layer - Layer + n % Layer)
                .Distinct();
    }

    private static GroupAttemptFacts Merged(int i, IEnumerable<int> on) =>
        new()
        {
            Id = Guid.NewGuid(),
            Phase = GroupAttemptPhase.Rested,
            Head = Commit(i),
            Contains = on.Select(Commit).ToHashSet(),
            Validation = ValidationFact.NotRun,
        };

    // The first layer goes on after its merge.
    private static PlanFacts Stale(PlanFacts plan) =>
        plan with
        {
            Groups =
            [
                .. plan.Groups.Select(
                    (group, i) =>
                        i < Layer
                            ? group with
                            {
                                Attempt = group.Attempt! with { Phase = GroupAttemptPhase.Working },
                            }
                            : group
                ),
            ],
        };

    private static string Commit(int i) => $"{i:x40}";
}
