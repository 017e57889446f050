using System.Text;
using Forge.Planning.Files;
using Forge.Planning.Plans;

namespace Forge.Planning.Writing;

/// <summary>Why a plan cannot go on, what was looked at, and what a person can do.</summary>
internal static class BlockerParts
{
    public const string PlanAgain = "Then plan again; the wish itself was not changed";

    public static IReadOnlyList<Part> Of(ForgePlan plan, string path, PlanFacts facts)
    {
        var name = path[(path.LastIndexOf('/') + 1)..^3]["blocker-".Length..];
        return
        [
            new(
                Part.Head,
                $"""
                # Blocker Report: {name}

                **Generated:** {PlanPlaces.Time(facts.Now)}
                **Wish:** @{plan.Wish}
                **Status:** BLOCKED

                """
            ),
            new(
                "issue",
                new StringBuilder("## Issue\n")
                    .Bullets(plan.Blockers.Select(b => $"`{b.Code}` (line {b.Line}): {b.Text}"))
                    .ToString()
            ),
            new("investigation", Investigation(plan, facts)),
            new(
                "recommendations",
                new StringBuilder("## Recommendations\n")
                    .Bullets(plan.Blockers.Select(b => b.Mend).Distinct())
                    .Append($"- {PlanAgain}\n")
                    .ToString()
            ),
        ];
    }

    private static string Investigation(ForgePlan plan, PlanFacts facts)
    {
        var text = new StringBuilder("## Investigation\n");
        text.Append($"- Read `{plan.Wish}` ({plan.WishDigest})\n");
        text.Append(
            $"- Found {plan.Groups.Count} groups and {plan.Edges.Count} dependencies in {plan.Waves.Count} waves\n"
        );
        text.Append(
            facts.Personas.Count == 0
                ? "- Found no agent files\n"
                : $"- Found these personas: {string.Join(", ", facts.Personas.Select(p => p.Name).Distinct().Order(StringComparer.Ordinal))}\n"
        );
        text.Append($"- Asked git for branches: {facts.Branches.Count}\n");
        return text.ToString();
    }
}
