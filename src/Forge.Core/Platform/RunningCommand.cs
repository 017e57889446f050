using System.Diagnostics;

namespace Forge.Core.Platform;

/// <summary>A command that was begun and is followed by whoever began it.</summary>
internal sealed class RunningCommand(Process process) : IDisposable
{
    public int Pid { get; } = process.Id;

    /// <summary>Standard output. It ends when nobody holds it open any more, which may be long after the command's end.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Everything on standard error, once nobody holds it open any more.</summary>
    public Task<string> ErrorsAsync(CancellationToken ct) =>
        process.StandardError.ReadToEndAsync(ct);

    /// <summary>Waits for the command itself, not for what it left behind. A signal's number is added to 128.</summary>
    public async Task<int> ExitAsync(CancellationToken ct)
    {
        await process.WaitForExitAsync(ct).ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <summary>Gives up the interest in it; ends nothing.</summary>
    public void Dispose()
    {
        process.StandardOutput.Dispose();
        process.StandardError.Dispose();
        process.Dispose();
    }
}
