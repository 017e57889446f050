using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Running.Plans;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using PlanSettings = Forge.Core.Domain.Plans.PlanSettings;

namespace Forge.Server.Features.Plans;

/// <summary>Plans to the wire's records.</summary>
internal static class PlanShapes
{
    /// <param name="reviews">Of the groups that have work to judge.</param>
    public static PlanStatus ToWire(
        this PlanLook look,
        PlanRadar radar,
        IReadOnlyDictionary<string, Review> reviews
    )
    {
        var (plan, body) = (look.Plan, look.Record.Body);
        var shapes = new GroupShapes(look);
        var (problem, ways) = PlanProblems.Of(look);
        return new PlanStatus
        {
            Id = plan.Id,
            ProjectId = plan.ProjectId,
            Plan = plan.Slug,
            Title = plan.Title,
            State = StateWords.Of(look.Stage),
            Wish = plan.Wish,
            Digest = plan.Digest,
            ChangedSinceApproval =
                plan.DeliveredAt is null
                && ApprovedFiles.IsChanged(plan, look.Record.Project, body),
            ApprovedBy = plan.ApprovedBy,
            ApprovedAt = plan.ApprovedAt,
            StartedAt = plan.StartedAt,
            Branch = plan.Branch,
            BaseBranch = plan.BaseBranch,
            BaseCommit = plan.BaseCommit,
            DeliveredCommit = plan.DeliveredAt is null ? null : plan.DeliveredCommit,
            Problem = problem,
            WaysOut = ways,
            MaxParallel = look.Record.Settings.MaxParallel,
            Groups =
            [
                .. body.Groups.Select(g => shapes.ToWire(g, reviews.GetValueOrDefault(g.Id))),
            ],
            Waves = body.Waves,
            Radar = radar.ToWire(look),
            Validation =
            [
                .. look
                    .Record.Validations.Where(v =>
                        v.GroupId is null
                        && v.Ground == ValidationGround.Whole
                        && v.Head == look.Target
                    )
                    .Select(ToWire),
            ],
        };
    }

    public static PlanSummary ToSummary(this PlanLook look) =>
        new()
        {
            Id = look.Plan.Id,
            ProjectId = look.Plan.ProjectId,
            Project = look.Record.Project.Name,
            Plan = look.Plan.Slug,
            Title = look.Plan.Title,
            State = StateWords.Of(look.Stage),
            Groups = look.Views.Count,
            Merged = look.Views.Count(v => v.State == GroupState.Merged),
            Running = look.Views.Count(v => v.State is GroupState.Running or GroupState.Validating),
            WaitingForYou = look.Views.Count(v =>
                v.State
                    is GroupState.AwaitingReview
                        or GroupState.AwaitingMerge
                        or GroupState.Failed
                        or GroupState.Stale
            ),
            ApprovedAt = look.Plan.ApprovedAt,
        };

    public static ValidationStatus ToWire(this Validation v) =>
        new()
        {
            Id = v.Id,
            Command = v.Command,
            State =
                v.EndedAt is null ? "running"
                : v.Passed ? "passed"
                : "failed",
            ExitCode = v.ExitCode,
            TimedOut = v.TimedOut,
            DurationMs = v.EndedAt is { } end ? (long)(end - v.StartedAt).TotalMilliseconds : null,
            Commit = v.Head,
            Ground = Core.Domain.Wire.Name(v.Ground),
            Note = v.Note,
            StartedAt = v.StartedAt,
        };

    public static RadarStatus ToWire(this PlanRadar radar, PlanLook look) =>
        new()
        {
            SuggestedOrder = radar.Order,
            Behind = [.. radar.Seen.Behind(look)],
            Overlaps =
            [
                .. radar.Overlaps.Select(o => new RadarOverlap(
                    o.First,
                    o.Second,
                    o.Level,
                    o.Files
                )),
            ],
        };

    public static PlanLogEntry ToWire(this PlanLogLine line) =>
        new()
        {
            At = line.At,
            By = line.By,
            What = line.What,
            Group = line.GroupId,
            Text = line.Text,
        };

    public static PlanToApprove ToWire(this PlanOffer offer) =>
        new()
        {
            Plan = offer.Plan.Slug,
            Title = offer.Plan.Title,
            Digest = offer.Digest,
            Files = [.. offer.Files.Keys],
            Branch = offer.Branch,
            BaseBranch = offer.BaseBranch,
            BaseCommit = offer.BaseCommit,
            Waves = offer.Plan.Waves,
            ApprovedDigest = offer.Before?.Digest,
        };

    /// <summary>What the person set, over what the plan had.</summary>
    public static PlanSettings Settings(
        PlanSettings old,
        StartPlan body,
        ExecutorProfileId? standard
    )
    {
        if (
            body.Executor is null
            && (body.Command ?? body.Variant ?? body.Model) is not null
            && old.Executor is null
        )
            throw RuleBroken.Invalid(
                "executor: name the agent that variant, model or command are for"
            );
        if (body.ValidationLimit is < 1)
            throw RuleBroken.Invalid("validation_limit: at least one second");
        if (body.MostSentBack is < 0)
            throw RuleBroken.Invalid("most_sent_back: 0 or more");
        return old with
        {
            Executor = body.Executor ?? old.Executor,
            Variant = body.Executor is null ? body.Variant ?? old.Variant : body.Variant,
            Model = body.Executor is null ? body.Model ?? old.Model : body.Model,
            Command = body.Executor is null ? body.Command ?? old.Command : body.Command,
            DefaultExecutor = standard?.Executor ?? old.DefaultExecutor,
            DefaultVariant = standard?.Variant ?? old.DefaultVariant,
            MaxParallel = body.MaxParallel ?? old.MaxParallel,
            BackPressure = body.BackPressure ?? old.BackPressure,
            Stacked = body.Stacked ?? old.Stacked,
            CleanCopy = body.CleanCopy ?? old.CleanCopy,
            MostSentBack = body.MostSentBack ?? old.MostSentBack,
            ValidationLimit = body.ValidationLimit is { } limit
                ? TimeSpan.FromSeconds(limit)
                : old.ValidationLimit,
            Failures = body.WaitForRateLimits is { } wait
                ? old.Failures with
                {
                    WaitForRateLimits = wait,
                }
                : old.Failures,
            GroupBudget = body.GroupBudget ?? old.GroupBudget,
        };
    }
}
