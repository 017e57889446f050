using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Git.Plans;
using Forge.Core.Running.Plans;
using Forge.Core.Store;
using Forge.Server.Features.Servers;
using Forge.Server.Security;
using Forge.Server.Wire;

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
        [AsParameters] PlanAsked asked,
        CancellationToken ct
    ) => asked.DoAsync((_, _, _) => Task.CompletedTask, ct);

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
        [AsParameters] PlanAsked asked,
        StartPlan body,
        PlanIntents intents,
        ConfigFile config,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) =>
                intents.StartAsync(
                    plan,
                    old => PlanShapes.Settings(old, body, config.Current.ExecutorProfile),
                    by,
                    stop
                ),
            ct
        );

    private static Task<Envelope<PlanStatus>> Pause(
        [AsParameters] PlanAsked asked,
        PlanIntents intents,
        CancellationToken ct
    ) => asked.DoAsync(intents.PauseAsync, ct);

    private static Task<Envelope<PlanStatus>> Resume(
        [AsParameters] PlanAsked asked,
        PlanIntents intents,
        CancellationToken ct
    ) => asked.DoAsync(intents.ResumeAsync, ct);

    private static Task<Envelope<PlanStatus>> Cancel(
        [AsParameters] PlanAsked asked,
        PlanIntents intents,
        CancellationToken ct
    ) => asked.DoAsync(intents.CancelAsync, ct);

    private static Task<Envelope<PlanStatus>> Deliver(
        [AsParameters] PlanAsked asked,
        DeliverPlan body,
        PlanDelivery delivery,
        CancellationToken ct
    )
    {
        var shape = body.Shape switch
        {
            null or "squash" => DeliveryShape.Squash,
            "as_is" => DeliveryShape.AsItIs,
            _ => throw RuleBroken.Invalid("shape: squash or as_is"),
        };
        return asked.DoAsync((plan, by, stop) => delivery.DeliverAsync(plan, shape, by, stop), ct);
    }

    private static Task<Envelope<PlanStatus>> Clear(
        [AsParameters] PlanAsked asked,
        ClearViolations body,
        PlanClearing clearing,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) => clearing.ClearAsync(plan, body.Group, body.Reason, by, stop),
            ct
        );
}
