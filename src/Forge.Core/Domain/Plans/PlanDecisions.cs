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
        return intent is { Approved: true, Started: true, Cancelled: false, Delivered: false }
            ? new NextSteps(facts).All()
            : [];
    }

    /// <summary>When something is to be looked at although nothing happened; null for never.</summary>
    /// <remarks>A time that has come needs no look: what it waits for then is a place, a person or nothing.</remarks>
    public static DateTimeOffset? NextLook(PlanFacts facts) =>
        facts.Groups.Min(g =>
            g.Attempt is { Phase: GroupAttemptPhase.Failed, Failure.RetryAt: { } at }
            && at > facts.Now
                ? at
                : (DateTimeOffset?)null
        );

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
        if (IsAllMerged(states))
            return OfWhole(facts);
        if (intent.Paused)
            return PlanStage.Paused;
        return states.Any(Moves) ? PlanStage.Running : PlanStage.Blocked;
    }

    private static PlanStage OfWhole(PlanFacts facts) =>
        facts.Whole switch
        {
            WholeFact.NotRun when facts.Intent.Paused => PlanStage.Paused,
            WholeFact.NotRun or WholeFact.Running => PlanStage.Validating,
            WholeFact.Failed => PlanStage.Blocked,
            _ when facts.Intent.LandsDirectly => PlanStage.Done,
            _ => PlanStage.AwaitingDelivery,
        };

    /// <summary>Nothing is left to be merged, and something was.</summary>
    public static bool IsAllMerged(IReadOnlyList<GroupView> states) =>
        states.Any(s => s.State == GroupState.Merged)
        && states.All(s => s.State is GroupState.Merged or GroupState.Cancelled);

    // Something goes on by itself, or a person's merge lets it.
    private static bool Moves(GroupView view) =>
        view.State
            is GroupState.Ready
                or GroupState.Running
                or GroupState.Validating
                or GroupState.AwaitingReview
                or GroupState.AwaitingMerge
        || view is { State: GroupState.Waiting, Cause: not null };
}
