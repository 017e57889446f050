using System.Globalization;
using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>What running groups beside each other brought, in figures that were measured.</summary>
public static class ParallelSummary
{
    public static string Path(ForgePlan plan, DateTimeOffset now) =>
        $"{plan.Folder}/reports/parallel-summary-{plan.Slug}-{PlanPlaces.Stamp(now)}.md";

    public static string Text(PlanRun run)
    {
        var plan = run.Plan;
        var timing = Timing.Of(run.Intervals, plan);
        var files = new ChangedFiles(run);
        var text = new StringBuilder($"# {Lines.OneLine(plan.Title)} – Parallel Summary\n\n");
        text.Append($"**Date**: {PlanPlaces.Time(run.Now)[..10]}\n");
        text.Append(
            $"**Strategy**: {Said.Count(plan.Groups.Count, "group")} in {Said.Count(plan.Waves.Count, "wave")}, each in a worktree of its own\n"
        );
        text.Append($"**Status**: {Status(run)}\n");
        AppendPerformance(text, run, timing, files);
        AppendPackages(text, run, timing);
        AppendIssues(text, run);
        text.Append($"\n## File Ownership Matrix\n{files.Matrix()}");
        text.Append($"\n## Conflicts\n{Conflicts(run)}");
        text.Append($"\n## Commits\n{Commits(run)}");
        text.Append($"\n## Quality Gates\n{Quality(run)}\n{RunParts.Gates(run)}");
        text.Append($"\n## Validation\n{RunParts.Validations(run)}");
        text.Append($"\n## Refused Calls and Violations\n{RunParts.Refused(run)}");
        text.Append($"\n## Discarded Work\n{RunParts.Discarded(run, timing)}");
        text.Append($"\n## Time\n{TimingText.Of(timing)}\n{TimingText.Waiting(timing)}");
        text.Append("\n## Next Steps\n");
        text.Append(
            run.FollowUps.Count == 0
                ? "None.\n"
                : string.Concat(run.FollowUps.Select(f => $"- [ ] {Lines.OneLine(f)}\n"))
        );
        return text.ToString();
    }

    private static string Status(PlanRun run)
    {
        var merged = run.Plan.Groups.Count(g => RunParts.IsMerged(RunParts.Of(run, g.Id)));
        var all = run.Plan.Groups.Count;
        return merged == all && all > 0
            ? $"all {all} groups merged; {Lines.OneLine(run.State)}"
            : $"{merged} of {all} groups merged; {Lines.OneLine(run.State)}";
    }

    private static void AppendPerformance(
        StringBuilder text,
        PlanRun run,
        RunTiming timing,
        ChangedFiles files
    )
    {
        var met = run.Conflicts.Count(c => c.MetAt is not null);
        text.Append("\n## Performance\n");
        text.Bullets([
            $"**Estimated sequential time** (the plan's word): {Estimated(run.Plan)}",
            $"**Measured sequential time** (agents at work, one after the other): {TimingText.Span(timing.AgentActive)}",
            $"**Actual parallel time** (wall): {TimingText.Span(timing.Wall)}, of which only people were waited for: {TimingText.Span(timing.OnlyPeople)}",
            $"**Speed-up** (measured): {TimingText.Times(timing.SpeedUp)}; without waiting only for people: {TimingText.Times(timing.SpeedUpWithoutPeople)}",
            $"**Conflicts met**: {met}; files that more than one group changed: {files.Shared.Count}; changes outside of what was declared: {files.Outside}",
        ]);
    }

    private static string Estimated(ForgePlan plan)
    {
        var minutes = plan.Groups.Select(g => EffortText.Minutes(g.Effort)).ToList();
        var known = minutes.Where(m => m is not null).Sum() ?? 0;
        var silent = minutes.Count(m => m is null);
        return silent == minutes.Count ? "the plan names none"
            : silent == 0 ? TimingText.Span(known * 60)
            : $"at least {TimingText.Span(known * 60)}; {Said.Count(silent, "group")} without";
    }

