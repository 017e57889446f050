using Forge.Api;
using Forge.Core.Running.Plans;
using Microsoft.AspNetCore.Mvc;
using PlanRow = Forge.Core.Domain.Plans.Plan;

namespace Forge.Server.Features.Plans;

/// <summary>What every request about one plan has: which plan, who asks, and how it is answered.</summary>
/// <param name="Plan">An id or a slug.</param>
internal sealed record PlanAsked(
    string Plan,
    HttpContext Context,
    [FromServices] PlanDesk Desk,
    [FromServices] PlanStatuses Statuses
)
{
    public string By => Who.Asks(Context);

    /// <exception cref="Core.Domain.RuleBroken">There is no such plan.</exception>
    public PlanRow Row => Desk.Require(Plan);

    /// <summary>Does something, and answers with the plan as it is then.</summary>
    public async Task<Envelope<PlanStatus>> DoAsync(
        Func<PlanRow, string, CancellationToken, Task> act,
        CancellationToken ct
    )
    {
        var row = Row;
        await act(row, By, ct).ConfigureAwait(false);
        return Envelope.Of(await Statuses.ReadAsync(row, ct).ConfigureAwait(false));
    }
}
