using System.Net;
using Forge.Api;
using Forge.Cli.Machine;

namespace Forge.Cli.Servers;

/// <summary>Finds the server: the one that <c>FORGE_URL</c> names, else the one on this machine, which is started when none runs.</summary>
internal sealed class Connection(Surroundings here)
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RemoteProbe = TimeSpan.FromSeconds(10);
    private readonly StateDirectory _state = StateDirectory.Of(here);
    private const string ServiceName = "forge-app";
    private HttpClient? _http;

    public StateDirectory State => _state;

    /// <summary>A client of a server that answers. Starts one where that is ours to do.</summary>
    public async Task<ForgeClient> OpenAsync(CancellationToken ct)
    {
        if (await RemoteAsync(ct).ConfigureAwait(false) is { } remote)
            return remote;
        if (await RunningAsync(ct).ConfigureAwait(false) is { } running)
        {
            if (here.Terminal.IsTerminal && IsOlderBuild())
                here.Terminal.Note(
                    $"forge: the server that runs is an older build; {here.Name} stop-server, and the next command starts the new one (agents run on)"
                );
            return running;
        }
        var starter = new ServerStarter(here, _state);
        return await starter.StartAsync(RunningAsync, ct).ConfigureAwait(false);
    }

    /// <summary>A client of the server that runs; null when none does. Starts nothing.</summary>
    public async Task<ForgeClient?> RunningAsync(CancellationToken ct)
    {
        if (await RemoteAsync(ct).ConfigureAwait(false) is { } remote)
            return remote;
        if (_state.Address() is not { } address)
            return null;
        var client = Client(new Uri(address.Url), Given() ?? _state.Token());
        return await AnswersAsync(client, ct).ConfigureAwait(false) ? client : null;
    }

    /// <summary>
    /// Whether the server of this machine runs from an older program than the one that would be started now: the launcher
    /// gives each build a directory of its own, and a running server keeps its files.
    /// </summary>
    public bool IsOlderBuild()
    {
        if (here.Variable("FORGE_URL") is not null || _state.Address() is not { } address)
            return false;
        var own = ServerStarter.Command(here)[^1];
        return ServerProcess.ProgramOf(address.Pid) is { } running
            && running != own
            && File.GetLastWriteTimeUtc(running) < File.GetLastWriteTimeUtc(own);
    }

    /// <summary>The server that <c>FORGE_URL</c> names, once it has shown that it is one and understands us.</summary>
    private async Task<ForgeClient?> RemoteAsync(CancellationToken ct)
    {
        if (Remote() is not { } client)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(RemoteProbe);
        try
        {
            Insist(await client.HealthAsync(limit.Token).ConfigureAwait(false), client.Address);
            return client;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ForgeUnreachable(
                client.Address,
                new TimeoutException($"silent for {RemoteProbe.TotalSeconds:0} s")
            );
        }
    }

    /// <summary>A server of another first number speaks another wire: what it answered would be misread.</summary>
    private static void Insist(Health health, Uri address)
    {
        if (health.Service != ServiceName)
            throw new CommandFailed(
                ExitCodes.Failed,
                $"What answers at {address} is not Forge; FORGE_URL must name a Forge server"
            );
        var own = typeof(Connection).Assembly.GetName().Version!;
        if (!Version.TryParse(health.Version, out var version) || version.Major != own.Major)
            throw new CommandFailed(
                ExitCodes.Failed,
                $"The server at {address} is Forge {health.Version}, this command is {own.ToString(3)}: they do not understand each other; use a forge of the server's version"
            );
    }

    private ForgeClient? Remote()
    {
        if (here.Variable("FORGE_URL") is not { } text)
            return null;
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !url.Scheme.StartsWith("http", StringComparison.Ordinal)
        )
            throw CommandFailed.Usage($"FORGE_URL is '{text}', which is no http address");
        // The token of this machine's server is for this machine: another one must be named by hand.
        return Client(url, Given() ?? (url.IsLoopback ? _state.Token() : null));
    }

    /// <summary>
    /// The token in the environment. Agents have one of their own there: as long as the variable is set, the person's file
    /// is not looked at, whatever stands in it.
    /// </summary>
    private string? Given() =>
        here.Environment("FORGE_TOKEN") switch
        {
            null => null,
            "" => throw CommandFailed.Usage(
                "FORGE_TOKEN is set, but empty; set it to a token, or unset it"
            ),
            var token => token,
        };

    private ForgeClient Client(Uri url, string? token)
    {
        _http ??= new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = !url.IsLoopback,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                AutomaticDecompression = DecompressionMethods.All,
                // The server never leads elsewhere; who does is another program, and a POST would arrive there as a GET.
                AllowAutoRedirect = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new ForgeClient(_http, url, token);
    }

    private static async Task<bool> AnswersAsync(ForgeClient client, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Probe);
        try
        {
            var health = await client.HealthAsync(limit.Token).ConfigureAwait(false);
            return health.Service == ServiceName;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        catch (ForgeUnreachable)
        {
            return false;
        }
        catch (ForgeError)
        {
            return false;
        }
    }
}
