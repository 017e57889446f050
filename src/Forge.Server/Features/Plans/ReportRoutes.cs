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
        string plan,
        HttpContext context,
        PlanReports reports,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        ToWire(
            await reports
                .ReviewAsync(desk.Require(plan), null, Who.Asks(context), ct)
                .ConfigureAwait(false)
        );

    private static async Task<Envelope<PlanText>> Review(
        string plan,
        string group,
        ReviewGroup body,
        HttpContext context,
        GroupWork work,
        PlanReports reports,
        PlanDesk desk,
        CancellationToken ct
    )
    {
        var (row, by) = (desk.Require(plan), Who.Asks(context));
        if (body.Accept is { } accept)
            await work.ReviewAsync(row, group, (accept, body.Reason), by, ct).ConfigureAwait(false);
        return ToWire(await reports.ReviewAsync(row, group, by, ct).ConfigureAwait(false));
    }

    private static async Task<Envelope<PlanText>> Report(
        string plan,
        PlanReports reports,
        PlanDesk desk,
        CancellationToken ct
    ) => ToWire(await reports.ReportAsync(desk.Require(plan), ct).ConfigureAwait(false));

    private static Task<Envelope<PlanStatus>> AwardPlan(
        string plan,
        AwardPoints body,
        HttpContext context,
        PlanAwards awards,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => awards.AwardAsync(row, null, Order(body, context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Award(
        string plan,
        string group,
        AwardPoints body,
        HttpContext context,
        PlanAwards awards,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => awards.AwardAsync(row, group, Order(body, context), ct),
            ct
        );

    private static async Task<Envelope<PlanText>> Rehearse(
        string plan,
        string group,
        HttpContext context,
        PlanRehearsal rehearsal,
        PlanDesk desk,
        CancellationToken ct
    )
    {
        var said = await rehearsal
            .RunAsync(desk.Require(plan), group, Who.Asks(context), ct)
            .ConfigureAwait(false);
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

    private static AwardOrder Order(AwardPoints body, HttpContext context) =>
        new(body.Checkpoint, body.Points, body.Reason, Who.Asks(context));

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
