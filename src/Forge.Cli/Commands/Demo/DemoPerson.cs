using Forge.Api;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Demo;

/// <summary>
/// What a person does in the demo, each with their yes: merges a wave when all of it is proved, begins again what does not fit
/// on what was merged, delivers the whole.
/// </summary>
internal sealed class DemoPerson(Surroundings here, ForgeClient client, DemoStory story, bool yes)
{
    /// <summary>The radar looks a moment after the last agent came to rest.</summary>
    private static readonly TimeSpan MostForRadar = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <returns>The plan after the last deed; null: nothing was to be done.</returns>
    public async Task<PlanStatus?> ActAsync(PlanStatus seen, CancellationToken ct)
    {
        if (!IsMyTurn(seen))
            return null;
        // What came by the stream may be older than the last deed.
        var now = await client.PlanAsync(seen.Id.ToString(), ct);
        return now.State == "awaiting_delivery" ? await DeliverAsync(now, ct)
            : IsMyTurn(now) ? await MergeAsync(now, ct)
            : null;
    }

    private static bool IsMyTurn(PlanStatus plan) =>
        plan.State == "awaiting_delivery"
        || (Wave(plan) is { Count: > 0 } wave && wave.All(IsProved));

    private static bool IsProved(GroupStatus group) =>
        group.State is "awaiting_review" or "awaiting_merge";

    /// <summary>What is not merged of the first wave that is not.</summary>
    private static IReadOnlyList<GroupStatus> Wave(PlanStatus plan) =>
        plan.Groups.Where(group => group.State != "merged")
            .GroupBy(group => group.Wave)
            .OrderBy(wave => wave.Key)
            .FirstOrDefault()
            ?.ToList()
        ?? [];

    private async Task<PlanStatus> MergeAsync(PlanStatus plan, CancellationToken ct)
    {
        var now = await WithRadarAsync(plan, ct);
        story.TellRadar(now);
        var order = now.Radar.SuggestedOrder.ToList();
        List<string> merged = [];
        foreach (
            var group in Wave(now)
                .OrderBy(one => order.IndexOf(one.Id) is var at and >= 0 ? at : int.MaxValue)
        )
        {
            if (Foe(now, group.Id, merged) is { } foe)
                return await BeginAgainAsync(now, group, foe, ct);
            await AskAsync($"Merge {group.Id} ({group.Title}) into {now.Branch}?", now, ct);
            try
            {
                story.TellMerged(
                    await client.MergeGroupAsync(Id(now), group.Id, new MergeGroup(), ct),
                    group.Id
                );
                merged.Add(group.Id);
            }
            catch (ForgeError error) when (error.Conflict is { } conflict)
            {
                var why =
                    $"nothing moved: it does not fit on what is merged in {string.Join(", ", conflict.Files ?? [])}";
                return await BeginAgainAsync(now, group, why, ct);
            }
        }
        return now;
    }

    /// <summary>The plan once the radar knows all that is to be merged.</summary>
    private async Task<PlanStatus> WithRadarAsync(PlanStatus plan, CancellationToken ct)
    {
        var until = here.Now + MostForRadar;
        var wave = Wave(plan).Select(group => group.Id).ToList();
        while (wave.Count > 1 && wave.Intersect(plan.Radar.Behind).Any() && here.Now < until)
        {
            await Task.Delay(Pause, here.Time, ct);
            plan = await client.PlanAsync(Id(plan), ct);
        }
        return plan;
    }

    /// <summary>What was merged just now, and conflicts with this group as the radar said before; null: nothing.</summary>
    private static string? Foe(PlanStatus plan, string group, List<string> merged) =>
        plan
            .Radar.Overlaps.Where(overlap => overlap.Level == "conflict")
            .Where(overlap =>
                (overlap.First == group && merged.Contains(overlap.Second ?? ""))
                || (overlap.Second == group && merged.Contains(overlap.First))
            )
            .Select(overlap =>
                $"the radar said so: {(overlap.First == group ? overlap.Second : overlap.First)} changed the same lines of {string.Join(", ", overlap.Files)}"
            )
            .FirstOrDefault();

    private async Task<PlanStatus> BeginAgainAsync(
        PlanStatus plan,
        GroupStatus group,
        string why,
        CancellationToken ct
    )
    {
        story.TellConflict(group.Id, why);
        await AskAsync($"Begin {group.Id} again on what is merged now?", plan, ct);
        var now = await client.RetryGroupAsync(Id(plan), group.Id, ct);
        story.TellBegunAgain(now, group.Id);
        return now;
    }

    private async Task<PlanStatus> DeliverAsync(PlanStatus plan, CancellationToken ct)
    {
        await AskAsync($"Deliver {plan.Branch} into {plan.BaseBranch} as one commit?", plan, ct);
        var now = await client.DeliverPlanAsync(Id(plan), new DeliverPlan(), ct);
        story.TellDelivered(now);
        return now;
    }

    private async Task AskAsync(string question, PlanStatus plan, CancellationToken ct)
    {
        if (yes || await here.Terminal.ConfirmAsync(question, ct))
            return;
        throw new CommandFailed(
            ExitCodes.Failed,
            $"You did not say yes, so the plan stays as it is. What waits for you: {here.Name} inbox; how it stands: {here.Name} status {plan.Plan}"
        );
    }

    private static string Id(PlanStatus plan) => plan.Id.ToString();
}
