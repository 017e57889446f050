using System.Diagnostics;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;

namespace Forge.Core.Tests.Support;

/// <summary>A shell in the place of the server: starts a session as Forge does, and can be killed with its whole group.</summary>
internal sealed class SessionsServer : IDisposable
{
    private readonly Process _process;

    private SessionsServer(Process process) => _process = process;

    /// <param name="script">Runs the session's command line, which are its arguments.</param>
    public static SessionsServer Start(SessionDirectory d, string script)
    {
        var info = new ProcessStartInfo("setsid") { RedirectStandardOutput = true };
        string[] shell = ["sh", "-c", script, "server"];
        foreach (var word in shell.Concat(SessionStarter.CommandLine(d, d.ReadSpec())))
            info.ArgumentList.Add(word);
        return new SessionsServer(Process.Start(info)!);
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().InTimeAsync();

    public async Task KillAsync()
    {
        ProcessTable.Signal(-_process.Id, Signals.Kill);
        await _process.WaitForExitAsync().InTimeAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            ProcessTable.Signal(-_process.Id, Signals.Kill);
        _process.Dispose();
    }
}
