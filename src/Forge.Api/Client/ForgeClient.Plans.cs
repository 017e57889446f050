namespace Forge.Api;

/// <summary>Plans and what waits for a person. <c>plan</c> is an id or a slug.</summary>
public sealed partial class ForgeClient
{
    public Task<IReadOnlyList<PlanSummary>> PlansAsync(CancellationToken ct) =>
        GetAsync(Routes.Plans, ForgeJson.Wire.EnvelopeIReadOnlyListPlanSummary, ct);

    public Task<PlanStatus> PlanAsync(string plan, CancellationToken ct) =>
        GetAsync(Routes.Fill(Routes.Plan, plan), ForgeJson.Wire.EnvelopePlanStatus, ct);

    /// <summary>What would be approved; nothing is written.</summary>
    public Task<PlanToApprove> PlanToApproveAsync(ApprovePlan request, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Plans,
            Body(request with { DryRun = true }, ForgeJson.Wire.ApprovePlan),
            ForgeJson.Wire.EnvelopePlanToApprove,
            ct
        );

    public Task<PlanStatus> ApprovePlanAsync(ApprovePlan request, CancellationToken ct) =>
        PlanPostAsync(Routes.Plans, Body(request, ForgeJson.Wire.ApprovePlan), ct);

    public Task<PlanStatus> StartPlanAsync(string plan, StartPlan request, CancellationToken ct) =>
        PlanPostAsync(
            Routes.Fill(Routes.PlanStart, plan),
            Body(request, ForgeJson.Wire.StartPlan),
            ct
        );

    public Task<PlanStatus> PausePlanAsync(string plan, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.PlanPause, plan), null, ct);

    public Task<PlanStatus> ResumePlanAsync(string plan, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.PlanResume, plan), null, ct);

    /// <summary>Agents are stopped; branches and worktrees stay.</summary>
    public Task<PlanStatus> CancelPlanAsync(string plan, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.PlanCancel, plan), null, ct);

    /// <summary>409: not all is merged and proved, or the base branch's checkout is in the way; nothing moved then.</summary>
    public Task<PlanStatus> DeliverPlanAsync(
        string plan,
        DeliverPlan request,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            Routes.Fill(Routes.PlanDeliver, plan),
            Body(request, ForgeJson.Wire.DeliverPlan),
            ct
        );

    public Task<PlanText> PlanReportAsync(string plan, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.PlanReport, plan),
            null,
            ForgeJson.Wire.EnvelopePlanText,
            ct
        );

    public Task<PlanText> ReviewPlanAsync(string plan, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.PlanReview, plan),
            null,
            ForgeJson.Wire.EnvelopePlanText,
            ct
        );

    public Task<PlanText> ReviewGroupAsync(
        string plan,
        string group,
        ReviewGroup request,
        CancellationToken ct
    ) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.GroupReview, plan, group),
            Body(request, ForgeJson.Wire.ReviewGroup),
            ForgeJson.Wire.EnvelopePlanText,
            ct
        );

    public Task<IReadOnlyList<PlanLogEntry>> PlanLogAsync(string plan, CancellationToken ct) =>
        GetAsync(
            Routes.Fill(Routes.PlanLog, plan),
            ForgeJson.Wire.EnvelopeIReadOnlyListPlanLogEntry,
            ct
        );

    /// <summary>What a validation command printed.</summary>
    public Task<PlanText> ValidationOutputAsync(string plan, Guid id, CancellationToken ct) =>
        GetAsync(
            Routes.Fill(Routes.PlanValidation, plan, id.ToString()),
            ForgeJson.Wire.EnvelopePlanText,
            ct
        );

    public Task<PlanStatus> AwardAsync(
        string plan,
        string? group,
        AwardPoints request,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            group is null
                ? Routes.Fill(Routes.PlanAward, plan)
                : Routes.Fill(Routes.GroupAward, plan, group),
            Body(request, ForgeJson.Wire.AwardPoints),
            ct
        );

    public Task<PlanStatus> ClearViolationsAsync(
        string plan,
        ClearViolations request,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            Routes.Fill(Routes.PlanClear, plan),
            Body(request, ForgeJson.Wire.ClearViolations),
            ct
        );

    /// <summary>409: the gate is shut (the text says why), or edits overlap (<see cref="ForgeError.Conflict"/>); nothing moved then.</summary>
    public Task<PlanStatus> MergeGroupAsync(
        string plan,
        string group,
        MergeGroup request,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            Routes.Fill(Routes.GroupMerge, plan, group),
            Body(request, ForgeJson.Wire.MergeGroup),
            ct
        );

    /// <summary>A new attempt from the plan's branch as it is now; the old one is kept until it is cleaned.</summary>
    public Task<PlanStatus> RetryGroupAsync(string plan, string group, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.GroupRetry, plan, group), null, ct);

    public Task<PlanStatus> DiscardGroupAsync(string plan, string group, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.GroupDiscard, plan, group), null, ct);

    public Task<PlanStatus> FollowUpGroupAsync(
        string plan,
        string group,
        string prompt,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            Routes.Fill(Routes.GroupFollowUp, plan, group),
            Body(new GroupPrompt { Prompt = prompt }, ForgeJson.Wire.GroupPrompt),
            ct
        );

    /// <summary>Undoes the group's merge by a commit of its own; what depends on it becomes stale.</summary>
    public Task<PlanStatus> RevertGroupAsync(string plan, string group, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.GroupRevert, plan, group), null, ct);

    /// <summary>Runs the group's commands again on its head.</summary>
    public Task<PlanStatus> ValidateGroupAsync(string plan, string group, CancellationToken ct) =>
        PlanPostAsync(Routes.Fill(Routes.GroupValidate, plan, group), null, ct);

    /// <summary>Makes the tree that merging would make, of this group and of all that are ready, and runs the commands on it.</summary>
    public Task<PlanText> RehearseGroupAsync(string plan, string group, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.GroupRehearse, plan, group),
            null,
            ForgeJson.Wire.EnvelopePlanText,
            ct
        );

    public Task<PlanStatus> WidenGroupAsync(
        string plan,
        string group,
        WidenGroup request,
        CancellationToken ct
    ) =>
        PlanPostAsync(
            Routes.Fill(Routes.GroupWiden, plan, group),
            Body(request, ForgeJson.Wire.WidenGroup),
            ct
        );

    /// <summary>With an agent's token: what it tells of its own attempt. 409: the attempt is in no plan.</summary>
    public Task<PlanLogEntry> ReportAsync(
        Guid attempt,
        AgentReport request,
        CancellationToken ct
    ) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.AttemptReport, attempt.ToString()),
            Body(request, ForgeJson.Wire.AgentReport),
            ForgeJson.Wire.EnvelopePlanLogEntry,
            ct
        );

    /// <summary>What waits for a person, what unblocks most first.</summary>
    public Task<IReadOnlyList<InboxItem>> InboxAsync(CancellationToken ct) =>
        GetAsync(Routes.Inbox, ForgeJson.Wire.EnvelopeIReadOnlyListInboxItem, ct);

    private Task<PlanStatus> PlanPostAsync(string route, HttpContent? body, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, route, body, ForgeJson.Wire.EnvelopePlanStatus, ct);
}
