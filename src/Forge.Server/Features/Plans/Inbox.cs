using Forge.Api;
using Forge.Core.Domain.Plans;
using Forge.Core.Running.Plans;
using Forge.Core.Store;

namespace Forge.Server.Features.Plans;

/// <summary>What waits for a person, what unblocks most first.</summary>
internal sealed class Inbox(Database database, PlanDesk desk)
{
    public async Task<IReadOnlyList<InboxItem>> ReadAsync(CancellationToken ct)
    {
        List<InboxItem> items = [];
        foreach (var plan in database.Read(PlanRows.All))
            if (plan is { DeliveredAt: null, CancelledAt: null })
            {
                var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
                items.AddRange(Of(look));
                items.AddRange(Asked(look));
            }
        return
        [
            .. items
                .OrderByDescending(i => i.Unblocks)
                .ThenBy(i => i.Since)
                .ThenBy(i => i.Plan, StringComparer.Ordinal)
                .ThenBy(i => i.Group, StringComparer.Ordinal),
        ];
    }

    // The last thing that each group's agent asked; it is answered by whatever a person does with the group.
    private IEnumerable<InboxItem> Asked(PlanLook look)
    {
        var shapes = new GroupShapes(look);
        return database
            .Read(db => PlanRecordRows.OpenQuestions(db, look.Plan.Id))
            .Where(q => look.Record.Rows.Any(r => r.GroupId == q.GroupId))
            .GroupBy(q => q.GroupId!)
            .Select(q => q.Last())
            .Select(q => new InboxItem
            {
                Kind = "asks",
                Plan = look.Plan.Slug,
                Group = q.GroupId,
                Attempt = look.Record.Row(q.GroupId!).AttemptId,
                Title = look.Record.Group(q.GroupId!).Title,
                Text = q.Text.Split('\n')[0],
                Command = $"forge resume {look.Plan.Slug}/{q.GroupId} '…'",
                Unblocks = shapes.Unblocks(q.GroupId!),
                Since = q.At,
            });
    }

    private static IEnumerable<InboxItem> Of(PlanLook look)
    {
        var shapes = new GroupShapes(look);
        foreach (var view in look.Views)
            if (OfGroup(look, view, shapes.Unblocks(view.Id)) is { } item)
                yield return item;
        if (OfPlan(look) is { } whole)
            yield return whole;
    }

    private static InboxItem? OfGroup(PlanLook look, GroupView view, int unblocks)
    {
        var name = $"{look.Plan.Slug}/{view.Id}";
        var (kind, text, command) = view.State switch
        {
            GroupState.AwaitingReview => (
                "review",
                look.Record.Group(view.Id).Validation.Any(v => v.Runnable)
                    ? "is validated: look at it, then merge it"
                    : "is done, and no command proves it: look at it, then merge it",
                $"forge review {name}"
            ),
            GroupState.AwaitingMerge => (
                "merge",
                "was found good: merge it",
                $"forge merge {name}"
            ),
            GroupState.Failed => (
                "failed",
                view.Cause ?? "failed",
                PlanProblems.Step(look, view.Id)
            ),
            GroupState.Stale => (
                "stale",
                view.Cause ?? "is stale",
                PlanProblems.Step(look, view.Id)
            ),
            _ => ("", "", ""),
        };
        return kind.Length == 0
            ? null
            : new InboxItem
            {
                Kind = kind,
                Plan = look.Plan.Slug,
                Group = view.Id,
                Attempt = look.Record.Row(view.Id).AttemptId,
                Title = look.Record.Group(view.Id).Title,
                Text = text,
                Command = command,
                Unblocks = unblocks,
                Since = Since(look, view.Id),
            };
    }

    private static InboxItem? OfPlan(PlanLook look)
    {
        var slug = look.Plan.Slug;
        var (kind, text, command) =
            look.Facts.OpenViolations.Count > 0
                ? (
                    "violation",
                    string.Join("; ", look.Facts.OpenViolations),
                    $"forge clear {slug} --reason '…'"
                )
                : look.Stage switch
                {
                    PlanStage.AwaitingDelivery => (
                        "deliver",
                        $"all is merged and proved: deliver it into {look.Plan.BaseBranch}",
                        $"forge deliver {slug}"
                    ),
                    PlanStage.Approved => ("start", "is approved: start it", $"forge start {slug}"),
                    PlanStage.Blocked => (
                        "blocked",
                        PlanProblems.Of(look).Problem ?? "nothing can go on",
                        $"forge status {slug}"
                    ),
                    _ => ("", "", ""),
                };
        return kind.Length == 0
            ? null
            : new InboxItem
            {
                Kind = kind,
                Plan = slug,
                Title = look.Plan.Title,
                Text = text,
                Command = command,
                Unblocks = look.Views.Count(v => v.State is GroupState.Waiting or GroupState.Ready),
                Since = look.Plan.UpdatedAt,
            };
    }

    private static DateTimeOffset Since(PlanLook look, string group)
    {
        var attempt = look.Record.Row(group).AttemptId;
        return look.Record.Validations.LastOrDefault(v =>
                v.AttemptId == attempt && attempt is not null
            )?.EndedAt
            ?? (
                attempt is { } id
                    ? look.Record.Processes.GetValueOrDefault(id)?.LastOrDefault()?.CompletedAt
                    : null
            )
            ?? look.Plan.UpdatedAt;
    }
}
