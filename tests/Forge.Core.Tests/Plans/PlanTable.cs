using Forge.Core.Domain.Plans;

namespace Forge.Core.Tests.Plans;

/// <summary>Facts of a started plan in a line or two: what a test does not name is as it is right after the start.</summary>
internal static class PlanTable
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static PlanFacts Plan(params GroupFacts[] groups) =>
        new(new PlanIntent { Started = true }, groups, new PlanRules(), Noon);

    public static GroupFacts Group(string id, params string[] dependsOn) =>
        new() { Id = id, DependsOn = dependsOn };

    /// <summary>Merged by the commit <c>m-ID</c>, where its branch stands.</summary>
    public static GroupFacts Merged(string id, params string[] dependsOn) =>
        Group(id, dependsOn) with
        {
            Merges = [$"m-{id}"],
            Attempt = Attempt(GroupAttemptPhase.Rested, ValidationFact.NotRun) with
            {
                Head = $"m-{id}",
            },
        };

    public static GroupAttemptFacts Attempt(
        GroupAttemptPhase phase,
        ValidationFact validation = ValidationFact.Passed,
        params string[] contains
    ) =>
        new()
        {
            Id = Guid.NewGuid(),
            Phase = phase,
            Head = "head",
            Validation = validation,
            Contains = contains.ToHashSet(),
        };

    public static GroupAttemptFacts Working(params string[] contains) =>
        Attempt(GroupAttemptPhase.Working, ValidationFact.NotRun, contains);

    public static GroupAttemptFacts Rested(ValidationFact validation, params string[] contains) =>
        Attempt(GroupAttemptPhase.Rested, validation, contains);

    public static GroupAttemptFacts Failing(DateTimeOffset? retryAt) =>
        Attempt(GroupAttemptPhase.Failed, ValidationFact.NotRun) with
        {
            Failure = new GroupFailure(FailureCause.RateLimit, "the limit is reached", retryAt),
        };

    public static GroupView View(this PlanFacts facts, string id) =>
        PlanDecisions.States(facts).Single(v => v.Id == id);

    public static GroupState State(this PlanFacts facts, string id) => facts.View(id).State;

    public static PlanStage Stage(this PlanFacts facts) =>
        PlanDecisions.Stage(facts, PlanDecisions.States(facts));

    /// <summary>Each step in a word and the group that it is for.</summary>
    public static IEnumerable<string> Steps(this PlanFacts facts) =>
        PlanDecisions.Next(facts).Select(Words);

    public static string Words(PlanStep step) =>
        step switch
        {
            PlanStep.Start s =>
                $"start {s.Group} on {s.StackedOn ?? "target"} with [{string.Join(' ', s.Contains)}]",
            PlanStep.Validate s => $"validate {s.Group} at {s.Head}",
            PlanStep.SendBack s => $"send back {s.Group}",
            PlanStep.Retry s => $"retry {s.Group}",
            PlanStep.Restack s => $"restack {s.Group} with [{string.Join(' ', s.Contains)}]",
            PlanStep.ValidateWhole => "validate the whole",
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };
}
