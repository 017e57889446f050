using System.Runtime.InteropServices;
using Forge.Api;

namespace Forge.Server.Features.Servers;

internal static class Machine
{
    /// <summary>What <c>info</c> says of the server's machine.</summary>
    public static MachineEnvironment Read()
    {
        var release = Release();
        return new MachineEnvironment
        {
            OsType = release.GetValueOrDefault("NAME", RuntimeInformation.OSDescription).Split(' ')[
                0
            ],
            OsVersion = release.GetValueOrDefault(
                "VERSION_ID",
                Environment.OSVersion.Version.ToString()
            ),
            OsArchitecture =
                RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64",
            Bitness = Environment.Is64BitOperatingSystem ? "64-bit" : "32-bit",
        };
    }

    private static Dictionary<string, string> Release()
    {
        const string path = "/etc/os-release";
        if (!File.Exists(path))
            return [];
        return File.ReadLines(path)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
    }
}
