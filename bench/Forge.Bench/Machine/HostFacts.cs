using System.Globalization;
using System.Runtime.InteropServices;

namespace Forge.Bench.Machine;

/// <summary>The machine that was measured on, in words.</summary>
internal static class HostFacts
{
    /// <summary>Of the last minute.</summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static string Today =>
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static IReadOnlyList<(string Name, string Value)> Read(string place) =>
        [
            (
                "processor",
                $"{Value("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores"
            ),
            ("memory", $"{Kilobytes(Value("/proc/meminfo", "MemTotal")) / 1024 / 1024:F0} GB"),
            ("disk", Disk(place)),
            ("kernel", File.ReadAllText("/proc/sys/kernel/osrelease").Trim()),
            ("system", RuntimeInformation.OSDescription.Trim()),
            (".NET", RuntimeInformation.FrameworkDescription),
        ];

    // The mount whose path is the longest beginning of the place.
    private static string Disk(string place)
    {
        var mount = File.ReadLines("/proc/mounts")
            .Select(line => line.Split(' '))
            .Where(m =>
                m[1] == "/"
                || place == m[1]
                || place.StartsWith(m[1] + "/", StringComparison.Ordinal)
            )
            .MaxBy(m => m[1].Length)!;
        return $"{mount[2]} on {mount[0]} ({mount[3].Split(',')[0]}), state below {Path.GetDirectoryName(place)}";
    }

    private static string Value(string file, string key) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            ?.Split(':', 2)[1]
            .Trim()
        ?? "unknown";

    private static double Kilobytes(string text) =>
        double.TryParse(text.Split(' ')[0], out var value) ? value : 0;
}
