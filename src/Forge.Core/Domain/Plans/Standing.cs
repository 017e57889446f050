namespace Forge.Core.Domain.Plans;

/// <summary>Finds out where each group stands: predecessors first, since a group's state rests on theirs.</summary>
internal sealed class Standing
{
    private const int MostNamed = 8;
    private const string ForPerson = "a person: follow up, retry or discard it";

    private readonly PlanFacts _facts;
    private readonly GroupView[] _views;

    public Standing(PlanFacts facts)
    {
        _facts = facts;
        Graph = new GroupGraph(facts.Groups);
        _views = new GroupView[facts.Groups.Count];
        foreach (var i in Graph.Order)
            _views[i] = Of(i, facts.Groups[i]);
    }

    public GroupGraph Graph { get; }

    public IReadOnlyList<GroupView> All() => _views;

    /// <summary>What a base cut now has to contain, and the branch that it is cut from when that is not the target.</summary>
    public (IReadOnlyList<string> Contains, string? StackedOn) BaseOf(int position)
    {
        var contains = new List<string>();
        string? stackedOn = null;
        foreach (var before in Graph.Before(position))
            if (IsMerged(before))
                contains.Add(_facts.Groups[before].Merge!);
            else if (IsOpen(position, before))
            {
                stackedOn = _facts.Groups[before].Id;
                contains.Add(_facts.Groups[before].Attempt!.Head!);
            }
        return (contains, stackedOn);
    }

    /// <summary>Stacked on what is merged by now, and not yet on top of that merge.</summary>
    public bool IsToRestack(int position) =>
        _facts.Groups[position].Attempt
            is { Stacked: true, Phase: GroupAttemptPhase.Rested, Head: not null } attempt
        && !Graph.Before(position).Exists(before => IsOpen(position, before))
        && Lacks(position, attempt) is not null;

    private GroupView Of(int position, GroupFacts group)
    {
        if (!_facts.Intent.Approved)
            return new GroupView(group.Id, GroupState.Draft, "a person's approval");
        if (StandsAtMerge(group))
            return Lost(position, group) is { } lost
                ? new GroupView(
                    group.Id,
                    GroupState.Stale,
                    "its predecessor to be merged again, or to be reverted itself",
                    lost
                )
                : new GroupView(group.Id, GroupState.Merged);
        if (group.Cancelled || _facts.Intent.Cancelled)
            return new GroupView(group.Id, GroupState.Cancelled);
        return group.Attempt is { } attempt
            ? WithAttempt(position, group, attempt)
            : NotBegun(position, group);
    }

    private GroupView NotBegun(int position, GroupFacts group)
    {
        if (group.StartFailure is { } failure)
            return new GroupView(group.Id, GroupState.Failed, "a person: retry it", failure);
        if (!_facts.Intent.Started)
            return new GroupView(group.Id, GroupState.Approved, "the plan to be started");
        var open = Open(position);
        if (open.Count > 0 && !MayStack(position, open))
            return new GroupView(group.Id, GroupState.Waiting, Some(open));
        return group.FormerLives
            ? new GroupView(group.Id, GroupState.Waiting, "its former attempt to end")
            : new GroupView(group.Id, GroupState.Ready, Halt ?? "a free place");
    }

    // What keeps anything from being begun or gone on with.
    private string? Halt =>
        _facts.TargetLost is not null ? "the plan's branch to be put right"
        : _facts.Intent.Paused ? "the plan to be resumed"
        : null;

    /// <summary>It is merged, also where that has become stale: there is nothing of it to begin anew or to give up.</summary>
    /// <remarks>
    /// After a merge the branch stands at the merge commit; whoever goes on from there has reopened the group. Whoever deleted
    /// the branch has not.
    /// </remarks>
    public static bool StandsAtMerge(GroupFacts group) =>
        group.Merge is { } merge
        && (
            group.Attempt is not { } attempt
            || attempt.Phase == GroupAttemptPhase.Rested
                && (attempt.Head is null || attempt.Head == merge)
        );

    private GroupView WithAttempt(int position, GroupFacts group, GroupAttemptFacts attempt) =>
        Lost(position, group) is { } lost
            ? new GroupView(
                group.Id,
                GroupState.Stale,
                "a person: rebase it, or start it anew",
                lost
            )
            : attempt.Phase switch
            {
                GroupAttemptPhase.Queued => new GroupView(
                    group.Id,
                    GroupState.Running,
                    "a free agent"
                ),
                GroupAttemptPhase.Working => new GroupView(
                    group.Id,
                    GroupState.Running,
                    attempt.Badge
                ),
                GroupAttemptPhase.Failed => OfFailed(group, attempt),
                _ => OfRested(position, group, attempt),
            };

    private GroupView OfFailed(GroupFacts group, GroupAttemptFacts attempt)
    {
        var failure = attempt.Failure;
        if (failure?.RetryAt is not { } at)
            return Failed(group, failure?.Text ?? "it failed");
        var waitingFor =
            Halt
            ?? (at > _facts.Now ? $"a new try at {at:u}" : "a free place, to be tried once more");
        return new GroupView(group.Id, GroupState.Waiting, waitingFor, failure.Text);
    }

