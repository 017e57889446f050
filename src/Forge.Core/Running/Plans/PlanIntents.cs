using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What a person asks of a whole plan.</summary>
internal sealed class PlanIntents(
    RunningParts parts,
    PlanDesk desk,
    Stopping stopping,
    RefWatch refs
)
{
    /// <param name="change">What the person set for this plan.</param>
    public Task StartAsync(
        Plan plan,
        Func<PlanSettings, PlanSettings> change,
        string by,
        CancellationToken ct
    ) =>
        desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                if (look.Plan.DeliveredAt is not null)
                    throw RuleBroken.Conflict($"The plan {plan.Slug} was delivered already");
                if (ApprovedFiles.IsChanged(look.Plan, look.Record.Project, look.Record.Body))
                    throw RuleBroken.Conflict(
                        $"The plan's files changed since {look.Plan.ApprovedBy} approved them. Approve them again: forge approve {plan.Slug}"
                    );
                var settings = change(look.Record.Settings);
                Insist(settings, look);
                // Before the first agent can have done anything.
                await refs.LookAsync(look, stop).ConfigureAwait(false);
                await WriteAsync(
                        plan,
                        by,
                        "start",
                        InWords(settings),
                        (p, now) =>
                            p with
                            {
                                StartedAt = p.StartedAt ?? now,
                                Paused = false,
                                CancelledAt = null,
                                Settings = PlanBodies.Text(settings),
                            },
                        stop
                    )
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    public Task PauseAsync(Plan plan, string by, CancellationToken ct) =>
        desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                InsistStarted(look.Plan);
                if (look.Plan.CancelledAt is not null)
                    throw RuleBroken.Conflict(
                        $"The plan {plan.Slug} was cancelled: nothing of it goes on. Take that back: forge plan resume {plan.Slug}"
                    );
                await WriteAsync(plan, by, "pause", "", (p, _) => p with { Paused = true }, stop)
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    public Task ResumeAsync(Plan plan, string by, CancellationToken ct) =>
        desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                InsistStarted(look.Plan);
                await WriteAsync(
                        plan,
                        by,
                        "resume",
                        "",
                        (p, _) => p with { Paused = false, CancelledAt = null },
                        stop
                    )
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    /// <summary>What runs is stopped; branches, worktrees and merges stay.</summary>
    public async Task CancelAsync(Plan plan, string by, CancellationToken ct)
    {
        var living = await desk.DoAsync(
                plan,
                async (look, stop) =>
                {
                    if (look.Plan.DeliveredAt is not null)
                        throw RuleBroken.Conflict($"The plan {plan.Slug} was delivered already");
                    await WriteAsync(
                            plan,
                            by,
                            "cancel",
                            "",
                            (p, now) => p with { CancelledAt = p.CancelledAt ?? now },
                            stop
                        )
                        .ConfigureAwait(false);
                    return look.Record.Rows.Select(r => r.AttemptId).OfType<Guid>().ToList();
                },
                ct
            )
            .ConfigureAwait(false);
        foreach (var attempt in living)
            await stopping.StopAsync(attempt, ct).ConfigureAwait(false);
    }

    private void Insist(PlanSettings settings, PlanLook look)
    {
        if (settings.MaxParallel is < 1 or > 1000)
            throw RuleBroken.Invalid("max_parallel: 1 to 1000 groups at once");
        foreach (var group in look.Record.Body.Groups)
        {
            var choice = GroupStarts.Agent(settings, group);
            parts.Executors.Require(choice.Executor);
            parts.Profiles.Current.Resolve(choice.Executor, choice.Variant, choice.Model);
        }
    }

    private static void InsistStarted(Plan plan)
    {
        if (plan.StartedAt is null)
            throw RuleBroken.Conflict(
                $"The plan {plan.Slug} is not started: forge start {plan.Slug}"
            );
        if (plan.DeliveredAt is not null)
            throw RuleBroken.Conflict($"The plan {plan.Slug} was delivered already");
    }

    private static string InWords(PlanSettings settings) =>
        $"{settings.Executor ?? "each group's own agent"}, {settings.MaxParallel} at once"
        + (settings.Stacked ? ", stacked" : "")
        + (settings.BackPressure ? "" : ", without back-pressure")
        + (settings.Failures.WaitForRateLimits ? "" : ", rate limits are not waited for");

    private Task WriteAsync(
        Plan plan,
        string by,
        string what,
        string text,
        Func<Plan, DateTimeOffset, Plan> change,
        CancellationToken ct
    ) =>
        desk.WriteAsync(
            w =>
            {
                PlanRows.Change(w, plan.Id, p => change(p, w.Now));
                PlanRecordRows.Log(w, plan.Id, null, by, what, text);
            },
            ct
        );
}
