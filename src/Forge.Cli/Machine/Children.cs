using System.ComponentModel;
using System.Diagnostics;

namespace Forge.Cli.Machine;

/// <summary>What a finished program said. <see cref="ExitCode"/> is 127 when there is no such program, 124 when it took too long.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>The one place of the command line that starts programs; arguments are lists, never text for a shell.</summary>
internal static class Children
{
    public static async Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string? directory,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        using var process = new Process { StartInfo = Info(program, arguments, directory) };
        process.StartInfo.RedirectStandardInput = true;
        process.StartInfo.RedirectStandardOutput = true;
        process.StartInfo.RedirectStandardError = true;
        if (!TryStart(process))
            return new ProgramResult(127, "", $"{program}: not found");
        process.StandardInput.Close();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timer.Token);
            var error = process.StandardError.ReadToEndAsync(timer.Token);
            await process.WaitForExitAsync(timer.Token).ConfigureAwait(false);
            return new ProgramResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return new ProgramResult(
                124,
                "",
                $"{program}: no answer within {limit.TotalSeconds:0} s"
            );
        }
    }

    /// <summary>
    /// Starts a program that outlives this one: a session of its own, no terminal, output to <paramref name="log"/>. The
    /// shell between them does the redirection, so that none of our pipes is inherited: <c>forge run | cat</c> must end.
    /// </summary>
    public static void StartDetached(
        IReadOnlyList<string> command,
        string log,
        string directory,
        IReadOnlyDictionary<string, string?> environment
    )
    {
        const string script =
            "umask 077; log=$1; shift; setsid \"$@\" </dev/null >>\"$log\" 2>&1 &";
        using var process = new Process
        {
            StartInfo = Info("/bin/sh", ["-c", script, "forge", log, .. command], directory),
        };
        foreach (var (name, value) in environment)
            process.StartInfo.Environment[name] = value;
        if (!TryStart(process))
            throw new CommandFailed(ExitCodes.Failed, "/bin/sh could not be started");
        process.WaitForExit();
    }

    private static ProcessStartInfo Info(
        string program,
        IReadOnlyList<string> arguments,
        string? directory
    )
    {
        var info = new ProcessStartInfo(program) { WorkingDirectory = directory ?? "" };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        return info;
    }

    private static bool TryStart(Process process)
    {
        try
        {
            return process.Start();
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
