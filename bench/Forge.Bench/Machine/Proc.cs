using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Forge.Bench.Machine;

/// <summary>What <c>/proc</c> says of a process; nothing where it is gone.</summary>
internal static class Proc
{
    private const double TicksPerSecond = 100;

    /// <summary>Whether it lives: one that ended and was not yet collected does not.</summary>
    public static bool IsAlive(int pid) =>
        Stat(pid) is [var state, ..] && state is not ("Z" or "X");

    public static double CpuSeconds(int pid) =>
        Stat(pid) is { Length: > 12 } stat
            ? (Number(stat[11]) + Number(stat[12])) / TicksPerSecond
            : 0;

    /// <summary>Resident memory in MB, shared pages and all.</summary>
    public static double Resident(int pid) => Kilobytes($"/proc/{pid}/status", "VmRSS:") / 1024;

    /// <summary>Memory in MB where shared pages count in parts.</summary>
    public static double Proportional(int pid) =>
        Kilobytes($"/proc/{pid}/smaps_rollup", "Pss:") / 1024;

    public static string Program(int pid) => Read($"/proc/{pid}/cmdline").Split('\0')[0];

    /// <summary>The file that it runs, whatever name it was called by.</summary>
    public static string Executable(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName
                ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static string Environment(int pid) => Read($"/proc/{pid}/environ");

    public static IEnumerable<int> All() =>
        from entry in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(entry)
        where char.IsAsciiDigit(name[0])
        select int.Parse(name, CultureInfo.InvariantCulture);

    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It went by itself.
        }
    }

    // From the third field on: the second is a name that may hold spaces.
    private static string[]? Stat(int pid)
    {
        var text = Read($"/proc/{pid}/stat");
        var end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }

    private static double Kilobytes(string path, string key)
    {
        var text = Read(path);
        var at = text.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
            return 0;
        var value = text.AsSpan(at + key.Length).TrimStart();
        return Number(value[..value.IndexOf(' ')].ToString());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
