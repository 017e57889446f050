using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>A person merges a group through the gate, with its proof in the commit; or undoes that.</summary>
internal sealed class GroupMerging(
    RunningParts parts,
    PlanDesk desk,
    Merges merges,
    GroupEvidence evidence
)
{
    /// <param name="despite">The person's reason to merge although the gate is shut.</param>
    public Task MergeAsync(
        Plan plan,
        string group,
        string? despite,
        string by,
        CancellationToken ct
    ) =>
        desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                var closed = MergeGate.Closed(look, id);
                if (closed.Count > 0 && string.IsNullOrWhiteSpace(despite))
                    throw RuleBroken.Conflict(
                        $"{plan.Slug}/{id} cannot be merged: {string.Join("; ", closed)}"
                    );
                if (look.Record.Row(id).AttemptId is not { } attempt)
                    throw RuleBroken.Conflict($"{id} has no attempt to merge");
                if (look.View(id).State == GroupState.Merged)
                    return look.Group(id).Merge!;
                var seen = look.Group(id).Attempt?.Head;
                try
                {
                    var merge = await merges
                        .MergeAsync(
                            attempt,
                            (head, inner) => WithAsync(look, id, (head, seen, despite, by), inner),
                            stop
                        )
                        .ConfigureAwait(false);
                    return merge.MergeCommit;
                }
                catch (RuleBroken met) when (met.Details is ConflictDetails conflict)
                {
                    await LogAsync(look, id, by, conflict, stop).ConfigureAwait(false);
                    throw;
                }
            },
            ct
        );

    private async Task<MergeWith> WithAsync(
        PlanLook look,
        string id,
        (string Head, string? Seen, string? Despite, string By) asked,
        CancellationToken ct
    )
    {
        var closed = MergeGate.Closed(look, id);
        if (asked.Head != asked.Seen && string.IsNullOrWhiteSpace(asked.Despite))
            throw RuleBroken.Conflict(
                $"{id} went on to {asked.Head[..10]} while it was being merged: that commit is not validated yet. Look again"
            );
        return new MergeWith(
            await evidence.FilesAsync(look, id, asked.Head, ct).ConfigureAwait(false),
            (w, m) =>
                PlanRecordRows.Log(
                    w,
                    look.Plan.Id,
                    id,
                    asked.By,
                    "merge",
                    Words(m, closed, asked.Despite)
                )
        );
    }

    // Reports tell which conflicts were really met.
    private Task LogAsync(
        PlanLook look,
        string id,
        string by,
        ConflictDetails conflict,
        CancellationToken ct
    ) =>
        desk.WriteAsync(
            w =>
                PlanRecordRows.Log(
                    w,
                    look.Plan.Id,
                    id,
                    by,
                    "conflict",
                    $"with {look.Plan.Branch}{PlanConflicts.Files}{string.Join(", ", conflict.Files)}"
                ),
            ct
        );

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
        var commit = prepared switch
        {
            MergePreparation.Ready ready => ready.Squash,
            MergePreparation.Conflict conflict => throw RuleBroken.Conflict(
                $"{id} cannot be undone by itself: later merges changed the same: {string.Join(", ", conflict.Files)}. Revert those first",
                new ConflictDetails(
                    "merge_conflicts",
                    "later work builds on it",
                    "revert",
                    conflict.Files
                )
            ),
            // Nothing of it is left: written down as undone.
            _ => "",
        };
        var row = new Revert
        {
            Id = Guid.NewGuid(),
            PlanId = look.Plan.Id,
            GroupId = id,
            MergeCommit = merge,
            RevertCommit = commit,
            State = MergeState.Pending,
            CreatedAt = parts.Database.Now,
        };
        await desk.WriteAsync(w => PlanRecordRows.Insert(w, row), ct).ConfigureAwait(false);
        if (prepared is MergePreparation.Ready made)
        {
            var result = await Reverting
                .ApplyAsync(look.Repo, made, look.Plan.Branch, ct)
                .ConfigureAwait(false);
            if (result is MergeResult.Refused refused)
            {
                await desk.WriteAsync(w => PlanRecordRows.Delete(w, row), ct).ConfigureAwait(false);
                throw RuleBroken.Conflict(
                    refused.Reason,
                    new ConflictDetails("merge_conflicts", refused.Reason, "revert", refused.Files)
                );
            }
        }
        await desk.WriteAsync(
                w =>
                {
                    PlanRecordRows.Finish(w, row);
                    PlanGroupRows.Change(
                        w,
                        look.Plan.Id,
                        id,
                        r => r with { ReviewedCommit = null }
                    );
                    PlanRecordRows.Log(
                        w,
                        look.Plan.Id,
                        id,
                        by,
                        "revert",
                        $"{merge[..10]} by {(commit.Length > 0 ? commit[..10] : "nothing: it was gone already")}"
                    );
                },
                ct
            )
            .ConfigureAwait(false);
    }

    private static string Words(Merge merge, IReadOnlyList<string> closed, string? despite) =>
        $"{merge.BranchBefore[..10]} as {merge.MergeCommit[..10]} onto {merge.TargetBranch}"
        + (closed.Count == 0 ? "" : $" despite {string.Join("; ", closed)}: {despite}");
}
