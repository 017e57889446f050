using System.Diagnostics;
using System.Globalization;

namespace Forge.Bench.Servers;

/// <summary>This Forge, as its launcher publishes and starts it.</summary>
internal sealed class Ours(string program, string agents) : IContestant
{
    private static readonly string Dotnet = System.Environment.ProcessPath!;

    public string Name => "ours";

    public string Version => FileVersionInfo.GetVersionInfo(program).ProductVersion ?? "unknown";

    public string Agents => agents;

    public IReadOnlyList<string> Command => [Dotnet, program];

    public bool KeepsRuns => true;

    public Dictionary<string, string> Prepare(Ground ground, int port)
    {
        var environment = ground.Environment();
        environment["FORGE_HOME"] = ground.State;
        environment["HOST"] = "127.0.0.1";
        environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(Dotnet))!;
        return environment;
    }

    public string? Token(Ground ground)
    {
        var path = Path.Combine(ground.State, "token");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
