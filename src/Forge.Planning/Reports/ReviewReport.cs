using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>A review as people read it: the verdict first, then why, then the points, then every run behind them.</summary>
public static class ReviewReport
{
    /// <param name="group">Null of the whole wish.</param>
    public static string Path(ForgePlan plan, string? group, DateTimeOffset now)
    {
        var of = group is null ? "" : $"-{PlanPlaces.Name(group)}";
        return $"{plan.Folder}/reports/review-{plan.Slug}{of}-{PlanPlaces.Stamp(now)}.md";
    }

    /// <param name="reviewer">The person who asked for it.</param>
    public static string Text(
        Review review,
        ForgePlan plan,
        DateTimeOffset now,
        string? reviewer = null
    )
    {
        var of = review.Group is { } group ? $" – group {group}" : "";
        var text = new StringBuilder($"# Review Report: {review.Slug}{of}\n\n");
        text.Append($"**Verdict:** {Word(review.Verdict)}\n");
        text.Append($"**Score:** {Score(review)}\n");
        text.Append($"**Title:** {Lines.OneLine(review.Title)}\n");
        text.Append($"**Wish:** @{plan.Wish}\n");
        if (review.Commit is { } commit)
            text.Append($"**Commit:** {commit}\n");
        text.Append($"**Generated:** {PlanPlaces.Time(now)}\n");
        if (reviewer is not null)
            text.Append($"**Asked for by:** {Lines.OneLine(reviewer)}\n");
        AppendMustHaves(text, review);
        AppendMatrix(text, review);
        AppendAwards(text, review);
        AppendClaims(text, review);
        if (review.Notes.Count > 0)
            text.Append("\n## Notes\n").Bullets(review.Notes.Select(Lines.OneLine));
        return text.ToString();
    }

    public static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Excellent => "EXCELLENT",
            Verdict.Good => "GOOD",
            Verdict.Acceptable => "ACCEPTABLE",
            Verdict.NeedsWork => "NEEDS WORK",
            _ => "BLOCKED",
        };

    internal static string Score(Review review) =>
        review.IsBlocked
            ? $"{review.Score} of {review.Total} points, which do not count while a must-have fails"
            : $"{review.Score} of {review.Total} points";

    private static void AppendMustHaves(StringBuilder text, Review review)
    {
        text.Append("\n## Must-haves\n");
        var failing = review.MustHaves.Where(m => !m.Ok).ToList();
        text.Append(
            failing.Count == 0
                ? $"All {review.MustHaves.Count} hold.\n\n"
                : $"{failing.Count} of {review.MustHaves.Count} fail:\n\n"
        );
        text.Append("| Holds | Of | Must-have | Why |\n| --- | --- | --- | --- |\n");
        foreach (var must in failing.Concat(review.MustHaves.Where(m => m.Ok)))
            text.Append(
                $"| {(must.Ok ? "yes" : "**no**")} | {Lines.Cell(must.Group ?? "the whole")} | {Lines.Cell(must.Text)} | {Lines.Cell(must.Why)} |\n"
            );
    }

    private static void AppendMatrix(StringBuilder text, Review review)
    {
        text.Append(
            $"\n## Evaluation Matrix\n{review.Score} of {review.Total} points earned, {review.NotProved} not proved.\n\n"
        );
        text.Append(
            "| Checkpoint | Points | Earned | Deducted | Proof |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (var box in review.Checkpoints)
            text.Append(
                $"| {Lines.Cell(Name(box))} | {box.Points} | {box.Earned} | {box.Points - box.Earned} | {Lines.Cell(Proof(box))} |\n"
            );
        foreach (var phase in review.Checkpoints.GroupBy(c => c.Phase))
            text.Append(
                $"| **{Lines.Cell(phase.Key)}** | **{phase.Sum(c => c.Points)}** | **{phase.Sum(c => c.Earned)}** | **{phase.Sum(c => c.Points - c.Earned)}** | |\n"
            );
    }

    private static string Name(ScoredCheckpoint box)
    {
        var place = box.Name == box.Phase ? box.Phase : $"{box.Phase} → {box.Name}";
        return box.Text == box.Name ? place : $"{place}: {box.Text}";
    }

    private static string Proof(ScoredCheckpoint box)
    {
        var parts = new List<string>();
        if (box.Proof is { } proof)
            parts.Add(proof);
        parts.AddRange(
            box.Awards.Select(a => $"awarded {a.Points} by {a.By}: {Lines.OneLine(a.Reason)}")
        );
        if (box.NotProved)
            parts.Add($"**not proved**: {box.Missing ?? "the award leaves points over"}");
        return string.Join("; ", parts);
    }

    private static void AppendAwards(StringBuilder text, Review review)
    {
        var awards = review.Checkpoints.SelectMany(c => c.Awards).ToList();
        if (awards.Count == 0)
            return;
        text.Append("\n## Awards by people\n");
        text.Bullets(
            awards.Select(a =>
                $"{PlanPlaces.Time(a.When)} {a.By}: {Said.Count(a.Points, "point")} for `{a.Checkpoint}`: {Lines.OneLine(a.Reason)}"
            )
        );
    }

    private static void AppendClaims(StringBuilder text, Review review)
    {
        text.Append("\n## Runs\n");
        if (review.Claims.Count == 0)
        {
            text.Append("No command was run.\n");
            return;
        }
        text.Append(RunTable.Head);
        foreach (var claim in review.Claims)
            text.Append(RunTable.Row(claim.Group ?? "the whole", claim.Run));
    }
}
