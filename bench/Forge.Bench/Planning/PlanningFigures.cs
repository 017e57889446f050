using System.Diagnostics;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Bench.Planning;

/// <summary>What is measured inside one process: a huge wish, and a huge graph.</summary>
internal static class PlanningFigures
{
    private const int Groups = 10_000;

    /// <summary>From text to plan and files; the first round has to make its code, and counts like the others.</summary>
    public static double Plan(string text)
    {
        var clock = Stopwatch.StartNew();
        var wish = DocumentReader.Read(text, new ReadOptions { Path = "/r/synthetic-wish.md" });
        var outcome = Planner.Plan(
            wish,
            new PlanFacts
            {
                Now = TimeProvider.System.GetUtcNow(),
                WishPath = ".genie/wishes/synthetic/synthetic-wish.md",
                WishText = text,
                BaseBranch = "main",
                Branches = ["main"],
            }
        );
        clock.Stop();
        if (outcome.IsBlocked)
            throw new MeasureFailed(
                $"the synthetic wish is blocked: {outcome.Plan.Blockers[0].Text}"
            );
        return clock.Elapsed.TotalMilliseconds;
    }

    public static double Graph()
    {
        var ids = Enumerable.Range(0, Groups).Select(i => $"G{i}").ToList();
        var edges = new List<Edge>();
        for (var i = 1; i < Groups; i++)
            foreach (
                var on in new[] { i / 2, i - 1 - i % 7, i - 97 }
                    .Where(n => n >= 0 && n < i)
                    .Distinct()
            )
                edges.Add(new Edge(ids[i], ids[on], EdgeSource.Field, i));
        var clock = Stopwatch.StartNew();
        var waves = PlanGraph.Waves(ids, edges);
        var (path, _) = PlanGraph.LongestPath(ids, edges);
        clock.Stop();
        if (path.Count != waves.Count)
            throw new MeasureFailed($"{waves.Count} waves, and a path of {path.Count} groups");
        return clock.Elapsed.TotalMilliseconds;
    }
}
