using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

/// <summary>What the machine alone takes.</summary>
internal static class AllFloors
{
    public static Task<IReadOnlyList<FloorLine>> MeasureAsync(
        Ground ground,
        string agents,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyList<FloorLine>>([]);
}
