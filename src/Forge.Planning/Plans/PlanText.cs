using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>Sentences of the plan that sum it up.</summary>
internal static class PlanText
{
    public static IReadOnlyList<string> Risks(ForgePlan plan, IReadOnlyList<PlannedGroup> groups)
    {
        var risks = new List<string>();
        foreach (var (group, _) in groups)
            if (group.Risk is { } risk)
                risks.Add($"Group {group.Id}: {risk}");
        var outside = groups
            .SelectMany(g => g.Group.ExternalDependsOn)
            .Concat(plan.ExternalDependsOn)
            .Distinct()
            .ToList();
        if (outside.Count > 0)
            risks.Add($"Waits for what is outside this plan: {string.Join(", ", outside)}");
        var unproved = groups
            .Where(g => g.Group.Validation.All(v => !v.Runnable))
            .Select(g => g.Group.Id)
            .ToList();
        if (unproved.Count > 0)
            risks.Add($"No command proves group {string.Join(", ", unproved)}");
        if (plan.Contract.Source == ContractSource.Partial)
            risks.Add("The contract is partial: approving this plan accepts it as it is");
        if (plan.Contradictions.Count > 0)
            risks.Add("The document says two things about the order: see the notes");
        if (plan.Matrix.Unmapped > 0)
            risks.Add($"{plan.Matrix.Unmapped} of {plan.Matrix.Total} points are nobody's to earn");
        var dead = plan.Diagnostics.Count(d => d.Code == "reference-dead");
        if (dead > 0)
            risks.Add($"{dead} references lead nowhere");
        return risks;
    }

    public static IReadOnlyList<string> NextSteps(ForgePlan plan)
    {
        var steps = new List<string>
        {
            "Read this plan; edit what does not suit: what you edit is kept",
            $"Check it: `forge plan lint {plan.Wish}`",
        };
        if (plan.Groups.Any(g => g.Tracker.StartsWith("placeholder", StringComparison.Ordinal)))
            steps.Add("Write the trackers' ids into the task files");
        if (plan.Groups.Any(g => g.Validation.Count == 0))
            steps.Add("Name validation commands for the groups that have none");
        if (plan.Branch.Strategy == BranchStrategy.MicroTask)
            steps.Add($"Confirm that the work lands straight on `{plan.Branch.Name}`");
        steps.Add($"Approve it: `forge approve {plan.Wish}`");
        return steps;
    }
}
