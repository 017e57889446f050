using System.Globalization;
using System.Net;
using Forge.Core.Domain;
using Forge.Core.Running;

namespace Forge.Server.Hosting;

/// <summary>What the operator sets, by environment variables; docs/operating lists them.</summary>
internal sealed record ServerSettings
{
    public const int DefaultPort = 8887;

    public required StateFolder State { get; init; }
    public required IPAddress Host { get; init; }

    /// <summary>0: any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Names under which browsers may reach the server, besides its own address and loopback.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Lets clients that send no token in, from this machine only. Off by default: any local program could use it.</summary>
    public bool LoopbackWithoutToken { get; init; }

    /// <summary>Streams (logs, diffs, lists, events) that may be open at once.</summary>
    public int MaxStreams { get; init; } = 1_000;

    /// <summary>How long the client of a stream may neither read nor answer before it counts as gone.</summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(120);
    public RunningOptions Running { get; init; } = new();

    /// <exception cref="StartRefused">A value cannot be used; the text names the variable.</exception>
    public static ServerSettings Read(
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> self
    )
    {
        var text = (string name) =>
            environment.TryGetValue(name, out var v) && v.Length > 0 ? v : null;
        return new ServerSettings
        {
            State = new StateFolder(Root(text)),
            Host = Address(text("HOST") ?? "127.0.0.1"),
            Port = Number("PORT", text("PORT") ?? text("BACKEND_PORT"), DefaultPort, 0, 65_535),
            AllowedHosts = (text("FORGE_ALLOWED_HOSTS") ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ),
            LoopbackWithoutToken = text("FORGE_LOOPBACK_WITHOUT_TOKEN") is "1" or "true",
            MaxStreams = Number("FORGE_MAX_STREAMS", text("FORGE_MAX_STREAMS"), 1_000, 1, 100_000),
            StreamSilence = TimeSpan.FromSeconds(
                Number(
                    "FORGE_STREAM_SILENCE_SECONDS",
                    text("FORGE_STREAM_SILENCE_SECONDS"),
                    120,
                    3,
                    86_400
                )
            ),
            Running = new RunningOptions
            {
                Self = self,
                MaxAgents = Number("FORGE_MAX_AGENTS", text("FORGE_MAX_AGENTS"), 32, 1, 10_000),
                PreparedWorktrees = Number(
                    "FORGE_PREPARED_WORKTREES",
                    text("FORGE_PREPARED_WORKTREES"),
                    1,
                    0,
                    100
                ),
                AgentIdle = TimeSpan.FromSeconds(
                    Number(
                        "FORGE_AGENT_IDLE_SECONDS",
                        text("FORGE_AGENT_IDLE_SECONDS"),
                        300,
                        0,
                        86_400
                    )
                ),
                LogCap =
                    Number("FORGE_LOG_CAP_MB", text("FORGE_LOG_CAP_MB"), 2_048, 1, 1 << 20)
                    * (1L << 20),
            },
        };
    }

    private static string Root(Func<string, string?> text)
    {
        var root =
            text("FORGE_HOME")
            ?? (text("XDG_STATE_HOME") is { } state ? Path.Combine(state, "forge") : null)
            ?? (text("HOME") is { } home ? Path.Combine(home, ".local", "state", "forge") : null)
            ?? throw new StartRefused(
                "Set FORGE_HOME: neither it, XDG_STATE_HOME nor HOME says where to keep the state."
            );
        return Path.GetFullPath(root);
    }

    private static IPAddress Address(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new StartRefused(
            $"HOST={host} is no address. Use an IP address such as 127.0.0.1 or 0.0.0.0."
        );

    private static int Number(string name, string? text, int otherwise, int least, int most) =>
        text is null ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= most
            ? n
        : throw new StartRefused($"{name}={text} is not a whole number from {least} to {most}.");
}
