using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>A person merges a group through the gate, with its proof in the commit.</summary>
internal sealed class GroupMerging(
    PlanDesk desk,
    Merges merges,
    GroupEvidence evidence,
    RefWatch refs,
    MergeRehearsal rehearsal
)
{
    private const int MostTries = 5;

    /// <param name="despite">The person's reason to merge although the gate is shut.</param>
    public async Task MergeAsync(
        Plan plan,
        string group,
        string? despite,
        string by,
        CancellationToken ct
    )
    {
        for (var tries = 1; ; tries++)
        {
            // Beside the plan's loop: commands take their time.
            var target = string.IsNullOrWhiteSpace(despite)
                ? await rehearsal.InsistAsync(plan, group, ct).ConfigureAwait(false)
                : null;
            var merged = await TryAsync(plan, group, (despite, target), by, ct)
                .ConfigureAwait(false);
            if (merged is not null)
                return;
            if (tries == MostTries)
                throw RuleBroken.Conflict(
                    $"{plan.Branch} moves all the time: {group} was rehearsed {tries} times, and each time it had moved since. Try again"
                );
        }
    }

    // Null: the target moved since the rehearsal.
    private Task<string?> TryAsync(
        Plan plan,
        string group,
        (string? Despite, string? Target) asked,
        string by,
        CancellationToken ct
    ) =>
        desk.DoAsync<string?>(
            plan,
            group,
            async (look, id, stop) =>
            {
                // What an agent did a moment ago is to be known before the gate is asked.
                if (await refs.LookAsync(look, stop).ConfigureAwait(false))
                    look = await desk.LookAsync(plan.Id, stop).ConfigureAwait(false);
                var despite = asked.Despite;
                if (string.IsNullOrWhiteSpace(despite) && look.Target != asked.Target)
                    return null;
                var closed = MergeGate.Closed(look, id);
                if (closed.Count > 0 && string.IsNullOrWhiteSpace(despite))
                    throw RuleBroken.Conflict(
                        $"{plan.Slug}/{id} cannot be merged: {string.Join("; ", closed)}"
                    );
                if (look.Facts.Intent.Delivered || look.View(id).State == GroupState.Merged)
                    throw RuleBroken.Conflict(
                        $"{plan.Slug}/{id} cannot be merged, whatever the reason: {closed[0]}"
                    );
                if (look.Record.Row(id).AttemptId is not { } attempt)
                    throw RuleBroken.Conflict($"{id} has no attempt to merge");
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

    private static string Words(Merge merge, IReadOnlyList<string> closed, string? despite) =>
        $"{merge.BranchBefore[..10]} as {merge.MergeCommit[..10]} onto {merge.TargetBranch}"
        + (
            string.IsNullOrWhiteSpace(despite) ? ""
            // The gate may be open, and only the rehearsal be left out.
            : closed.Count == 0 ? $" without a rehearsal: {despite}"
            : $" despite {string.Join("; ", closed)}: {despite}"
        );
}
