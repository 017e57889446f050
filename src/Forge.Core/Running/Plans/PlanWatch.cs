namespace Forge.Core.Running.Plans;

/// <summary>Looks at what no rule of the plan waits for: which attempts are in each other's way, and what agents may not do.</summary>
internal sealed class PlanWatch(PlanRadars radars, RefWatch refs)
{
    public async Task LookAsync(PlanLook look, CancellationToken ct)
    {
        await refs.LookAsync(look, ct).ConfigureAwait(false);
        await radars.RefreshAsync(look, ct).ConfigureAwait(false);
    }
}
