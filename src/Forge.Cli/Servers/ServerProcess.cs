using System.Globalization;
using System.Text;
using Forge.Cli.Machine;

namespace Forge.Cli.Servers;

/// <summary>The server as a process of this machine. A process id alone proves nothing: ids are used again.</summary>
internal static class ServerProcess
{
    private const string Program = "Forge.Server.dll";

    public static bool IsServer(int pid) =>
        CommandLine(pid).Any(part => part.EndsWith(Program, StringComparison.Ordinal));

    /// <summary>The file that the server runs from; null when the process is none.</summary>
    public static string? ProgramOf(int pid) =>
        CommandLine(pid).FirstOrDefault(part => part.EndsWith(Program, StringComparison.Ordinal));

    public static bool AnyOf(string program) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Any(name =>
                int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && CommandLine(pid).Contains(program)
            );

    /// <summary>Asks the server to end; true once it is gone.</summary>
    public static async Task<bool> StopAsync(
        int pid,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken ct
    )
    {
        NativeCalls.Signal(pid, NativeCalls.SigTerm);
        var started = time.GetUtcNow();
        while (IsServer(pid))
        {
            if (time.GetUtcNow() - started > limit)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Empty for a process that is gone, or a zombie.</summary>
    private static string[] CommandLine(int pid)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
