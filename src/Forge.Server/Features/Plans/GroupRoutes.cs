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
        [AsParameters] PlanAsked asked,
        string group,
        MergeGroup body,
        GroupMerging merging,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) => merging.MergeAsync(plan, group, body.Despite, by, stop),
            ct
        );

    private static Task<Envelope<PlanStatus>> Revert(
        [AsParameters] PlanAsked asked,
        string group,
        GroupReverts reverts,
        CancellationToken ct
    ) => asked.DoAsync((plan, by, stop) => reverts.RevertAsync(plan, group, by, stop), ct);

    private static Task<Envelope<PlanStatus>> Retry(
        [AsParameters] PlanAsked asked,
        string group,
        GroupWork work,
        CancellationToken ct
    ) => asked.DoAsync((plan, by, stop) => work.RetryAsync(plan, group, by, stop), ct);

    private static Task<Envelope<PlanStatus>> Discard(
        [AsParameters] PlanAsked asked,
        string group,
        GroupWork work,
        CancellationToken ct
    ) => asked.DoAsync((plan, by, stop) => work.DiscardAsync(plan, group, by, stop), ct);

    private static Task<Envelope<PlanStatus>> FollowUp(
        [AsParameters] PlanAsked asked,
        string group,
        GroupPrompt body,
        GroupWork work,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) => work.FollowUpAsync(plan, group, body.Prompt, by, stop),
            ct
        );

    private static Task<Envelope<PlanStatus>> Validate(
        [AsParameters] PlanAsked asked,
        string group,
        GroupWork work,
        CancellationToken ct
    ) => asked.DoAsync((plan, by, stop) => work.ValidateAsync(plan, group, by, stop), ct);

    private static Task<Envelope<PlanStatus>> Widen(
        [AsParameters] PlanAsked asked,
        string group,
        WidenGroup body,
        GroupWork work,
        CancellationToken ct
    ) =>
        asked.DoAsync(
            (plan, by, stop) => work.WidenAsync(plan, group, (body.Files, body.Reason), by, stop),
            ct
        );
}
