using System.Diagnostics;

namespace Forge.Bench.Machine;

/// <summary>The one place where the benchmarks start programs.</summary>
internal static class Started
{
    /// <summary>Starts a program with nothing but the given environment; what it says goes to the end of a file.</summary>
    public static Process InBackground(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        string log
    )
    {
        // The shell makes way for the program, so the id is the program's.
        var info = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, .. command]
        );
        return Start(info, environment, directory);
    }

    /// <summary>Starts a program whose output is read here.</summary>
    public static Process WithPipes(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory
    ) =>
        Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            environment,
            directory
        );

    /// <summary>Runs a program to its end; its output, or an error with what it complained of.</summary>
    public static async Task<string> ToTheEndAsync(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        CancellationToken ct
    )
    {
        using var process = WithPipes(command, environment, directory);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? output
            : throw new MeasureFailed($"{string.Join(' ', command)}: {await error}");
    }

    private static Process Start(
        ProcessStartInfo info,
        IReadOnlyDictionary<string, string> environment,
        string directory
    )
    {
        info.WorkingDirectory = directory;
        info.Environment.Clear();
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
