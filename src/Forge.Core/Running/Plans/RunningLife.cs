namespace Forge.Core.Running.Plans;

/// <summary>All loops of a server, from taking up what the last one left to putting down what they do.</summary>
internal sealed class RunningLife(
    Recovery recovery,
    PlanRecovery plans,
    AttemptRuns attempts,
    PlanRuns planRuns
)
{
    public async Task TakeUpAsync(CancellationToken ct)
    {
        await recovery.RunAsync(ct).ConfigureAwait(false);
        await plans.RunAsync(ct).ConfigureAwait(false);
    }

    public Task LetIdleAgentsGoAsync(CancellationToken ct) => attempts.LetIdleAgentsGoAsync(ct);

    public Task EndedAsync() => Task.WhenAll(planRuns.EndedAsync(), attempts.EndedAsync());
}
