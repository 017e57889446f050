using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

internal static class ServerFloors
{
    public static IEnumerable<Floor> Of(string? program, string agents)
    {
        if (program is null)
            yield break;
        var empty = new EmptyServer(program, agents);
        yield return new Floor(
            "an empty web server",
            Unit.Milliseconds,
            "from starting a program with one route of ASP.NET Core and nothing else to its first answer, measured like 'server start'",
            8,
            async ct =>
            {
                await using var server = await LiveServer.StartAsync(empty, ct);
                return server.StartTook;
            }
        );
    }

    /// <summary>Not a contestant, but started and asked like one.</summary>
    private sealed class EmptyServer(string program, string agents) : IContestant
    {
        public string Name => "empty";
        public string Version => "";
        public string Agents => agents;
        public IReadOnlyList<string> Command { get; private set; } = [];
        public bool KeepsRuns => false;

        public Dictionary<string, string> Prepare(Ground ground, int port)
        {
            Command = [Environment.ProcessPath!, program, $"{port}"];
            var environment = ground.Environment();
            environment["DOTNET_ROOT"] = Path.GetDirectoryName(
                Path.GetFullPath(Environment.ProcessPath!)
            )!;
            return environment;
        }

        public string? Token(Ground ground) => null;
    }
}