    private GroupView OfRested(int position, GroupFacts group, GroupAttemptFacts attempt)
    {
        if (attempt.Head is not { } head)
            return Failed(group, "its branch is gone");
        if (group.Reverted.Contains(head))
            return Failed(group, "its merge was reverted");
        if (IsToRestack(position))
            return new GroupView(
                group.Id,
                GroupState.Waiting,
                Halt ?? "being rebased onto the target",
                "what it was stacked on is merged"
            );
        if (attempt.Validation is ValidationFact.NotRun or ValidationFact.Running)
            return new GroupView(group.Id, GroupState.Validating, "its validation");
        if (Broken(attempt) is { } broken)
            return attempt.SentBack < _facts.Rules.MostSentBack
                ? new GroupView(group.Id, GroupState.Validating, Halt ?? "its agent", broken)
                : Failed(group, broken);
        if (attempt.Stacked && Open(position) is { Count: > 0 } open)
            return new GroupView(group.Id, GroupState.AwaitingReview, Some(open));
        return attempt.Reviewed
            ? new GroupView(group.Id, GroupState.AwaitingMerge, "a person's merge")
            : new GroupView(group.Id, GroupState.AwaitingReview, "a person's review");
    }

    private static GroupView Failed(GroupFacts group, string cause) =>
        new(group.Id, GroupState.Failed, ForPerson, cause);

    private static string? Broken(GroupAttemptFacts attempt) =>
        attempt.Validation == ValidationFact.Failed ? "validation: a command failed"
        : attempt.Outside.Count > 0
            ? $"validation: it changed what is not its own: {Some(attempt.Outside)}"
        : null;

    // In words what holds a group up. What the plan does not have is never merged.
    private List<string> Open(int position)
    {
        var open = new List<string>();
        foreach (var before in Graph.Before(position))
            if (IsOpen(position, before))
                open.Add(
                    _views[before].State == GroupState.Cancelled
                        ? $"{_views[before].Id}, which was given up: retry it, or discard this too"
                        : _views[before].Id
                );
        foreach (var unknown in Graph.Unknown(position))
            open.Add($"{unknown}, which the plan does not have");
        return open;
    }

    // On the branch of the only one that holds it up, when that is validated and has all the others' merges in its base.
    private bool MayStack(int position, List<string> open)
    {
        if (!_facts.Rules.Stacked || open.Count != 1)
            return false;
        var before = Graph.Before(position);
        var at = before.FindIndex(b => IsOpen(position, b));
        if (at < 0)
            return false;
        var below = before[at];
        return _views[below].State is GroupState.AwaitingReview or GroupState.AwaitingMerge
            && _facts.Groups[below] is { Merge: null, Attempt: { Head: not null } attempt }
            && before.TrueForAll(b =>
                !IsMerged(b) || attempt.Contains.Contains(_facts.Groups[b].Merge!)
            );
    }

    private bool IsMerged(int position) => _views[position].State == GroupState.Merged;

    // What proves the whole goes on without what a person took out of it; for all others only a merge counts.
    private bool IsOpen(int position, int before) =>
        !IsMerged(before)
        && !(_facts.Groups[position].IsFinal && _views[before].State == GroupState.Cancelled);

    /// <summary>In words what the group was built on and has no more; null when its base holds.</summary>
    private string? Lost(int position, GroupFacts group)
    {
        foreach (var before in Graph.Before(position))
            if (IsOpen(position, before) && !StandsOn(group, before))
                return HowLost(group, before);
        // One that is merged stands or falls with its predecessor; one that is not must have the very merge in its base. One
        // that was stacked gets it when it rests.
        return
            group is { Merge: null, Attempt: { Stacked: false } attempt }
            && Lacks(position, attempt) is { } lacking
            ? $"{_views[lacking].Id} was merged again after this was begun"
            : null;
    }

    private int? Lacks(int position, GroupAttemptFacts attempt)
    {
        if (attempt.Head is null)
            return null;
        foreach (var before in Graph.Before(position))
            if (IsMerged(before) && !attempt.Contains.Contains(_facts.Groups[before].Merge!))
                return before;
        return null;
    }

    // Stacked on one that was never merged and stands where it stood.
    private bool StandsOn(GroupFacts group, int below) =>
        group is { Merge: null, Attempt: { Stacked: true } attempt }
        && _views[below].State is not (GroupState.Stale or GroupState.Cancelled)
        && _facts.Groups[below] is { Merge: null, Attempt.Head: { } head } before
        && !before.Reverted.Contains(head)
        && attempt.Contains.Contains(head);

    private string HowLost(GroupFacts group, int before)
    {
        var id = _views[before].Id;
        return _views[before].State switch
        {
            GroupState.Stale => $"{id} is stale",
            GroupState.Cancelled => $"{id} was given up",
            _ when group.Attempt is { Stacked: true } && _facts.Groups[before].Merge is null =>
                $"{id} went on after this was stacked on it",
            _ => $"{id} was reopened or reverted",
        };
    }

    private static string Some(IReadOnlyList<string> names) =>
        names.Count <= MostNamed
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more";
}
