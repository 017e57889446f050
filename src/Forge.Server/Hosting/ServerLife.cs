using System.Text.Json;
using Forge.Api;
using Forge.Core.Platform;
using Forge.Core.Running;
using Forge.Core.Running.Plans;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Forge.Server.Hosting;

/// <summary>What happens around serving: recovery before the first answer, the address file while it listens.</summary>
internal sealed partial class ServerLife(
    Lazy<RunningLife> life,
    Lazy<RunningParts> parts,
    Readiness readiness,
    StateFolder state,
    IServer server,
    TimeProvider time,
    ILogger<ServerLife> log
) : IHostedLifecycleService
{
    public static DateTimeOffset StartedAt { get; private set; }

    private Task<long> _taken = Task.FromResult(0L);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        StartedAt = time.GetUtcNow();
        _taken = Task.Run(() => TakeUpAsync(cancellationToken), cancellationToken);
        return Task.CompletedTask;
    }

    // Beside the web server's own start: also the parts are not put together before this.
    private async Task<long> TakeUpAsync(CancellationToken ct)
    {
        await life.Value.TakeUpAsync(ct).ConfigureAwait(false);
        return parts.Value.Database.Feed.End();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
        var local = url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
            .Replace("[::]", "[::1]", StringComparison.Ordinal);
        // Before recovery is waited for: what it starts waits for the address.
        parts.Value.Address.Set(local);
        readiness.Open(await _taken.ConfigureAwait(false));
        var address = new ServerAddress
        {
            Url = local,
            Pid = System.Environment.ProcessId,
            Version = ServerVersion.Text,
            StartedAt = StartedAt,
        };
        Files.WriteDurably(
            state.Address,
            JsonSerializer.SerializeToUtf8Bytes(address, ForgeJson.Wire.ServerAddress)
        );
        LogListening(log, url, state.Root);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await life.Value.LetIdleAgentsGoAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            // A full disk must not keep the server from ending; the next one ends their idle time.
            LogIdleStay(log, error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        File.Delete(state.Address);
        try
        {
            // What they use, the database first of all, goes with this process.
            await life.Value.EndedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A git that takes longer goes to its end by itself; the next server waits for it.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Agents that have nothing to do could not be told to end; they stay until a server starts again"
    )]
    private static partial void LogIdleStay(ILogger log, Exception error);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Forge listens on {Url}, state in {State}"
    )]
    private static partial void LogListening(ILogger log, string url, string state);
}
