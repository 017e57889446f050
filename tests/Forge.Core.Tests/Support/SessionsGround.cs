using System.Diagnostics;
using System.Text;
using Forge.Core.Domain.Processes;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;

namespace Forge.Core.Tests.Support;

/// <summary>A place for real sessions; at its end nothing of them is left running.</summary>
public sealed class SessionsGround : IDisposable
{
    internal static readonly StopTimes Quick = new(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5)
    );

    private readonly List<SessionDirectory> _made = [];

    public SessionsGround()
    {
        Directory.CreateDirectory(Cwd);
        Host = NewHost();
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("forge-sessions-").FullName;
    public string Cwd => Path.Combine(Root, "cwd");
    internal Inotify Inotify { get; } = new();
    internal SessionHost Host { get; }
    internal string SessionsRoot => Path.Combine(Root, "sessions");

    internal Dictionary<string, string> Environment { get; } =
        new()
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = "/nonexistent",
            ["LC_ALL"] = "C.UTF-8",
        };

    /// <summary>What a server has after a restart: the same root, no memory.</summary>
    internal SessionHost NewHost() => new(SessionsRoot, Inotify, TimeProvider.System);

    internal SessionDirectory Prepare(
        IReadOnlyList<string> command,
        InputMode mode = InputMode.None,
        byte[]? input = null,
        string? cwd = null,
        StopTimes? stop = null
    )
    {
        var spec = new SessionSpec(command, cwd ?? Cwd, mode, [.. Environment.Keys], stop ?? Quick);
        var directory = Host.Prepare(Guid.NewGuid(), spec, input ?? []);
        _made.Add(directory);
        return directory;
    }

    internal async Task<SessionDirectory> StartAsync(
        string script,
        InputMode mode = InputMode.None,
        string input = ""
    )
    {
        var directory = Prepare(["sh", "-c", script], mode, Encoding.UTF8.GetBytes(input));
        var outcome = await Host.StartAsync(directory, Environment, CancellationToken.None)
            .InTimeAsync();
        outcome.ShouldBeOfType<StartOutcome.Started>();
        return directory;
    }

    internal async Task<SessionState.Ended> EndAsync(SessionDirectory directory)
    {
        await SessionsWait.UntilAsync(() => Host.Look(directory) is SessionState.Ended);
        return Host.Look(directory).ShouldBeOfType<SessionState.Ended>();
    }

    internal async Task<ProcessIdentity> AgentAsync(SessionDirectory directory)
    {
        await SessionsWait.UntilAsync(() => directory.ReadAgent() is not null);
        return directory.ReadAgent()!;
    }

    internal static string Out(SessionDirectory directory) => File.ReadAllText(directory.OutLog);

    internal static string Err(SessionDirectory directory) => File.ReadAllText(directory.ErrLog);

    internal static Task OutHasAsync(SessionDirectory directory, string text) =>
        SessionsWait.UntilAsync(() => Out(directory).Contains(text), $"out.log has {text}");

    /// <summary>The wrapper and its feed; both carry its command line.</summary>
    internal static IReadOnlyList<int> Recorders(SessionDirectory directory) =>
        ProcessTable.WithArguments("forge-session", directory.Path);

    public void Dispose()
    {
        // Recorders first, or they would write down how their agents ended while the files go; and until nobody is left: between
        // a look and a signal one may start another.
        var limit = Stopwatch.StartNew();
        while (Left() is { Count: > 0 } left && limit.Elapsed < TimeSpan.FromSeconds(10))
            foreach (var pid in left)
                ProcessTable.Signal(pid, Signals.Kill);
        Inotify.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private List<int> Left() =>
        [
            .. _made.SelectMany(Recorders),
            .. _made.SelectMany(d => ProcessTable.WithMark(d.Mark)),
            .. ProcessTable.WithCwdInside(Root),
        ];
}
