using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>Sections that both reports of a run have.</summary>
internal static class RunParts
{
    public static GroupRun Of(PlanRun run, string group) =>
        run.Groups.FirstOrDefault(g => g.Evidence.GroupId == group)
        ?? new GroupRun
        {
            Evidence = new GroupEvidence { GroupId = group, State = "not begun" },
        };

    /// <summary>Who let what pass, and when.</summary>
    public static string Gates(PlanRun run)
    {
        if (run.Gates.Count == 0)
            return "Nobody has approved or merged anything yet.\n";
        var text = new StringBuilder(
            "| When | Who | What | Group | Commit | Reason |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var gate in run.Gates.OrderBy(g => g.When))
            text.Append(
                $"| {PlanPlaces.Time(gate.When)} | {Lines.Cell(gate.Who)} | {Lines.Cell(gate.What)} | {Lines.Cell(gate.Group ?? "the whole")} | {Commit(gate.Commit)} | {Lines.Cell(gate.Reason ?? "–")} |\n"
            );
        return text.ToString();
    }

    /// <summary>What agents tried and must not: refused by the API, or seen afterwards.</summary>
    public static string Refused(PlanRun run)
    {
        var refused = run
            .Groups.SelectMany(g => g.Evidence.Refused)
            .Concat(run.Refused)
            .Distinct()
            .OrderBy(r => r.When)
            .ToList();
        var violations = run
            .Groups.SelectMany(g => g.Evidence.Violations.Select(v => (g.Evidence.GroupId, v)))
            .Concat(run.Violations.Select(v => ("the whole", v)))
            .OrderBy(v => v.v.When)
            .ToList();
        if (refused.Count + violations.Count == 0)
            return "No call was refused, and no violation was seen.\n";
        var text = new StringBuilder(
            "| When | Group | Attempt | Kind | What | Outcome |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var call in refused)
            text.Append(
                $"| {PlanPlaces.Time(call.When)} | {Lines.Cell(call.Group)} | {Lines.Cell(call.Attempt ?? "–")} | API call as {Lines.Cell(call.Role)} | {Lines.Cell(Said.Code(call.Call))} | refused: {Lines.Cell(call.Why)} |\n"
            );
        foreach (var (group, seen) in violations)
            text.Append(
                $"| {PlanPlaces.Time(seen.When)} | {Lines.Cell(group)} | {Lines.Cell(seen.Attempt ?? "–")} | violation: {Lines.Cell(seen.Kind)} | {Lines.Cell(seen.What)} | {(seen.Stands ? "**stops the gate**" : Lines.Cell($"let pass by {seen.SettledBy}: {seen.Reason}"))} |\n"
            );
        return text.ToString();
    }

    /// <summary>Every run of every group, and behind them those of the whole.</summary>
    public static string Validations(PlanRun run)
    {
        var runs = run
            .Groups.SelectMany(g => g.Evidence.Validations.Select(v => (g.Evidence.GroupId, v)))
            .Concat(run.Validations.Select(v => ("the whole", v)))
            .ToList();
        if (runs.Count == 0)
            return "No command was run.\n";
        var text = new StringBuilder(RunTable.Head);
        foreach (var (group, one) in runs)
            text.Append(RunTable.Row(group, one));
        return text.ToString();
    }

    public static string Discarded(PlanRun run, RunTiming timing)
    {
        if (run.Discarded.Count == 0 && timing.Discarded == 0)
            return "No work was thrown away.\n";
        var text = new StringBuilder(
            $"{TimingText.Span(timing.Discarded)} of agents at work came to nothing.\n"
        );
        return text.Bullets(
                run.Discarded.Select(d =>
                    $"Group {d.Group}, attempt {d.Attempt}: {Lines.OneLine(d.Why)}; {TimingText.Span(Active(run, d))} at work, {Said.Count(d.Commits, "commit")}{(d.Cost is { } cost ? $", cost {cost}" : "")}"
                )
            )
            .ToString();
    }

    private static double Active(PlanRun run, DiscardedWork work) =>
        Spans
            .Of(
                run.Intervals.Where(i =>
                    i.Group == work.Group
                    && i.Attempt == work.Attempt
                    && i.Kind == IntervalKind.AgentActive
                )
            )
            .Seconds;

    public static string Commit(string? commit) => commit is null ? "–" : Said.Short(commit);

    public static bool IsMerged(GroupRun group) => MustHaves.Merged(group.Evidence).Ok;

    /// <summary><c>merged as 1a2b3c4</c>, or its state with the cause.</summary>
    public static string State(GroupRun group)
    {
        if (IsMerged(group))
            return $"merged as {Commit(group.Evidence.MergeCommit)}";
        var state = group.Evidence.State.Length == 0 ? "unknown" : group.Evidence.State;
        return group.Cause is { } cause ? $"{state}: {Lines.OneLine(cause)}" : state;
    }
}
