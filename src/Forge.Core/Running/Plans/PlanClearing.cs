using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>A person looked at what an agent may not have done, or at a target that was rewritten, and lets the plan go on.</summary>
internal sealed class PlanClearing(PlanDesk desk)
{
    public Task ClearAsync(Plan plan, string? group, string reason, string by, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw RuleBroken.Invalid("reason: say why the plan may go on");
        return desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                var id = group is null ? null : PlanDesk.GroupOf(look, group);
                if (look.Facts.TargetLost is not null && look.Target is null)
                    throw RuleBroken.Conflict(
                        $"The branch {plan.Branch} is gone. Bring it back first: git branch {plan.Branch} COMMIT"
                    );
                if (!Stands(look, id))
                    throw RuleBroken.Conflict(
                        $"Nothing stands against {(id is null ? plan.Slug : $"{plan.Slug}/{id}")}: there is nothing to clear"
                    );
                await desk.WriteAsync(w => Write(w, look, id, reason, by), stop)
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );
    }

    private static bool Stands(PlanLook look, string? group) =>
        (group is null && look.Facts.TargetLost is not null)
        || look.Record.Violations.Any(v =>
            v.ClearedAt is null && (group is null || v.GroupId == group)
        );

    private static void Write(Writing w, PlanLook look, string? group, string reason, string by)
    {
        var plan = look.Plan;
        PlanRecordRows.ClearViolations(w, plan.Id, group, by, reason);
        if (group is null && look.Facts.TargetLost is { } lost)
            Accept(w, look, lost);
        PlanRecordRows.Log(w, plan.Id, group, by, "clear", reason);
    }

    // What the target no longer has counts as undone; the plan's own files are where the target is now.
    private static void Accept(Writing w, PlanLook look, string lost)
    {
        foreach (var row in look.Record.Rows)
        foreach (var merge in look.Record.MergesOf(row.GroupId))
            if (!look.Group(row.GroupId).Merges.Contains(merge.MergeCommit))
                PlanRecordRows.Insert(
                    w,
                    new Revert
                    {
                        Id = Guid.NewGuid(),
                        PlanId = look.Plan.Id,
                        GroupId = row.GroupId,
                        MergeCommit = merge.MergeCommit,
                        RevertCommit = "",
                        State = MergeState.Done,
                        CreatedAt = w.Now,
                    }
                );
        PlanRows.Change(w, look.Plan.Id, p => p with { PlanCommit = look.Target! });
        PlanRecordRows.Log(w, look.Plan.Id, null, "forge", "accept-target", lost);
    }
}
