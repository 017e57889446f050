namespace Forge.Core.Domain.Plans;

/// <summary>A group's state with what it is waiting for, as everybody is told.</summary>
/// <param name="WaitingFor">In words; null when it waits for nothing.</param>
/// <param name="Cause">Why it failed or is stale; null else.</param>
internal sealed record GroupView(
    string Id,
    GroupState State,
    string? WaitingFor = null,
    string? Cause = null
);

/// <summary>What is next for a plan. Each may be done twice without harm: who does it looks at the facts again.</summary>
internal abstract record PlanStep
{
    /// <summary>The same for the same step, whatever lists it carries.</summary>
    public string Key =>
        this switch
        {
            Start s => $"start {s.Group}",
            Validate s => $"validate {s.Group} {s.Head}",
            SendBack s => $"send back {s.Group} {s.Head}",
            Retry s => $"retry {s.Group} {s.Attempt}",
            Restack s => $"restack {s.Group} {s.Attempt}",
            _ => GetType().Name,
        };

    /// <summary>A first or a new attempt, on a base that has all of <paramref name="Contains"/>.</summary>
    /// <param name="StackedOn">The predecessor whose branch it begins on; null for the target.</param>
    public sealed record Start(string Group, IReadOnlyList<string> Contains, string? StackedOn)
        : PlanStep;

    public sealed record Validate(string Group, Guid Attempt, string Head) : PlanStep;

    /// <summary>The failing validation goes to the agent as a follow-up.</summary>
    public sealed record SendBack(string Group, Guid Attempt, string Head) : PlanStep;

    /// <summary>What failed is tried again now.</summary>
    public sealed record Retry(string Group, Guid Attempt, FailureCause Cause) : PlanStep;

    /// <summary>The predecessor that it was stacked on is merged: its own commits go onto the target, which has all of <paramref name="Contains"/>.</summary>
    public sealed record Restack(string Group, Guid Attempt, IReadOnlyList<string> Contains)
        : PlanStep;

    /// <summary>All is merged: the commands of the whole are run on the target.</summary>
    public sealed record ValidateWhole : PlanStep;
}
