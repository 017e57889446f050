namespace Forge.Core.Running.Plans;

/// <summary>
/// Looks at what no rule of the plan waits for: which attempts are in each other's way, what agents may not do, and which
/// of them stand still.
/// </summary>
internal sealed class PlanWatch(PlanRadars radars, RefWatch refs, StallWatch stalls)
{
    /// <returns>When to look again, whatever happens; null: not before something happens.</returns>
    public async Task<DateTimeOffset?> LookAsync(PlanLook look, CancellationToken ct)
    {
        await refs.LookAsync(look, ct).ConfigureAwait(false);
        var glance = radars.Refresh(look);
        var stall = await stalls.LookAsync(look, ct).ConfigureAwait(false);
        return glance < stall ? glance : stall ?? glance;
    }
}
