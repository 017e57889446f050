using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Forge.Core.Domain.Processes;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>Starts the wrapper: the one place besides <see cref="Command"/> that makes a process.</summary>
internal static partial class SessionStarter
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly string WrapperText = ReadWrapperText();

    /// <summary>
    /// The whole command line. .NET leaves SIGPIPE ignored in children, and a server that was itself started in the
    /// background may ignore SIGINT: <c>env</c> gives the agent the defaults back.
    /// </summary>
    public static IReadOnlyList<string> CommandLine(SessionDirectory d, SessionSpec spec) =>
        [
            "env",
            "--default-signal=PIPE,INT,QUIT,HUP,TERM",
            "setsid",
            "sh",
            "-c",
            WrapperText,
            "forge-session",
            d.Path,
            spec.Cwd,
            spec.Mode switch
            {
                InputMode.Follow => "follow",
                InputMode.Once => "once",
                _ => "none",
            },
            d.Mark,
            .. spec.Command,
        ];

    /// <summary>Returns when the wrapper has its claim, has lost it, or could not run.</summary>
    public static async Task<StartOutcome> StartAsync(
        SessionDirectory d,
        IReadOnlyDictionary<string, string> environment,
        SessionWatch watch,
        CancellationToken ct
    )
    {
        var info = StartInfo(CommandLine(d, d.ReadSpec()), d.Path);
        var notPassed = FillEnvironment(info, environment);
        // Disposing gives up our interest, not the child: .NET still reaps it when it ends.
        using var wrapper = new Process { StartInfo = info };
        try
        {
            wrapper.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new StartOutcome.Failed(error.Message);
        }
        wrapper.StandardInput.Close();
        // The wrapper gives its inherited streams away first, so this ends at once; until then it carries env's errors.
        using var errors = wrapper.StandardError;
        var said = await errors.ReadToEndAsync(ct).ConfigureAwait(false);
        var claimed = await ClaimedAsync(d, wrapper, watch, ct).ConfigureAwait(false);
        if (claimed)
        {
            // What ran before a power cut must not look as if it had never been started, or it would run twice.
            if (Directory.Exists(d.Path))
            {
                File.Delete(d.Pipe);
                foreach (var path in new[] { d.SpecFile, d.InLog, d.Wrapper, d.Path })
                    Files.Sync(path);
            }
            return new StartOutcome.Started(notPassed);
        }
        return said.Length == 0 && d.IsClaimed
            ? new StartOutcome.ClaimLost()
            : new StartOutcome.Failed(Reason(d, wrapper, said));
    }

    private static async Task<bool> ClaimedAsync(
        SessionDirectory d,
        Process wrapper,
        SessionWatch watch,
        CancellationToken ct
    )
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var exited = wrapper.WaitForExitAsync(done.Token);
        try
        {
            return await HasClaimAsync(d, wrapper, exited, watch, ct).ConfigureAwait(false);
        }
        finally
        {
            // Nobody waits for the exit any longer; without this the wait would hang on the caller's token.
            await done.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task<bool> HasClaimAsync(
        SessionDirectory d,
        Process wrapper,
        Task exited,
        SessionWatch watch,
        CancellationToken ct
    )
    {
        while (true)
        {
            var ticket = watch.Bell.Now;
            var over = exited.IsCompleted;
            if (d.ReadWrapper() is { } identity)
                return identity.Pid == wrapper.Id;
            if (over)
            {
                await exited.ConfigureAwait(false);
                return false;
            }
            // Somebody deleted it under the start: nothing will ever be written there. Nothing rings for that, as long as
            // the wrapper stands in it.
            if (!Directory.Exists(d.Path))
                return false;
            var again = Task.Delay(LookAgain, TimeProvider.System, ct);
            await Task.WhenAny(ticket.Rung, exited, again).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
    }

    private static ProcessStartInfo StartInfo(IReadOnlyList<string> command, string directory)
    {
        var info = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = directory,
        };
        foreach (var argument in command.Skip(1))
            info.ArgumentList.Add(argument);
        return info;
    }

    private static List<string> FillEnvironment(
        ProcessStartInfo info,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var notPassed = new List<string>();
        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            if (ShellName().IsMatch(name))
                info.Environment[name] = value;
            else
                notPassed.Add(name);
        }
        foreach (var (name, value) in BuildDaemons.Off)
            info.Environment.TryAdd(name, value);
        // A server that runs inside a session must not hand its own mark to recorders it starts.
        info.Environment.Remove(ProcessTable.MarkVariable);
        return notPassed;
    }

    private static string Reason(SessionDirectory d, Process wrapper, string said)
    {
        if (!Directory.Exists(d.Path))
            return $"its session directory {d.Path} was deleted while it was started";
        var text = said + Files.TryReadText(d.WrapperErrors);
        return text.Length > 0 ? text.Trim() : $"the wrapper ended with {wrapper.ExitCode}";
    }

    private static string ReadWrapperText()
    {
        const string name = "Forge.Core.Sessions.wrapper.sh";
        using var stream = typeof(SessionStarter).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex ShellName();
}
