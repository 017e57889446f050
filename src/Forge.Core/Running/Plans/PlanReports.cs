using Forge.Core.Domain.Plans;
using Forge.Core.Store;
using Forge.Planning.Reports;
using Forge.Planning.Scoring;
using Run = Forge.Planning.Reports.PlanRun;

namespace Forge.Core.Running.Plans;

/// <param name="Path">Null where it was not written.</param>
internal sealed record WrittenText(string Text, string? Path, Review? Review = null);

/// <summary>Writes what a plan or a group came to, and gives the text.</summary>
internal sealed class PlanReports(
    RunningParts parts,
    PlanDesk desk,
    PlanEvidence evidence,
    PlanRadars radars
)
{
    /// <param name="group">Null for the whole.</param>
    public async Task<WrittenText> ReviewAsync(
        Plan plan,
        string? group,
        string by,
        CancellationToken ct
    )
    {
        var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
        var id = group is null ? null : PlanDesk.GroupOf(look, group);
        var body = look.Record.Body;
        var review = id is null
            ? await evidence.ReviewAsync(look, ct).ConfigureAwait(false)
            : await evidence.ReviewAsync(look, id, ct).ConfigureAwait(false);
        var now = look.Facts.Now;
        var text = ReviewReport.Text(review, body, now, by);
        return new WrittenText(
            text,
            WrittenReports.Write(look, ReviewReport.Path(body, id, now), text),
            review
        );
    }

    /// <summary>The done report, and behind it the summary of what ran beside each other; each a file.</summary>
    public async Task<WrittenText> ReportAsync(Plan plan, CancellationToken ct)
    {
        var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
        var run = await RunAsync(look, ct).ConfigureAwait(false);
        var (done, summary) = (DoneReport.Text(run), ParallelSummary.Text(run));
        var path = WrittenReports.Write(look, DoneReport.Path(run.Plan, run.Now), done);
        WrittenReports.Write(look, ParallelSummary.Path(run.Plan, run.Now), summary);
        return new WrittenText($"{done}\n{summary}", path, run.Review);
    }

    private async Task<Run> RunAsync(PlanLook look, CancellationToken ct)
    {
        var papers = PlanPapers.Read(parts.Database, look.Plan.Id);
        var known = await evidence.OfWishAsync(look, papers, ct).ConfigureAwait(false);
        List<GroupRun> groups = [];
        foreach (var group in known.Groups)
            groups.Add(await GroupRuns.OfAsync(look, group, ct).ConfigureAwait(false));
        return new Run
        {
            Plan = look.Record.Body,
            State = StateWords.Of(look.Stage),
            Now = look.Facts.Now,
            Groups = groups,
            Intervals = PlanIntervals.Of(look, papers.Log),
            Conflicts = PlanConflicts.Of(look, radars.Of(look.Plan.Id), papers.Log),
            Gates = [.. papers.Log.Select(PlanGates.Of).OfType<Gate>()],
            Validations = known.Whole.Validations,
            Violations = known.Whole.Violations,
            Discarded = await GroupRuns.DiscardedAsync(look, papers.Log, ct).ConfigureAwait(false),
            Review = Reviewer.OfWish(look.Record.Body, known),
            FollowUps =
            [
                .. parts
                    .Database.Read(db => PlanRecordRows.OpenQuestions(db, look.Plan.Id))
                    .Select(q => $"Group {q.GroupId} asks: {q.Text}"),
            ],
        };
    }
}