    private static void AppendPackages(StringBuilder text, PlanRun run, RunTiming timing)
    {
        text.Append(
            "\n## Work Packages\n| Group | Title | Agent | Files | Status | Attempts | At work | Waited |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var group in run.Plan.Groups)
        {
            var known = RunParts.Of(run, group.Id);
            var time = timing.Groups.FirstOrDefault(t => t.Group == group.Id);
            var names = known.Files.Select(f => Said.Code(f.Path)).ToList();
            text.Append(
                $"| {Lines.Cell(group.Id)} | {Lines.Cell(group.Title)} | {Lines.Cell(known.Agent ?? "–")} | {Lines.Cell(names.Count == 0 ? "–" : Said.Some(names, 3))} | {Lines.Cell(RunParts.State(known))} | {known.Attempts} | {TimingText.Span(time?.Active ?? 0)} | {Waited(time)} |\n"
            );
        }
        var commits = run.Groups.Sum(g => g.Commits.Count);
        text.Append(
            $"\n**Total**: {Said.Count(run.Plan.Groups.Count, "group")}, {Said.Count(new ChangedFiles(run).Count, "file")} changed, {Said.Count(commits, "commit")}, {TimingText.Span(timing.AgentActive)} of agents at work\n"
        );
    }

    private static string Waited(GroupTiming? time) =>
        time is null or { Waiting.Count: 0 }
            ? "–"
            : string.Join(
                ", ",
                time.Waiting.Select(w => $"{TimingText.Cause(w.Kind)} {TimingText.Span(w.Seconds)}")
            );

    private static void AppendIssues(StringBuilder text, PlanRun run)
    {
        var issues = run
            .Groups.SelectMany(g => g.Issues.Select(i => (Group: g, Issue: i)))
            .ToList();
        if (issues.Count == 0)
            return;
        text.Append("\n## Issues by Severity\n");
        foreach (var severity in issues.GroupBy(i => i.Issue.Severity ?? "none named"))
        {
            var done = severity.Count(i => RunParts.IsMerged(i.Group));
            text.Append(
                CultureInfo.InvariantCulture,
                $"- {Lines.OneLine(severity.Key)}: {done} of {severity.Count()} merged\n"
            );
            text.Bullets(
                severity.Select(i =>
                    $"{i.Issue.Id}{(i.Issue.Text is { } said ? $" {Lines.OneLine(said)}" : "")} (group {i.Group.Evidence.GroupId}, {RunParts.State(i.Group)})"
                ),
                "  - "
            );
        }
    }

    private static string Conflicts(PlanRun run)
    {
        if (run.Conflicts.Count == 0)
            return "None was predicted, and none was met.\n";
        var text = new StringBuilder(
            "| Between | Level | Files | Predicted | Met | Resolution |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var seen in run.Conflicts)
            text.Append(
                $"| {Lines.Cell(seen.First)} and {Lines.Cell(seen.Second ?? "the target")} | {Level(seen.Level)} | {Lines.Cell(seen.Paths.Count == 0 ? "–" : Said.Some([.. seen.Paths.Select(Said.Code)]))} | {When(seen.PredictedAt)} | {When(seen.MetAt)} | {Lines.Cell(seen.Resolution ?? "open")} |\n"
            );
        var (predicted, met) = (
            run.Conflicts.Count(c => c.PredictedAt is not null),
            run.Conflicts.Count(c => c.MetAt is not null)
        );
        return text.Append(
                $"\n{predicted} predicted, {met} met, {run.Conflicts.Count(c => c.PredictedAt is null)} of them not predicted.\n"
            )
            .ToString();
    }

    private static string Level(ConflictLevel level) =>
        level switch
        {
            ConflictLevel.SameFile => "same file",
            ConflictLevel.SameHunk => "same hunk",
            ConflictLevel.Conflict => "conflict",
            _ => "conflict with the target",
        };

    private static string When(DateTimeOffset? time) => time is { } at ? PlanPlaces.Time(at) : "no";

    private static string Commits(PlanRun run)
    {
        var lines = run
            .Groups.SelectMany(g =>
                g.Commits.Select(c =>
                    $"{Said.Short(c.Id)} {g.Evidence.GroupId}: {Lines.OneLine(c.Subject)} ({Lines.OneLine(c.Author)}, {PlanPlaces.Time(c.When)})"
                )
            )
            .ToList();
        return lines.Count == 0 ? "None.\n" : Lines.Fence(string.Join('\n', lines), "text");
    }

    private static string Quality(PlanRun run)
    {
        if (run.Review is not { } review)
            return "- Not reviewed as a whole\n";
        var text = new StringBuilder();
        text.Append(
            $"- Review: {ReviewReport.Word(review.Verdict)}, {ReviewReport.Score(review)}\n"
        );
        text.Bullets(
            review
                .MustHaves.Where(m => !m.Ok)
                .Select(m => $"Fails: {m.Group ?? "the whole"}: {m.Text}: {m.Why}")
        );
        return text.ToString();
    }
}
