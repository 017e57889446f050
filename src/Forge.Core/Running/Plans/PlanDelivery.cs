using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>A person delivers: the plan's branch comes into its base branch, once all is merged and proved.</summary>
internal sealed class PlanDelivery(PlanDesk desk, GroupEvidence evidence)
{
    /// <exception cref="RuleBroken">Not all is merged and proved, or the base branch is in the way; nothing moved.</exception>
    public Task DeliverAsync(Plan plan, DeliveryShape shape, string by, CancellationToken ct) =>
        desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                Insist(look);
                var prepared = await Delivery
                    .PrepareAsync(
                        look.Repo,
                        look.Plan.Branch,
                        look.Plan.BaseBranch,
                        shape,
                        Message(look),
                        await evidence.OfWholeAsync(look, stop).ConfigureAwait(false),
                        stop
                    )
                    .ConfigureAwait(false);
                var ready = prepared switch
                {
                    MergePreparation.Ready made => made,
                    MergePreparation.Conflict conflict => throw Conflict(
                        $"{look.Plan.BaseBranch} and {look.Plan.Branch} both changed {string.Join(", ", conflict.Files)}. Merge {look.Plan.BaseBranch} into {look.Plan.Branch} by hand (git switch {look.Plan.Branch}; git merge {look.Plan.BaseBranch}), then deliver",
                        conflict.Files
                    ),
                    _ => throw RuleBroken.Conflict(
                        $"{look.Plan.BaseBranch} has everything that {look.Plan.Branch} has"
                    ),
                };
                await desk.WriteAsync(
                        w =>
                            PlanRows.Change(
                                w,
                                plan.Id,
                                p => p with { DeliveredCommit = ready.Squash }
                            ),
                        stop
                    )
                    .ConfigureAwait(false);
                var result = await Delivery
                    .ApplyAsync(look.Repo, ready, look.Plan.Branch, look.Plan.BaseBranch, stop)
                    .ConfigureAwait(false);
                if (result is MergeResult.Refused refused)
                {
                    await desk.WriteAsync(
                            w =>
                                PlanRows.Change(w, plan.Id, p => p with { DeliveredCommit = null }),
                            stop
                        )
                        .ConfigureAwait(false);
                    throw Conflict(refused.Reason, refused.Files);
                }
                await desk.WriteAsync(w => Finish(w, look.Plan, ready.Squash, by), stop)
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    /// <summary>Finishes or drops what a crash left between intent and end.</summary>
    public async Task RecoverAsync(PlanLook look, CancellationToken ct)
    {
        if (look.Plan is not { DeliveredCommit: { } commit, DeliveredAt: null })
            return;
        var applied = await Merging
            .IsAppliedAsync(look.Repo, commit, look.Plan.BaseBranch, ct)
            .ConfigureAwait(false);
        await desk.WriteAsync(
                w =>
                {
                    if (applied)
                        Finish(w, look.Plan, commit, "a person, before the server ended");
                    else
                        PlanRows.Change(w, look.Plan.Id, p => p with { DeliveredCommit = null });
                },
                ct
            )
            .ConfigureAwait(false);
    }

    private static void Insist(PlanLook look)
    {
        var stage = look.Stage;
        if (stage == PlanStage.AwaitingDelivery)
        {
            if (look.Facts.OpenViolations.Count > 0)
                throw RuleBroken.Conflict(
                    $"The plan cannot be delivered: {string.Join("; ", look.Facts.OpenViolations)}. Look at it, then: forge clear {look.Plan.Slug} --reason …"
                );
            return;
        }
        if (stage == PlanStage.Delivered)
            throw RuleBroken.Conflict($"The plan {look.Plan.Slug} was delivered already");
        if (stage == PlanStage.Done)
            throw RuleBroken.Conflict(
                $"There is nothing to deliver: the groups are merged onto {look.Plan.BaseBranch} itself"
            );
        var open = look
            .Views.Where(v => v.State is not (GroupState.Merged or GroupState.Cancelled))
            .Select(v => $"{v.Id} is {StateWords.Said(v.State)}")
            .ToList();
        throw RuleBroken.Conflict(
            $"The plan {look.Plan.Slug} is {StateWords.Said(stage)}, and cannot be delivered"
                + (open.Count > 0 ? ": " + string.Join(", ", open.Take(10)) : "")
                + (
                    look.Facts.Whole == WholeFact.Failed
                        ? ": the validation of the whole fails"
                        : ""
                )
        );
    }

    private static string Message(PlanLook look) =>
        $"{look.Plan.Title}\n\nDelivers the plan {look.Plan.Slug} ({look.Plan.Wish}):\n"
        + string.Join(
            '\n',
            look.Record.Body.Groups.Where(g => look.View(g.Id).State == GroupState.Merged)
                .Select(g => $"- {g.Id}: {g.Title}")
        );

    private static void Finish(Writing w, Plan plan, string commit, string by)
    {
        PlanRows.Change(w, plan.Id, p => p with { DeliveredCommit = commit, DeliveredAt = w.Now });
        PlanRecordRows.Log(
            w,
            plan.Id,
            null,
            by,
            "deliver",
            $"{plan.Branch} into {plan.BaseBranch} as {commit[..10]}"
        );
    }

    private static RuleBroken Conflict(string text, IReadOnlyList<string> files) =>
        RuleBroken.Conflict(text, new ConflictDetails("merge_conflicts", text, "deliver", files));
}
