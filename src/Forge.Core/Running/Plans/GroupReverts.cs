using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>A person undoes a group's merge; what was built on it becomes stale.</summary>
internal sealed class GroupReverts(RunningParts parts, PlanDesk desk)
{
    /// <summary>Undoes the group's merges by commits of their own, the newest first.</summary>
    public Task RevertAsync(Plan plan, string group, string by, CancellationToken ct) =>
        desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                if (look.Plan.DeliveredAt is not null)
                    throw RuleBroken.Conflict(
                        $"The plan was delivered. Undo it in {look.Plan.BaseBranch}: git revert {look.Plan.DeliveredCommit}"
                    );
                var done = look.Group(id).Merges;
                if (done.Count == 0)
                    throw RuleBroken.Conflict($"{id} is not merged");
                foreach (var merge in done.Reverse())
                    await RevertAsync(look, id, merge, by, stop).ConfigureAwait(false);
                return true;
            },
            ct
        );

    /// <summary>Finishes or drops what a crash left between intent and end.</summary>
    public async Task RecoverAsync(PlanLook look, CancellationToken ct)
    {
        foreach (var revert in look.Record.Reverts.Where(r => r.State == MergeState.Pending))
        {
            var applied = await Merging
                .IsAppliedAsync(look.Repo, revert.RevertCommit, look.Plan.Branch, ct)
                .ConfigureAwait(false);
            await desk.WriteAsync(
                    w =>
                    {
                        if (applied)
                            PlanRecordRows.Finish(w, revert);
                        else
                            PlanRecordRows.Delete(w, revert);
                    },
                    ct
                )
                .ConfigureAwait(false);
        }
    }

    private async Task RevertAsync(
        PlanLook look,
        string id,
        string merge,
        string by,
        CancellationToken ct
    )
    {
        var prepared = await Reverting
            .PrepareAsync(
                look.Repo,
                look.Plan.Branch,
                merge,
                $"Revert {look.Plan.Slug}/{id}\n\nAsked by {by}",
                ct
            )
            .ConfigureAwait(false);
        if (prepared is MergePreparation.Conflict conflict)
            throw Refusal(
                $"{id} cannot be undone by itself: later merges changed the same: {string.Join(", ", conflict.Files)}. Revert those first",
                conflict.Files
            );
        // Nothing of it is left: then it is only written down as undone.
        var ready = prepared as MergePreparation.Ready;
        var row = new Revert
        {
            Id = Guid.NewGuid(),
            PlanId = look.Plan.Id,
            GroupId = id,
            MergeCommit = merge,
            RevertCommit = ready?.Squash ?? "",
            State = MergeState.Pending,
            CreatedAt = parts.Database.Now,
        };
        await desk.WriteAsync(w => PlanRecordRows.Insert(w, row), ct).ConfigureAwait(false);
        if (ready is not null)
            await ApplyAsync(look, row, ready, ct).ConfigureAwait(false);
        await desk.WriteAsync(w => Finish(w, row, by), ct).ConfigureAwait(false);
    }

    private async Task ApplyAsync(
        PlanLook look,
        Revert row,
        MergePreparation.Ready ready,
        CancellationToken ct
    )
    {
        var result = await Reverting
            .ApplyAsync(look.Repo, ready, look.Plan.Branch, ct)
            .ConfigureAwait(false);
        if (result is not MergeResult.Refused refused)
            return;
        await desk.WriteAsync(w => PlanRecordRows.Delete(w, row), ct).ConfigureAwait(false);
        throw Refusal(refused.Reason, refused.Files);
    }

    private static void Finish(Writing w, Revert row, string by)
    {
        PlanRecordRows.Finish(w, row);
        PlanGroupRows.Change(w, row.PlanId, row.GroupId, r => r with { ReviewedCommit = null });
        var how =
            row.RevertCommit.Length > 0 ? row.RevertCommit[..10] : "nothing: it was gone already";
        PlanRecordRows.Log(
            w,
            row.PlanId,
            row.GroupId,
            by,
            "revert",
            $"{row.MergeCommit[..10]} by {how}"
        );
    }

    private static RuleBroken Refusal(string text, IReadOnlyList<string> files) =>
        RuleBroken.Conflict(text, new ConflictDetails("merge_conflicts", text, "revert", files));
}
