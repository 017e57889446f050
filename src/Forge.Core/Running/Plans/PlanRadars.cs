using System.Collections.Concurrent;
using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>Which of a plan's living attempts are in each other's way, as the radar saw it last.</summary>
internal sealed class PlanRadars
{
    private readonly ConcurrentDictionary<Guid, PlanRadar> _seen = new();

    public PlanRadar Of(Guid plan) => _seen.GetValueOrDefault(plan, PlanRadar.Nothing);

    public Task RefreshAsync(PlanLook look, CancellationToken ct)
    {
        _seen[look.Plan.Id] = PlanRadar.Nothing;
        return Task.CompletedTask;
    }
}

/// <param name="Order">Groups, in the order in which merging meets the fewest conflicts.</param>
internal sealed record PlanRadar(IReadOnlyList<PlanOverlap> Overlaps, IReadOnlyList<string> Order)
{
    public static PlanRadar Nothing { get; } = new([], []);
}

/// <param name="Second">Null: the target.</param>
/// <param name="Level">In one word of the wire.</param>
internal sealed record PlanOverlap(
    string First,
    string? Second,
    string Level,
    IReadOnlyList<string> Files
);
