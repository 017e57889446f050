using System.Diagnostics;
using System.Text;

namespace Forge.Core.Platform;

/// <summary>A short-lived child process and what it said. Arguments are a list, never text for a shell.</summary>
/// <param name="ExitCode">The code; 124 when <see cref="TimedOut"/>, 127 when the program was not found.</param>
internal sealed record CommandResult(int ExitCode, byte[] OutputBytes, string Error, bool TimedOut)
{
    private string? _output;

    public bool Ok => ExitCode == 0;

    /// <summary>Standard output as UTF-8; invalid bytes become U+FFFD.</summary>
    public string Output => _output ??= Encoding.UTF8.GetString(OutputBytes);
}

/// <summary>
/// What to run. <see cref="Environment"/> is added to the inherited one, unless it is all there is; a null value removes
/// a variable.
/// </summary>
internal sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    public string? Directory { get; init; }
    public byte[]? Input { get; init; }
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Nothing of the server's own environment is passed on.</summary>
    public bool OnlyThisEnvironment { get; init; }
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Starts it without input and leaves the rest to the caller, who reads its output as it comes and looks after its end:
    /// <see cref="Limit"/> does not count.
    /// </summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program or the directory is not there.</exception>
    public RunningCommand Begin()
    {
        var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            process.Dispose();
            throw;
        }
        Close(process.StandardInput);
        return new RunningCommand(process);
    }

    /// <summary>Runs to the end. A time-out or a cancellation kills the process with its children.</summary>
    public async Task<CommandResult> RunAsync(CancellationToken ct)
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new CommandResult(127, [], $"{Program}: {error.Message}", false);
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            return await CollectAsync(process, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return new CommandResult(
                124,
                [],
                $"{Program} took longer than {Limit.TotalSeconds:0} s",
                true
            );
        }
    }

    private async Task<CommandResult> CollectAsync(Process process, CancellationToken ct)
    {
        // Disposing a process leaves the streams that were asked for open, until some collection of garbage finds them.
        using var said = process.StandardOutput;
        using var complained = process.StandardError;
        using var output = new MemoryStream();
        var copy = said.BaseStream.CopyToAsync(output, ct);
        var error = complained.ReadToEndAsync(ct);
        try
        {
            await FeedAsync(process, ct).ConfigureAwait(false);
        }
        finally
        {
            Close(process.StandardInput);
        }
        await copy.ConfigureAwait(false);
        var text = await error.ConfigureAwait(false);
        await process.WaitForExitAsync(ct).ConfigureAwait(false);
        return new CommandResult(process.ExitCode, output.ToArray(), text, false);
    }

    private async Task FeedAsync(Process process, CancellationToken ct)
    {
        try
        {
            if (Input is { Length: > 0 })
                await process.StandardInput.BaseStream.WriteAsync(Input, ct).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The program ended without reading all of its input; its exit code tells.
        }
    }

    private static void Close(StreamWriter input)
    {
        try
        {
            input.Dispose();
        }
        catch (IOException)
        {
            // A pipe that is broken complains once more when it is closed, and is closed all the same.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Directory ?? "",
        };
        foreach (var argument in Arguments)
            info.ArgumentList.Add(argument);
        if (OnlyThisEnvironment)
            info.Environment.Clear();
        foreach (var (name, value) in Environment ?? new Dictionary<string, string?>())
            info.Environment[name] = value;
        return info;
    }
}
