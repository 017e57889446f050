using Forge.Core.Domain.Plans;
using Forge.Core.Running.Plans;

namespace Forge.Server.Features.Plans;

/// <summary>What keeps a plan from going on, and what a person can do.</summary>
internal static class PlanProblems
{
    public static (string? Problem, IReadOnlyList<string> WaysOut) Of(PlanLook look)
    {
        var plan = look.Plan;
        if (look.Facts.TargetLost is { } lost)
            return (
                lost,
                [
                    $"bring it back: git reflog {plan.Branch}, then git branch -f {plan.Branch} COMMIT",
                    $"or go on from what it has now: forge clear {plan.Slug} --reason '…' (what is gone counts as undone)",
                ]
            );
        if (look.Stage != PlanStage.Blocked)
            return (null, []);
        if (look.Facts.Whole == WholeFact.Failed)
            return (
                "The validation of the whole fails",
                [
                    $"send a group's agent after it: forge resume {plan.Slug}/GROUP '…', then merge again",
                ]
            );
        var stuck = look
            .Views.Where(v =>
                v.State is GroupState.Failed or GroupState.Stale or GroupState.Cancelled
            )
            .ToList();
        return (
            "Nothing can go on: "
                + string.Join(
                    ", ",
                    stuck.Take(5).Select(v => $"{v.Id} is {StateWords.Of(v.State)}")
                ),
            [.. stuck.Take(5).Select(v => WayOut(look, v.Id))]
        );
    }

    /// <summary>The first thing to try with a group that failed or is stale.</summary>
    public static string Step(PlanLook look, string group)
    {
        var name = $"{look.Plan.Slug}/{group}";
        return IsMerged(look, group) ? $"forge revert {name}"
            : IsOutside(look, group) ? $"forge widen {name} FILE…"
            : $"forge retry {name}";
    }

    private static string WayOut(PlanLook look, string group)
    {
        var step = Step(look, group);
        var name = $"{look.Plan.Slug}/{group}";
        if (IsMerged(look, group))
            return $"{step}, or merge what it stands on again";
        var again = IsOutside(look, group) ? $"{step}, or forge retry {name}" : step;
        return $"{again}, or forge resume {name} '…'";
    }

    // Its merge stands, also where it is stale: only that merge can be undone.
    private static bool IsMerged(PlanLook look, string group) =>
        Standing.StandsAtMerge(look.Group(group));

    private static bool IsOutside(PlanLook look, string group) =>
        look.Facts.Groups.Any(g => g.Id == group && g.Attempt is { Outside.Count: > 0 });
}
