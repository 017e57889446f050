using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>Carries out what the rules of a plan say; no rules are in it.</summary>
internal sealed class PlanWork(
    RunningParts parts,
    PlanFactsReader facts,
    GroupStarts starts,
    GroupRetries retries,
    GroupValidations validations,
    PlanWatch watch
)
{
    public Task<PlanLook?> LookAsync(Guid plan, CancellationToken ct) =>
        facts.ReadAsync(plan, validations.UnderWay(plan), ct);

    /// <param name="poke">Called when something that goes on behind has ended.</param>
    public Task DoAsync(PlanLook look, PlanStep step, Action poke, CancellationToken ct) =>
        step switch
        {
            PlanStep.Start start => starts.StartAsync(look, start, ct),
            PlanStep.Validate validate => validations.BeginAsync(look, validate, poke, ct),
            PlanStep.SendBack back => retries.SendBackAsync(look, back, ct),
            PlanStep.Retry retry => retries.RetryAsync(look, retry, ct),
            PlanStep.Restack restack => retries.RestackAsync(look, restack, ct),
            PlanStep.ValidateWhole => validations.BeginWholeAsync(look, poke, ct),
            _ => Task.CompletedTask,
        };

    /// <summary>Looks at what no rule waits for: the radar, stalls, and what agents may not do.</summary>
    /// <returns>When to look again, whatever happens; null: not before something happens.</returns>
    public Task<DateTimeOffset?> WatchAsync(PlanLook look, CancellationToken ct) =>
        watch.LookAsync(look, ct);

    /// <summary>A step that could not be done is told. What cannot begin waits for a person; all else for the next bell.</summary>
    public Task FailedAsync(PlanLook look, PlanStep step, string why, CancellationToken ct) =>
        step is PlanStep.Start start
            ? parts.Database.WriteAsync(
                w =>
                    PlanGroupRows.Change(
                        w,
                        look.Plan.Id,
                        start.Group,
                        row => row with { StartFailure = why }
                    ),
                ct
            )
            : Task.CompletedTask;
}
