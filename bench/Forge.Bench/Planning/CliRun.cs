using System.Diagnostics;
using System.Globalization;

namespace Forge.Bench.Planning;

/// <summary>Wall and processor time of one run of the command line, in milliseconds, with its children.</summary>
internal sealed record CliRun(double Wall, double Processor)
{
    public static CliRun Of(string cli, string directory, params string[] arguments)
    {
        const string script =
            "TIMEFORMAT='%R %U %S'; cli=$1; shift; time dotnet \"$cli\" \"$@\" >/dev/null 2>err";
        var info = new ProcessStartInfo("bash", ["-c", script, "bench", cli, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
        };
        info.Environment["FORGE_HOME"] = Path.Combine(directory, "no-state");
        using var process = Process.Start(info)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new MeasureFailed(
                $"forge {string.Join(' ', arguments)}: {process.ExitCode}: {File.ReadAllText(Path.Combine(directory, "err"))}"
            );
        var parts = said.Trim()
            .Split(' ')
            .Select(p => double.Parse(p, CultureInfo.InvariantCulture) * 1000)
            .ToList();
        return new CliRun(parts[0], parts[1] + parts[2]);
    }
}
