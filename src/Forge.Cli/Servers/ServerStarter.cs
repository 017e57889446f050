using System.Net;
using System.Net.Sockets;
using Forge.Api;
using Forge.Cli.Machine;

namespace Forge.Cli.Servers;

/// <summary>Starts the server in the background and waits until it answers.</summary>
internal sealed class ServerStarter(Surroundings here, StateDirectory state)
{
    private const int StandardPort = 8887;
    private const long BigLog = 8 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<ForgeClient> StartAsync(
        Func<CancellationToken, Task<ForgeClient?>> running,
        CancellationToken ct
    )
    {
        state.Create();
        using var starting = await LockAsync(ct).ConfigureAwait(false);
        // Somebody else may have started it while we waited for the lock.
        if (await running(ct).ConfigureAwait(false) is { } already)
            return already;
        var before = TurnLog();
        Children.StartDetached(Command(here), state.ServerLog, state.Path, Environment());
        return await WaitAsync(running, before, ct).ConfigureAwait(false);
    }

    /// <summary>A log that grew big is set aside; one old one is kept.</summary>
    /// <returns>Where the new server's lines will begin.</returns>
    private long TurnLog()
    {
        var log = new FileInfo(state.ServerLog);
        if (log is { Exists: true, Length: > BigLog })
            log.MoveTo(state.ServerLog + ".1", overwrite: true);
        return new FileInfo(state.ServerLog) is { Exists: true } now ? now.Length : 0;
    }

    /// <summary>The server's program lies beside this one; <c>FORGE_SERVER</c> names another, for developers.</summary>
    public static IReadOnlyList<string> Command(Surroundings here)
    {
        var program =
            here.Variable("FORGE_SERVER")
            ?? Path.Combine(AppContext.BaseDirectory, "Forge.Server.dll");
        if (!File.Exists(program))
            throw new CommandFailed(
                ExitCodes.Failed,
                $"The server's program is missing: {program}; start forge by its launcher, which builds it"
            );
        return [Programs.Dotnet(here.Variable("PATH")), program];
    }

    private Dictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?> { ["FORGE_HOME"] = state.Path };
        var chosen = here.Variable("PORT") ?? here.Variable("BACKEND_PORT");
        // Another person's server may hold the standard port; ours then takes any, and server.json says which.
        if (chosen is null && !IsFree(StandardPort))
            environment["PORT"] = "0";
        return environment;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<ForgeClient> WaitAsync(
        Func<CancellationToken, Task<ForgeClient?>> running,
        long logStart,
        CancellationToken ct
    )
    {
        var started = here.Now;
        while (here.Now - started < Deadline)
        {
            if (await running(ct).ConfigureAwait(false) is { } client)
                return client;
            await Task.Delay(Pause, here.Time, ct).ConfigureAwait(false);
            if (here.Now - started > TimeSpan.FromSeconds(2) && !IsAlive())
                break;
        }
        throw new CommandFailed(
            ExitCodes.Unreachable,
            $"The server was started but does not answer. {Why(logStart)}"
        );
    }

    /// <summary>Whether a process still has the new server's program in its command line.</summary>
    private bool IsAlive() => ServerProcess.AnyOf(Command(here)[^1]);

    /// <summary>The server's own last word where it has one; else the end of its log, without where in its code it was.</summary>
    private string Why(long from)
    {
        const string word = "forge: ";
        var lines = Lines(from);
        if (
            lines.LastOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) is { } said
        )
            return $"It says: {said[word.Length..]}   (all of it: {state.ServerLog})";
        var telling = lines.Where(line =>
            !line.TrimStart().StartsWith("at ", StringComparison.Ordinal)
            && !line.TrimStart().StartsWith("---", StringComparison.Ordinal)
        );
        return $"The end of {state.ServerLog}:\n{string.Join('\n', telling.TakeLast(12).Select(line => "  " + line))}";
    }

    private string[] Lines(long from)
    {
        if (!File.Exists(state.ServerLog))
            return ["(empty)"];
        using var file = new FileStream(
            state.ServerLog,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        file.Position = Math.Max(from, file.Length - 8192);
        return new StreamReader(file).ReadToEnd().TrimEnd().Split('\n');
    }

    private async Task<FileStream> LockAsync(CancellationToken ct)
    {
        var started = here.Now;
        while (true)
        {
            try
            {
                return new FileStream(
                    state.StartLock,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException) when (here.Now - started < Deadline)
            {
                await Task.Delay(Pause, here.Time, ct).ConfigureAwait(false);
            }
        }
    }
}
