using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Running.Plans;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Plans;

/// <summary>Reviews, reports, awards and rehearsals of plans; and what agents tell of their own work.</summary>
internal static class ReportRoutes
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        app.MapPost(Routes.PlanReview, ReviewPlan).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupReview, Review).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanReport, Report).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanAward, AwardPlan).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupAward, Award).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupRehearse, Rehearse).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.AttemptReport, Tell)
            .For(RouteRule.Report, OwnId.Attempt)
            .WithTags("task-attempts");
    }

    private static async Task<Envelope<PlanText>> ReviewPlan(
        [AsParameters] PlanAsked asked,
        PlanReports reports,
        CancellationToken ct
    ) => ToWire(await reports.ReviewAsync(asked.Row, null, asked.By, ct).ConfigureAwait(false));

    private static async Task<Envelope<PlanText>> Review(
        [AsParameters] PlanAsked asked,
        string group,
        ReviewGroup body,
        GroupWork work,
        PlanReports reports,
        CancellationToken ct
    )
    {
        var (row, by) = (asked.Row, asked.By);
        if (body.Accept is { } accept)
            await work.ReviewAsync(row, group, (accept, body.Reason), by, ct).ConfigureAwait(false);
        return ToWire(await reports.ReviewAsync(row, group, by, ct).ConfigureAwait(false));
    }

    private static async Task<Envelope<PlanText>> Report(
        [AsParameters] PlanAsked asked,
        PlanReports reports,
        CancellationToken ct
    ) => ToWire(await reports.ReportAsync(asked.Row, ct).ConfigureAwait(false));

    private static Task<Envelope<PlanStatus>> AwardPlan(
        [AsParameters] PlanAsked asked,
        AwardPoints body,
        PlanAwards awards,
        CancellationToken ct
    ) =>
        asked.DoAsync((plan, by, stop) => awards.AwardAsync(plan, null, Order(body, by), stop), ct);

    private static Task<Envelope<PlanStatus>> Award(
        [AsParameters] PlanAsked asked,
        string group,
        AwardPoints body,
        PlanAwards awards,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) => awards.AwardAsync(plan, group, Order(body, by), stop),
            ct
        );

    private static async Task<Envelope<PlanText>> Rehearse(
        [AsParameters] PlanAsked asked,
        string group,
        PlanRehearsal rehearsal,
        CancellationToken ct
    )
    {
        var said = await rehearsal.RunAsync(asked.Row, group, asked.By, ct).ConfigureAwait(false);
        return Envelope.Of(
            new PlanText { Text = said.Text, Verdict = said.IsClean ? null : "blocked" }
        );
    }

    private static async Task<Envelope<PlanLogEntry>> Tell(
        Guid id,
        AgentReport body,
        HttpContext context,
        AgentReports reports,
        Database database,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        var by = context.Caller()?.Grant is { Role: Role.Agent }
            ? AgentReports.Agent
            : Who.Asks(context);
        var line = await reports
            .TellAsync(id, body.Text, body.NeedsPerson, by, ct)
            .ConfigureAwait(false);
        return Envelope.Of(line.ToWire());
    }

    private static AwardOrder Order(AwardPoints body, string by) =>
        new(body.Checkpoint, body.Points, body.Reason, by);

    private static Envelope<PlanText> ToWire(WrittenText written) =>
        Envelope.Of(
            new PlanText
            {
                Path = written.Path,
                Text = written.Text,
                Verdict = written.Review is { } r ? StateWords.Of(r.Verdict) : null,
                Score = written.Review?.Score,
                Total = written.Review?.Total,
            }
        );
}
