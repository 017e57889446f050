using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Git.Plans;
using Forge.Core.Running.Plans;
using Forge.Core.Store;
using Forge.Server.Features.Servers;
using Forge.Server.Security;
using Forge.Server.Wire;
using PlanRow = Forge.Core.Domain.Plans.Plan;

namespace Forge.Server.Features.Plans;

/// <summary>Whole plans: approved, started, stopped, delivered.</summary>
internal static class PlanRoutes
{
    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Plans, List).For(RouteRule.Read).WithTags("plans");
        app.MapPost(Routes.Plans, Approve).For(RouteRule.Operate).WithTags("plans");
        app.MapGet(Routes.Plan, Get).For(RouteRule.Read).WithTags("plans");
        app.MapGet(Routes.PlanLog, Log).For(RouteRule.Read).WithTags("plans");
        app.MapGet(Routes.PlanValidation, Output).For(RouteRule.Read).WithTags("plans");
        app.MapPost(Routes.PlanStart, Start).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanPause, Pause).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanResume, Resume).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanCancel, Cancel).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanDeliver, Deliver).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.PlanClear, Clear).For(RouteRule.Operate).WithTags("plans");
        app.MapGroups();
        app.MapReports();
        app.MapInbox();
    }

    private static async Task<Envelope<IReadOnlyList<PlanSummary>>> List(
        Guid? project_id,
        PlanDesk desk,
        Database database,
        CancellationToken ct
    )
    {
        List<PlanSummary> all = [];
        foreach (var plan in database.Read(PlanRows.All))
            if (project_id is null || plan.ProjectId == project_id)
                all.Add((await desk.LookAsync(plan.Id, ct).ConfigureAwait(false)).ToSummary());
        return Envelope.Of<IReadOnlyList<PlanSummary>>(all);
    }

    private static async Task<IResult> Approve(
        ApprovePlan body,
        HttpContext context,
        PlanApproval approval,
        PlanStatuses statuses,
        Database database,
        CancellationToken ct
    )
    {
        var order = new ApprovalOrder(database.Project(body.ProjectId), body.Wish)
        {
            BaseBranch = body.BaseBranch,
            Onto = body.Onto,
            Digest = body.Digest,
            By = Who.Asks(context),
        };
        if (body.DryRun)
            return TypedResults.Json(
                Envelope.Of((await approval.LookAsync(order, ct).ConfigureAwait(false)).ToWire()),
                ForgeJson.Wire.EnvelopePlanToApprove
            );
        var plan = await approval.ApproveAsync(order, ct).ConfigureAwait(false);
        return TypedResults.Json(
            Envelope.Of(await statuses.ReadAsync(plan, ct).ConfigureAwait(false)),
            ForgeJson.Wire.EnvelopePlanStatus
        );
    }

    private static Task<Envelope<PlanStatus>> Get(
        string plan,
        PlanDesk desk,
        PlanStatuses statuses,
        CancellationToken ct
    ) => statuses.AfterAsync(desk.Require(plan), _ => Task.CompletedTask, ct);

    private static Envelope<IReadOnlyList<PlanLogEntry>> Log(
        string plan,
        PlanDesk desk,
        Database database
    )
    {
        var id = desk.Require(plan).Id;
        return Envelope.Of<IReadOnlyList<PlanLogEntry>>([
            .. database.Read(db => PlanRecordRows.Log(db, id)).Select(l => l.ToWire()),
        ]);
    }

    private static async Task<Envelope<PlanText>> Output(
        string plan,
        Guid id,
        PlanDesk desk,
        Database database,
        CancellationToken ct
    )
    {
        var of = desk.Require(plan).Id;
        var run =
            database.Read(db => ValidationRows.Of(db, of)).FirstOrDefault(v => v.Id == id)
            ?? throw RuleBroken.NotFound($"The plan {plan} has no validation {id}");
        return Envelope.Of(
            new PlanText
            {
                Text = File.Exists(run.Output)
                    ? await File.ReadAllTextAsync(run.Output, ct).ConfigureAwait(false)
                    : "",
            }
        );
    }

    private static Task<Envelope<PlanStatus>> Start(
        string plan,
        StartPlan body,
        HttpContext context,
        PlanIntents intents,
        PlanStatuses statuses,
        PlanDesk desk,
        ConfigFile config,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row =>
                intents.StartAsync(
                    row,
                    old => PlanShapes.Settings(old, body, config.Current.ExecutorProfile),
                    Who.Asks(context),
                    ct
                ),
            ct
        );

    private static Task<Envelope<PlanStatus>> Pause(
        string plan,
        HttpContext context,
        PlanIntents intents,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => intents.PauseAsync(row, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Resume(
        string plan,
        HttpContext context,
        PlanIntents intents,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => intents.ResumeAsync(row, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Cancel(
        string plan,
        HttpContext context,
        PlanIntents intents,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => intents.CancelAsync(row, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Deliver(
        string plan,
        DeliverPlan body,
        HttpContext context,
        PlanDelivery delivery,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    )
    {
        var shape = body.Shape switch
        {
            null or "squash" => DeliveryShape.Squash,
            "as_is" => DeliveryShape.AsItIs,
            _ => throw RuleBroken.Invalid("shape: squash or as_is"),
        };
        return statuses.AfterAsync(
            desk.Require(plan),
            row => delivery.DeliverAsync(row, shape, Who.Asks(context), ct),
            ct
        );
    }

    private static Task<Envelope<PlanStatus>> Clear(
        string plan,
        ClearViolations body,
        HttpContext context,
        PlanClearing clearing,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            (PlanRow row) =>
                clearing.ClearAsync(row, body.Group, body.Reason, Who.Asks(context), ct),
            ct
        );
}
