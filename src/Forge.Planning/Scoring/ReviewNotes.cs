using Forge.Planning.Plans;

namespace Forge.Planning.Scoring;

/// <summary>What decides nothing, and must be seen.</summary>
internal static class ReviewNotes
{
    public static IEnumerable<string> Of(GroupEvidence evidence, string? group)
    {
        var who = group is null ? "" : $"Group {group}: ";
        if (evidence.TestsChanged.Count > 0)
            yield return $"{who}the attempt changed tests: {Said.Some([.. evidence.TestsChanged.Select(Said.Code)])}; {OnBase(evidence)}";
        foreach (var call in evidence.Refused)
            yield return $"{who}refused at {PlanPlaces.Time(call.When)}: {Said.Code(call.Call)} as {call.Role}{Attempt(call.Attempt)}: {call.Why}";
        foreach (var settled in evidence.Violations.Where(v => !v.Stands))
            yield return $"{who}{settled.SettledBy} let pass: {settled.Kind}: {settled.What} ({settled.Reason})";
        foreach (var open in evidence.Acceptance.Where(a => a.Passed is null))
            yield return $"{who}nobody has looked at: {open.Criterion}";
        foreach (var empty in evidence.Awards.Where(a => string.IsNullOrWhiteSpace(a.Reason)))
            yield return $"{who}an award by {empty.By} of {empty.Points} for {Said.Code(empty.Checkpoint)} counts nothing: it gives no reason";
    }

    private static string OnBase(GroupEvidence evidence)
    {
        var runs = evidence.Validations.Where(v => v.Where == RunPlace.Base).ToList();
        return runs.Count == 0
            ? "nothing was run on the base"
            : $"on the base: {string.Join(", ", runs.Select(r => $"{Said.Code(r.Command)} {r.Ending()}"))}";
    }

    private static string Attempt(string? attempt) =>
        attempt is null ? "" : $" by attempt {attempt}";
}
