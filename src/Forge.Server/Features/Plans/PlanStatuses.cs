using Forge.Api;
using Forge.Core.Running.Plans;
using PlanRow = Forge.Core.Domain.Plans.Plan;

namespace Forge.Server.Features.Plans;

/// <summary>A plan as clients see it.</summary>
internal sealed class PlanStatuses(PlanDesk desk, PlanRadars radars, PlanEvidence evidence)
{
    public async Task<PlanStatus> ReadAsync(PlanRow plan, CancellationToken ct)
    {
        var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
        var reviews = await evidence.ReviewsAsync(look, ct).ConfigureAwait(false);
        return look.ToWire(radars.Of(plan.Id), reviews);
    }
}
