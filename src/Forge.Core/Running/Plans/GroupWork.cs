using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What a person asks of one group, beside merging it.</summary>
internal sealed class GroupWork(
    RunningParts parts,
    PlanDesk desk,
    FollowUps followUps,
    Discards discards,
    Stopping stopping
)
{
    /// <summary>The next attempt begins anew from the plan's branch; the old one stays as it is, stopped.</summary>
    public async Task RetryAsync(Plan plan, string group, string by, CancellationToken ct)
    {
        var old = await desk.DoAsync(
                plan,
                group,
                async (look, id, stop) =>
                {
                    if (Standing.StandsAtMerge(look.Group(id)))
                        throw RuleBroken.Conflict(
                            $"{id} is merged. Undo that first (forge revert {plan.Slug}/{id}), or send its agent a follow-up"
                        );
                    var row = look.Record.Row(id);
                    await ChangeAsync(
                            plan,
                            id,
                            by,
                            "retry",
                            "",
                            r =>
                                r with
                                {
                                    AttemptId = null,
                                    Cancelled = false,
                                    StartFailure = null,
                                    ReviewedCommit = null,
                                },
                            stop
                        )
                        .ConfigureAwait(false);
                    return row.AttemptId;
                },
                ct
            )
            .ConfigureAwait(false);
        if (old is { } attempt)
            await stopping.StopAsync(attempt, ct).ConfigureAwait(false);
    }

    /// <summary>The group is taken out of the plan; what depends on it waits until it is retried or taken out, too.</summary>
    public async Task DiscardAsync(Plan plan, string group, string by, CancellationToken ct)
    {
        var old = await desk.DoAsync(
                plan,
                group,
                async (look, id, stop) =>
                {
                    if (Standing.StandsAtMerge(look.Group(id)))
                        throw RuleBroken.Conflict(
                            $"{id} is merged. Undo that first: forge revert {plan.Slug}/{id}"
                        );
                    var row = look.Record.Row(id);
                    await ChangeAsync(
                            plan,
                            id,
                            by,
                            "discard",
                            "",
                            r => r with { Cancelled = true, ReviewedCommit = null },
                            stop
                        )
                        .ConfigureAwait(false);
                    return row.AttemptId;
                },
                ct
            )
            .ConfigureAwait(false);
        if (old is { } attempt)
            await discards.DiscardAsync(attempt, ct).ConfigureAwait(false);
    }

    /// <summary>Told to the group's agent. Of a merged group that opens it again.</summary>
    public Task FollowUpAsync(
        Plan plan,
        string group,
        string prompt,
        string by,
        CancellationToken ct
    ) =>
        desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                var attempt = AttemptOf(look, id);
                await followUps
                    .SendAsync(attempt, prompt, null, steer: false, stop)
                    .ConfigureAwait(false);
                await desk.WriteAsync(
                        w =>
                        {
                            // A person took it up: what was counted against the agent is counted anew.
                            PlanGroupRows.Change(
                                w,
                                attempt,
                                a =>
                                    a with
                                    {
                                        SentBack = 0,
                                        Retries = 0,
                                        Cause = null,
                                        CauseText = null,
                                        ResumedAt = null,
                                    }
                            );
                            PlanRecordRows.Log(
                                w,
                                plan.Id,
                                id,
                                by,
                                "follow-up",
                                prompt.Split('\n')[0]
                            );
                        },
                        stop
                    )
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    /// <summary>Runs the group's commands again on its head.</summary>
    public Task ValidateAsync(Plan plan, string group, string by, CancellationToken ct) =>
        desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                AttemptOf(look, id);
                var head =
                    look.Group(id).Attempt?.Head
                    ?? throw RuleBroken.Conflict($"{id} has no commit to validate yet");
                await desk.WriteAsync(
                        w =>
                        {
                            ValidationRows.Void(w, plan.Id, id, head);
                            PlanRecordRows.Log(w, plan.Id, id, by, "validate", head[..10]);
                        },
                        stop
                    )
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );

    /// <summary>Paths and globs become the group's own.</summary>
    public Task WidenAsync(
        Plan plan,
        string group,
        (IReadOnlyList<string> Files, string? Reason) more,
        string by,
        CancellationToken ct
    )
    {
        if (more.Files.Count == 0 || more.Files.Any(string.IsNullOrWhiteSpace))
            throw RuleBroken.Invalid("files: name the paths or globs");
        return desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                if (look.Group(id).Merge is not null)
                    throw RuleBroken.Conflict(
                        $"{id} is merged: what it may change decides nothing any more"
                    );
                var all = PlanBodies.Widened(look.Record.Row(id)).Union(more.Files);
                await ChangeAsync(
                        plan,
                        id,
                        by,
                        "widen",
                        string.Join(", ", more.Files)
                            + (more.Reason is null ? "" : $": {more.Reason}"),
                        r => r with { Widened = PlanBodies.Widened(all) },
                        stop
                    )
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );
    }

    /// <summary>A person found the head good, or not good enough: then it says why, and the agent is told.</summary>
    public Task ReviewAsync(
        Plan plan,
        string group,
        (bool Accept, string? Reason) said,
        string by,
        CancellationToken ct
    ) =>
        desk.DoAsync(
            plan,
            group,
            async (look, id, stop) =>
            {
                var attempt = AttemptOf(look, id);
                var state = look.View(id).State;
                if (state is not (GroupState.AwaitingReview or GroupState.AwaitingMerge))
                    throw RuleBroken.Conflict(
                        $"{id} is {StateWords.Said(state)}: there is nothing to review yet"
                    );
                var head = look.Group(id).Attempt!.Head!;
                await ChangeAsync(
                        plan,
                        id,
                        by,
                        said.Accept ? "accept" : "reject",
                        $"{head[..10]}" + (said.Reason is null ? "" : $": {said.Reason}"),
                        r => r with { ReviewedCommit = said.Accept ? head : null },
                        stop
                    )
                    .ConfigureAwait(false);
                if (!said.Accept && said.Reason is { Length: > 0 } reason)
                    await followUps
                        .SendAsync(attempt, reason, null, steer: false, stop)
                        .ConfigureAwait(false);
                return true;
            },
            ct
        );

    private Guid AttemptOf(PlanLook look, string id) =>
        look.Record.Row(id).AttemptId is { } attempt
        && parts.Database.Read(db => AttemptRows.Find(db, attempt)) is not null
            ? attempt
            : throw RuleBroken.Conflict($"{id} has no attempt yet");

    private Task ChangeAsync(
        Plan plan,
        string group,
        string by,
        string what,
        string text,
        Func<PlanGroupRow, PlanGroupRow> change,
        CancellationToken ct
    ) =>
        desk.WriteAsync(
            w =>
            {
                PlanGroupRows.Change(w, plan.Id, group, change);
                PlanRecordRows.Log(w, plan.Id, group, by, what, text);
            },
            ct
        );
}
