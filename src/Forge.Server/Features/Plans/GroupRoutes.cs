using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Running.Plans;
using Forge.Server.Security;

namespace Forge.Server.Features.Plans;

/// <summary>What a person does with one group of a plan.</summary>
internal static class GroupRoutes
{
    public static void MapGroups(this IEndpointRouteBuilder app)
    {
        app.MapPost(Routes.GroupMerge, Merge).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupRevert, Revert).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupRetry, Retry).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupDiscard, Discard).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupFollowUp, FollowUp).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupValidate, Validate).For(RouteRule.Operate).WithTags("plans");
        app.MapPost(Routes.GroupWiden, Widen).For(RouteRule.Operate).WithTags("plans");
    }

    private static Task<Envelope<PlanStatus>> Merge(
        string plan,
        string group,
        MergeGroup body,
        HttpContext context,
        GroupMerging merging,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => merging.MergeAsync(row, group, body.Despite, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Revert(
        string plan,
        string group,
        HttpContext context,
        GroupReverts reverts,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => reverts.RevertAsync(row, group, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Retry(
        string plan,
        string group,
        HttpContext context,
        GroupWork work,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => work.RetryAsync(row, group, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Discard(
        string plan,
        string group,
        HttpContext context,
        GroupWork work,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => work.DiscardAsync(row, group, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> FollowUp(
        string plan,
        string group,
        GroupPrompt body,
        HttpContext context,
        GroupWork work,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => work.FollowUpAsync(row, group, body.Prompt, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Validate(
        string plan,
        string group,
        HttpContext context,
        GroupWork work,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => work.ValidateAsync(row, group, Who.Asks(context), ct),
            ct
        );

    private static Task<Envelope<PlanStatus>> Widen(
        string plan,
        string group,
        WidenGroup body,
        HttpContext context,
        GroupWork work,
        PlanStatuses statuses,
        PlanDesk desk,
        CancellationToken ct
    ) =>
        statuses.AfterAsync(
            desk.Require(plan),
            row => work.WidenAsync(row, group, (body.Files, body.Reason), Who.Asks(context), ct),
            ct
        );
}
