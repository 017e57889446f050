using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>A last group that waits for all others and runs the commands of the whole.</summary>
internal static class FinalGroup
{
    private const string Id = "FINAL";

    /// <summary>The group that does so already: it waits for all others, and its name speaks of validation.</summary>
    private static WishGroup? In(Wish wish)
    {
        if (wish.Groups.Count < 2 || wish.Waves is not [.., [var last]])
            return null;
        var group = wish.Groups.First(g => g.Id == last);
        if (!new GroupFacts(group, wish.Waves).Validates)
            return null;
        var on = wish.Edges.ToLookup(e => e.Group, e => e.DependsOn);
        return PlanGraph.Ancestors(last, on).Count == wish.Groups.Count - 1 ? group : null;
    }

    /// <summary>The group to add: when the command line or the document asks for it, and no group does it already.</summary>
    public static WishGroup? Wanted(Wish wish, PlanFacts facts, PlanFindings findings)
    {
        if (wish.Groups.Count == 0)
            return null;
        if (!facts.FinalValidation && !wish.WantsFinalValidation)
        {
            if (wish.Validation.Count > 0)
                findings.Hint(
                    "final-validation-offered",
                    wish.Validation[0].Line,
                    $"{wish.Validation.Count} commands validate the whole and belong to no group"
                );
            return null;
        }
        if (In(wish) is not { } there)
            return Of(wish);
        findings.Hint(
            "final-validation-there",
            there.Line,
            $"group {there.Id} waits for all others and validates: no other is added"
        );
        return null;
    }

    private static WishGroup Of(Wish wish)
    {
        var id = Id;
        var taken = wish.Groups.Select(g => GroupIds.Key(g.Id)).ToHashSet();
        for (var n = 2; taken.Contains(GroupIds.Key(id)); n++)
            id = $"{Id}{n}";
        var commands =
            wish.Validation.Count > 0
                ? wish.Validation
                : [.. wish.Groups.SelectMany(g => g.Validation).DistinctBy(v => v.Command)];
        return new WishGroup
        {
            Id = id,
            Slug = "final-validation",
            Title = "Final validation",
            Goal = "Prove that the whole works once all groups are merged",
            Deliverables = ["The output and exit code of every command below, kept as evidence"],
            Acceptance = wish.Contract.SuccessMetrics,
            Validation = commands,
            DependsOn = [.. wish.Groups.Select(g => g.Id)],
        };
    }
}
