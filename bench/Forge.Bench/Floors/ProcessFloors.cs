using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

internal static class ProcessFloors
{
    public static IEnumerable<Floor> Of(Ground ground, string agent)
    {
        yield return new Floor(
            "a process",
            Unit.Milliseconds,
            "starting /bin/true and seeing it end",
            20,
            ct => TimedAsync(ground, ["/bin/true"], ct)
        );
        yield return new Floor(
            "an agent's start",
            Unit.Milliseconds,
            "from starting the scripted agent to its first act: part of every 'agent started'",
            20,
            ct => AgentAsync(ground, agent, ct)
        );
        yield return new Floor(
            "an empty .NET program",
            Unit.Milliseconds,
            "dotnet starting a program that only asks how it is used: part of our server's start",
            5,
            ct =>
                TimedAsync(
                    ground,
                    [
                        Environment.ProcessPath!,
                        Path.Combine(AppContext.BaseDirectory, "Forge.Bench.dll"),
                        "--version",
                    ],
                    ct
                )
        );
    }

    public static async Task<double> TimedAsync(
        Ground ground,
        IReadOnlyList<string> command,
        CancellationToken ct,
        string? directory = null
    )
    {
        var began = WallClock.Now;
        await Started.ToTheEndAsync(command, ground.Environment(), directory ?? ground.Root, ct);
        return WallClock.MillisecondsSince(began);
    }

    private static async Task<double> AgentAsync(Ground ground, string agent, CancellationToken ct)
    {
        var began = WallClock.Now;
        await Started.ToTheEndAsync([agent], ground.Environment(), ground.Root, ct);
        return WallClock.Milliseconds(began, ground.ReadStamps()[^1].At);
    }
}
