using Forge.Core.Running;
using Forge.Core.Store;

namespace Forge.Server.Hosting;

/// <summary>What is done ahead of need, from the moment the server listens until it ends.</summary>
internal sealed class PreparingLife(
    Warming warming,
    Preparing preparing,
    Database database,
    IHostApplicationLifetime life,
    TimeProvider time
) : BackgroundService
{
    // Who started the server asks it something at once, and that comes first.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = database.Feed.End();
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = life.ApplicationStarted.Register(listens.SetResult);
        await listens.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(false);
        await Task.Run(() => warming.RunAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
        await Task.Run(() => preparing.RunAsync(position, stoppingToken), stoppingToken)
            .ConfigureAwait(false);
    }
}
