using System.Text;
using System.Text.RegularExpressions;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>What a plan came to: <c>forge report</c>. It may be made at any time, and says what is not done.</summary>
public static partial class DoneReport
{
    public static string Path(ForgePlan plan, DateTimeOffset now, string agent = "forge") =>
        $"{plan.Folder}/reports/done-{PlanPlaces.Name(agent)}-{plan.Slug}-{PlanPlaces.Stamp(now)}.md";

    public static string Text(PlanRun run, string agent = "forge")
    {
        var plan = run.Plan;
        var timing = Timing.Of(run.Intervals, plan);
        var text = new StringBuilder(
            $"# Done Report: {PlanPlaces.Name(agent)}-{plan.Slug}-{PlanPlaces.Stamp(run.Now)}\n\n"
        );
        text.Append($"**Agent:** {Lines.OneLine(agent)}\n");
        text.Append($"**Wish:** @{plan.Wish}\n");
        text.Append($"**Generated:** {PlanPlaces.Time(run.Now)}\n");
        text.Append($"**State:** {Lines.OneLine(run.State)}\n");
        text.Append(
            run.Review is { } review
                ? $"**Verdict:** {ReviewReport.Word(review.Verdict)}, {ReviewReport.Score(review)}\n"
                : "**Verdict:** not reviewed\n"
        );
        AppendWork(text, run);
        text.Append($"\n## Files Created/Modified\n{new ChangedFiles(run).Matrix()}");
        AppendGroups(text, run, timing);
        text.Append($"\n## Validation\n{RunParts.Validations(run)}");
        text.Append($"\n## Refused Calls and Violations\n{RunParts.Refused(run)}");
        text.Append($"\n## Gates\n{RunParts.Gates(run)}");
        text.Append($"\n## Discarded Work\n{RunParts.Discarded(run, timing)}");
        text.Append($"\n## Time\n{TimingText.Of(timing)}");
        text.Append($"\n## Branch Strategy\n- `{plan.Branch.Name}`: {plan.Branch.Reason}\n");
        if (plan.Branch.Base is { } start)
            text.Append($"- Base: `{start}`\n");
        text.Append("\n## Evidence Storage Paths\n");
        text.Bullets(plan.Groups.Select(g => $"Group {g.Id}: `{g.EvidenceFolder}`"));
        if (run.Validations.Count > 0)
            text.Append($"- Logs: `{EvidenceFiles.FolderOfWhole(plan)}validation.log`\n");
        AppendFollowUps(text, run);
        return text.ToString();
    }

    private static void AppendWork(StringBuilder text, PlanRun run)
    {
        text.Append("\n## Working Tasks\n");
        foreach (var group in run.Plan.Groups)
        {
            var known = RunParts.Of(run, group.Id);
            text.Append(
                $"- [{(RunParts.IsMerged(known) ? "x" : " ")}] Group {group.Id}: {Lines.OneLine(group.Title)} ({RunParts.State(known)})\n"
            );
        }
    }

    private static void AppendGroups(StringBuilder text, PlanRun run, RunTiming timing)
    {
        text.Append(
            "\n## Groups\n| Group | State | Agent | Attempts | Commits | At work | After | Branch |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var group in run.Plan.Groups)
        {
            var known = RunParts.Of(run, group.Id);
            var time = timing.Groups.FirstOrDefault(t => t.Group == group.Id);
            text.Append(
                $"| {Lines.Cell(group.Id)} | {Lines.Cell(RunParts.State(known))} | {Lines.Cell(known.Agent ?? "–")} | {known.Attempts} | {known.Commits.Count} | {TimingText.Span(time?.Active ?? 0)} | {Lines.Cell(group.DependsOn.Count == 0 ? "–" : string.Join(", ", group.DependsOn))} | {Lines.Cell(known.Branch ?? group.Branch)} |\n"
            );
        }
    }

    /// <summary>One of the follow-ups that are only counted here: what is not merged, and points without proof. It teaches nothing.</summary>
    public static bool IsCounted(string followUp) => CountedFollowUp().IsMatch(followUp);

    [GeneratedRegex(@"^(Group \S+ is not merged: |[0-9]+ points? of `[^`]+` not proved: )")]
    private static partial Regex CountedFollowUp();

    private static void AppendFollowUps(StringBuilder text, PlanRun run)
    {
        text.Append("\n## Follow-ups\n");
        var open = run
            .Plan.Groups.Select(g => (g, Known: RunParts.Of(run, g.Id)))
            .Where(g => !RunParts.IsMerged(g.Known))
            .Select(g => $"Group {g.g.Id} is not merged: {RunParts.State(g.Known)}");
        var unproved =
            run.Review?.Checkpoints.Where(c => c.NotProved)
                .Select(c =>
                    $"{Said.Count(c.Points - c.Earned, "point")} of `{c.Key}` not proved: {c.Missing ?? "nobody awarded them"}"
                )
            ?? [];
        var all = run
            .FollowUps.Concat(open)
            .Concat(unproved)
            .Select(f => $"- [ ] {Lines.OneLine(f)}\n")
            .ToList();
        text.Append(all.Count == 0 ? "None.\n" : string.Concat(all));
    }
}
