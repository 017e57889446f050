namespace Forge.Core.Domain.Plans;

/// <summary>Finds out where each group stands: predecessors first, since a group's state rests on theirs.</summary>
internal sealed class Standing(PlanFacts facts)
{
    private readonly Dictionary<string, GroupFacts> _groups = facts.Groups.ToDictionary(g => g.Id);
    private readonly Dictionary<string, GroupView> _views = new(facts.Groups.Count);

    public IReadOnlyList<GroupView> All()
    {
        foreach (var i in GroupOrder.Of(facts.Groups))
            _views[facts.Groups[i].Id] = Of(facts.Groups[i]);
        return [.. facts.Groups.Select(g => _views[g.Id])];
    }

    private GroupView Of(GroupFacts group)
    {
        if (!facts.Intent.Approved)
            return new GroupView(group.Id, GroupState.Draft, "a person's approval");
        if (IsMerged(group))
            return Lost(group) is { } lost
                ? new GroupView(
                    group.Id,
                    GroupState.Stale,
                    "its predecessor, or a new attempt",
                    lost
                )
                : new GroupView(group.Id, GroupState.Merged);
        if (group.Cancelled || facts.Intent.Cancelled)
            return new GroupView(group.Id, GroupState.Cancelled);
        if (group.Attempt is { } attempt)
            return WithAttempt(group, attempt);
        if (group.StartFailure is { } failure)
            return new GroupView(group.Id, GroupState.Failed, "a person: retry it", failure);
        if (!facts.Intent.Started)
            return new GroupView(group.Id, GroupState.Approved, "the plan to be started");
        var open = Open(group);
        return open.Count == 0
            ? new GroupView(group.Id, GroupState.Ready, Place())
            : new GroupView(group.Id, GroupState.Waiting, string.Join(", ", open.Select(InWords)));
    }

    private string InWords(string id) =>
        _views[id].State == GroupState.Cancelled
            ? $"{id}, which was given up: retry it, or discard this too"
            : id;

    private string Place() =>
        facts.TargetLost is not null ? "the plan's branch to be put right"
        : facts.Intent.Paused ? "the plan to be resumed"
        : "a free place";

    // After a merge the branch stands at the merge commit; whoever goes on from there has reopened the group.
    private static bool IsMerged(GroupFacts group) =>
        group.Merge is { } merge
        && (
            group.Attempt is not { } attempt
            || (attempt.Phase is GroupAttemptPhase.Rested && attempt.Head == merge)
        );

    private GroupView WithAttempt(GroupFacts group, GroupAttemptFacts attempt)
    {
        if (Lost(group) is { } lost)
            return new GroupView(
                group.Id,
                GroupState.Stale,
                "a person: rebase it, or start it anew",
                lost
            );
        return attempt.Phase switch
        {
            GroupAttemptPhase.Queued => new GroupView(group.Id, GroupState.Running, "a free agent"),
            GroupAttemptPhase.Working => new GroupView(group.Id, GroupState.Running, attempt.Badge),
            GroupAttemptPhase.Failed => OfFailed(group, attempt),
            _ => OfRested(group, attempt),
        };
    }

    private static GroupView OfFailed(GroupFacts group, GroupAttemptFacts attempt)
    {
        var failure = attempt.Failure;
        return failure?.RetryAt is { } at
            ? new GroupView(group.Id, GroupState.Waiting, $"a new try at {at:u}", failure.Text)
            : new GroupView(
                group.Id,
                GroupState.Failed,
                "a person: follow up, retry or discard it",
                failure?.Text ?? "it failed"
            );
    }

    private GroupView OfRested(GroupFacts group, GroupAttemptFacts attempt)
    {
        if (
            attempt.Head is null
            || attempt.Validation is ValidationFact.NotRun or ValidationFact.Running
        )
            return new GroupView(group.Id, GroupState.Validating, "its validation");
        var broken =
            attempt.Validation == ValidationFact.Failed ? "validation: a command failed"
            : attempt.Outside.Count > 0
                ? $"validation: it changed what is not its own: {Some(attempt.Outside)}"
            : null;
        if (broken is not null)
            return attempt.SentBack < facts.Rules.MostSentBack && !facts.Intent.Paused
                ? new GroupView(group.Id, GroupState.Validating, "its agent", broken)
                : new GroupView(
                    group.Id,
                    GroupState.Failed,
                    "a person: follow up, retry or discard it",
                    broken
                );
        if (attempt.Stacked && Open(group) is { Count: > 0 } open)
            return new GroupView(group.Id, GroupState.AwaitingReview, string.Join(", ", open));
        return attempt.Reviewed
            ? new GroupView(group.Id, GroupState.AwaitingMerge, "a person's merge")
            : new GroupView(group.Id, GroupState.AwaitingReview, "a person's review");
    }

    // What holds a group up: predecessors that are not merged; stacked ones hold it up until they have something to build on.
    private List<string> Open(GroupFacts group)
    {
        var open = group.DependsOn.Where(id => IsOpen(group, id)).ToList();
        return
            facts.Rules.Stacked
            && group.Attempt is null
            && open.Count == 1
            && _views[open[0]].State is GroupState.AwaitingReview or GroupState.AwaitingMerge
            ? []
            : open;
    }

    private bool IsMerged(string id) =>
        !_views.TryGetValue(id, out var view) || view.State == GroupState.Merged;

    // What proves the whole goes on without what a person took out of it; for all others only a merge counts.
    private bool IsOpen(GroupFacts group, string id) =>
        !IsMerged(id) && !(group.IsFinal && _views[id].State == GroupState.Cancelled);

    /// <summary>In words what the group was built on and has no more; null when its base holds.</summary>
    private string? Lost(GroupFacts group) =>
        group
            .DependsOn.Where(id => _groups.ContainsKey(id))
            .Select(id => Lost(group, _groups[id]))
            .FirstOrDefault(lost => lost is not null);

    private string? Lost(GroupFacts group, GroupFacts before)
    {
        // One that is merged stands or falls with its predecessor; one that is not must have the very merge in its base.
        var unmerged = group.Merge is null ? group.Attempt : null;
        if (IsMerged(before.Id))
            return unmerged is null || unmerged.Contains.Contains(before.Merge!) ? null
                : unmerged.Stacked ? $"{before.Id} was merged: rebase this onto it"
                : $"{before.Id} was merged again after this was begun";
        if (!IsOpen(group, before.Id))
            return null;
        if (unmerged is { Stacked: true })
            return before.Attempt?.Head is { } head && unmerged.Contains.Contains(head)
                ? null
                : $"{before.Id} went on after this was stacked on it";
        return _views[before.Id].State == GroupState.Stale
            ? $"{before.Id} is stale"
            : $"{before.Id} was reopened or reverted";
    }

    private static string Some(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(3)) + (paths.Count > 3 ? $" and {paths.Count - 3} more" : "");
}
