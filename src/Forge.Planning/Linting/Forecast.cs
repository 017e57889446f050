using Forge.Planning.Plans;

namespace Forge.Planning.Linting;

/// <summary>How long a plan takes and what it costs, as past attempts of the project tell; what they do not tell is unknown.</summary>
/// <param name="WallMinutes">Along the longest chain of waiting groups, with no time for reviews; null: unknown.</param>
/// <param name="WorkMinutes">Of all agents together; null: unknown.</param>
/// <param name="Cost">Null: unknown.</param>
/// <param name="Basis">What this is computed from, or <c>unknown</c>.</param>
public sealed record Forecast(double? WallMinutes, double? WorkMinutes, decimal? Cost, string Basis)
{
    public static Forecast Unknown { get; } = new(null, null, null, "unknown");

    /// <summary>Each group takes the median of its executor's attempts, or of all where its executor has none.</summary>
    public static Forecast Of(ForgePlan plan, IReadOnlyList<PastAttempt> past)
    {
        if (past.Count == 0 || plan.Groups.Count == 0)
            return Unknown;
        var all = Median(past.Select(p => p.Work.TotalMinutes));
        var by = past.GroupBy(p => p.Executor, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                g => g.Key,
                g => Median(g.Select(p => p.Work.TotalMinutes)),
                StringComparer.OrdinalIgnoreCase
            );
        var minutes = plan.Groups.ToDictionary(
            g => g.Id,
            g => g.Profile.Executor is { } name && by.TryGetValue(name, out var own) ? own : all
        );
        var (_, wall) = PlanGraph.LongestPath(
            [.. plan.Groups.Select(g => g.Id)],
            plan.Edges,
            id => minutes[id]
        );
        var costs = past.Where(p => p.Cost is not null).Select(p => (double)p.Cost!.Value).ToList();
        return new Forecast(
            Math.Round(wall, 1),
            Math.Round(minutes.Values.Sum(), 1),
            costs.Count == 0 ? null : Math.Round((decimal)Median(costs) * plan.Groups.Count, 2),
            $"the median of this project's past attempts ({past.Count})"
        );
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
