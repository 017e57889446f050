using System.Globalization;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>What the server's process holds, as the kernel sees it.</summary>
internal static class ServerProcess
{
    public static int Pid(RunningServer server) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(server.Place.State, "server.json")))![
            "pid"
        ]!.GetValue<int>();

    public static int Sockets(RunningServer server) =>
        new DirectoryInfo($"/proc/{Pid(server)}/fd")
            .GetFileSystemInfos()
            .Count(f => f.LinkTarget?.StartsWith("socket:") == true);

    public static long Memory(RunningServer server)
    {
        var line = File.ReadLines($"/proc/{Pid(server)}/status")
            .Single(l => l.StartsWith("VmRSS:"));
        return long.Parse(
                line["VmRSS:".Length..].Replace("kB", "").Trim(),
                CultureInfo.InvariantCulture
            ) * 1024;
    }
}
