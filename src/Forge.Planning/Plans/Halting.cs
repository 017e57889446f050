using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>What in the document itself keeps it from being planned.</summary>
internal static class Halting
{
    public static void Check(Wish wish, PlanFindings findings)
    {
        CheckStatus(wish, findings);
        var halted = findings.Blockers.Select(b => b.Code).ToHashSet();
        // A plan that is imported says what to do; what was agreed stands in its wish.
        foreach (var error in wish.Diagnostics.Where(d => d.Severity == Severity.Error))
            if (halted.Add(error.Code) || error.Code is "dependency-unknown" or "group-id-twice")
                findings.Halt(error.Code, error.Line, error.Text);
        // Finished wishes that were rewritten to a summary have none, and no error says so.
        if (wish.Groups.Count == 0 && halted.Add("groups-missing"))
            findings.Halt("groups-missing", 1, "there are no groups to plan");
        foreach (var group in wish.Groups.Where(g => g.Done))
            findings.Hint(
                "group-marked-done",
                group.Line,
                $"group {group.Id} is marked done in the document; it is planned all the same"
            );
    }

    private static void CheckStatus(Wish wish, PlanFindings findings)
    {
        // Check lists and parallel plans have no status: approving the plan approves them.
        var asks =
            wish.Kind == DocumentKind.Wish
            || wish.Kind == DocumentKind.Plan && wish.Status.Kind != StatusKind.None;
        if (!asks || wish.Status.Kind == StatusKind.Approved)
            return;
        var said = wish.Status.Raw is { } raw ? $"its status is \"{raw}\"" : "it has no status";
        findings.Halt("not-approved", wish.Status.Line, $"the wish is not approved: {said}");
    }
}
