namespace Forge.Core.Domain.Plans;

/// <summary>
/// The rules of a plan: where each group stands, what may start, what is next. Only a merge releases what depends on a group.
/// All of it follows from the facts, so a new server comes to the same as the one that died.
/// </summary>
internal static class PlanDecisions
{
    /// <summary>Every group's state, in the order of the plan.</summary>
    public static IReadOnlyList<GroupView> States(PlanFacts facts) => new Standing(facts).All();

    /// <summary>What is to be done now; empty until something ends or a person does something.</summary>
    public static IReadOnlyList<PlanStep> Next(PlanFacts facts)
    {
        var intent = facts.Intent;
        if (!intent.Started || intent.Cancelled || intent.Delivered)
            return [];
        var states = States(facts);
        List<PlanStep> steps = [];
        for (var i = 0; i < states.Count; i++)
            if (GoOn(facts, facts.Groups[i], states[i].State) is { } step)
                steps.Add(step);
        if (intent.Paused || facts.TargetLost is not null)
            return steps.FindAll(s => s is PlanStep.Validate);
        steps.AddRange(Starts(facts, states));
        if (facts.Whole == WholeFact.NotRun && states.All(IsSettled))
            steps.Add(new PlanStep.ValidateWhole());
        return steps;
    }

    /// <summary>When something is to be looked at although nothing happened; null for never.</summary>
    public static DateTimeOffset? NextLook(PlanFacts facts)
    {
        var times = facts
            .Groups.Select(g => g.Attempt?.Failure?.RetryAt)
            .Where(t => t is not null)
            .ToList();
        return times.Count == 0 ? null : times.Min();
    }

    public static PlanStage Stage(PlanFacts facts, IReadOnlyList<GroupView> states)
    {
        var intent = facts.Intent;
        if (!intent.Approved)
            return PlanStage.Draft;
        if (intent.Cancelled)
            return PlanStage.Cancelled;
        if (intent.Delivered)
            return PlanStage.Delivered;
        if (!intent.Started)
            return PlanStage.Approved;
        if (facts.TargetLost is not null)
            return PlanStage.Blocked;
        if (states.Any(s => s.State == GroupState.Merged) && states.All(IsSettled))
            return OfWhole(facts);
        if (intent.Paused)
            return PlanStage.Paused;
        return states.Any(Moves) ? PlanStage.Running : PlanStage.Blocked;
    }

    private static PlanStage OfWhole(PlanFacts facts) =>
        facts.Whole switch
        {
            WholeFact.NotRun or WholeFact.Running => PlanStage.Validating,
            WholeFact.Failed => PlanStage.Blocked,
            _ when facts.Intent.LandsDirectly => PlanStage.Done,
            _ => PlanStage.AwaitingDelivery,
        };

    private static bool IsSettled(GroupView view) =>
        view.State is GroupState.Merged or GroupState.Cancelled;

    // Something goes on by itself, or a person's merge lets it.
    private static bool Moves(GroupView view) =>
        view.State
            is GroupState.Ready
                or GroupState.Running
                or GroupState.Validating
                or GroupState.AwaitingReview
                or GroupState.AwaitingMerge
        || view is { State: GroupState.Waiting, Cause: not null };

    private static PlanStep? GoOn(PlanFacts facts, GroupFacts group, GroupState state)
    {
        if (group.Attempt is not { } attempt || group.Cancelled)
            return null;
        if (state == GroupState.Validating && attempt.Head is { } head)
            return attempt.Validation switch
            {
                ValidationFact.NotRun => new PlanStep.Validate(group.Id, attempt.Id, head),
                ValidationFact.Running => null,
                _ => new PlanStep.SendBack(group.Id, attempt.Id, head),
            };
        return
            attempt is { Phase: GroupAttemptPhase.Failed, Failure: { RetryAt: { } at } failure }
            && state == GroupState.Waiting
            && at <= facts.Now
            ? new PlanStep.Retry(group.Id, attempt.Id, failure.Cause)
            : null;
    }

    private static IEnumerable<PlanStep> Starts(PlanFacts facts, IReadOnlyList<GroupView> states)
    {
        var free = facts.Rules.MaxParallel - states.Count(s => Occupies(s, facts.Rules));
        if (free <= 0)
            return [];
        var length = RemainingPaths.Of(facts, states);
        return facts
            .Groups.Select((group, i) => (Group: group, View: states[i], Position: i))
            .Where(g => g.View.State == GroupState.Ready)
            .OrderByDescending(g => length[g.Group.Id])
            .ThenBy(g => g.Position)
            .Take(free)
            .Select(g => Start(facts, g.Group));
    }

    private static bool Occupies(GroupView view, PlanRules rules) =>
        view.State switch
        {
            GroupState.Running or GroupState.Validating => true,
            GroupState.AwaitingReview or GroupState.AwaitingMerge => rules.BackPressure,
            _ => false,
        };

    private static PlanStep Start(PlanFacts facts, GroupFacts group)
    {
        var before = facts.Groups.Where(g => group.DependsOn.Contains(g.Id)).ToList();
        var open = before.Find(g => g.Merge is null && !g.Cancelled);
        return new PlanStep.Start(
            group.Id,
            [.. before.Select(g => g.Merge ?? g.Attempt?.Head).OfType<string>()],
            open?.Id
        );
    }
}
