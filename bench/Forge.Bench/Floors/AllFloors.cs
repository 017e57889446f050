using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

/// <summary>What the machine alone takes, measured in the same run as the figures.</summary>
internal static class AllFloors
{
    public static async Task<IReadOnlyList<FloorLine>> MeasureAsync(
        Ground ground,
        string agents,
        string? emptyServer,
        CancellationToken ct
    )
    {
        var agent = Path.Combine(agents, "claude");
        IEnumerable<Floor> all =
        [
            .. ProcessFloors.Of(ground, agent),
            .. ServerFloors.Of(emptyServer, agents),
            .. await GitFloors.OfAsync(ground, ct),
            .. IoFloors.Of(ground),
            .. PipeFloors.Of(ground, agent),
        ];
        var lines = new List<FloorLine>();
        foreach (var floor in all)
            lines.Add(await MeasureAsync(floor, ct));
        return lines;
    }

    private static async Task<FloorLine> MeasureAsync(Floor floor, CancellationToken ct)
    {
        var values = new List<double>();
        await floor.MeasureAsync(ct);
        for (var round = 0; round < floor.Rounds; round++)
            values.Add(await floor.MeasureAsync(ct));
        var line = new FloorLine(floor.Title, floor.Unit, floor.Meaning, values);
        await Console.Error.WriteLineAsync(
            $"{"floors", -14} {floor.Title}: {Words.Of(line.Median!.Value, floor.Unit)}"
        );
        return line;
    }
}
