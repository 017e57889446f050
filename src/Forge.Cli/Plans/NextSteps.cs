using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>What a person may do next with a plan, as commands that can be typed as they stand. What releases most comes first. Pure.</summary>
internal static class NextSteps
{
    private const int Most = 5;

    public static IReadOnlyList<(string Command, string Meaning)> Of(PlanStatus plan, string forge)
    {
        List<(string, string)> steps = [];
        if (plan.ChangedSinceApproval && !PlanStates.IsOver(plan.State))
            steps.Add(
                ($"{forge} approve {plan.Plan}", "its files changed after they were approved")
            );
        if (OfState(plan, forge) is { } own)
            steps.Add(own);
        steps.AddRange(
            plan.Groups.OrderByDescending(group => group.Unblocks)
                .Select(group => OfGroup(plan, group, forge))
                .OfType<(string, string)>()
        );
        return [.. steps.Take(Most)];
    }

    public static IEnumerable<string> Lines(PlanStatus plan, Terminal terminal, string forge)
    {
        var steps = Of(plan, forge);
        if (steps.Count == 0)
            yield break;
        yield return terminal.In(Paint.Bold, "Next");
        var width = steps.Max(step => TextWidth.Of(step.Command));
        foreach (var (command, meaning) in steps)
            yield return 2 + width + 3 + TextWidth.Of(meaning) <= terminal.Width
                ? $"  {TextWidth.Pad(command, width)}   {terminal.In(Paint.Dim, meaning)}"
                : $"  {TextWidth.Cut(command, terminal.Width - 2)}";
    }

    private static (string, string)? OfState(PlanStatus plan, string forge) =>
        plan.State switch
        {
            "approved" => ($"{forge} start {plan.Plan}", "let its groups run"),
            "paused" => ($"{forge} plan resume {plan.Plan}", "let it go on"),
            "awaiting_delivery" => (
                $"{forge} deliver {plan.Plan}",
                $"take it into {plan.BaseBranch}"
            ),
            "delivered" or "done" => ($"{forge} report {plan.Plan}", "how it went"),
            _ => null,
        };

    private static (string, string)? OfGroup(PlanStatus plan, GroupStatus group, string forge)
    {
        if (PlanStates.IsOver(plan.State))
            return null;
        var name = $"{plan.Plan}/{group.Id}";
        return group.State switch
        {
            "awaiting_merge" => ($"{forge} merge {name}", $"take it into {plan.Branch}"),
            "awaiting_review" => ($"{forge} review {name}", "look at it; --accept or --reject"),
            "failed" when group.Outside.Count > 0 => (
                $"{forge} widen {name} {string.Join(' ', group.Outside.Take(3).Select(ShellWord.Of))}",
                "let it change these, too"
            ),
            "failed" => ($"{forge} retry {name}", "a new attempt"),
            // Merged: it comes back with its predecessor's next merge.
            "stale" when group.MergeCommit is { } merge && group.Head == merge => (
                $"{forge} revert {name}",
                "undo its merge; or merge what it stands on again"
            ),
            "stale" => ($"{forge} retry {name}", "begin again on what is merged now"),
            _ => null,
        };
    }
}
