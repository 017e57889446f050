using Forge.Core.Running;

namespace Forge.Server.Hosting;

/// <summary>What is done ahead of need, from the moment the server listens until it ends.</summary>
internal sealed class PreparingLife(
    Warming warming,
    Preparing preparing,
    IHostApplicationLifetime life,
    TimeProvider time
) : BackgroundService
{
    // Who started the server asks it something at once, and that comes first.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = life.ApplicationStarted.Register(listens.SetResult);
        await listens.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(false);
        await Task.Run(() => warming.RunAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
        await Task.Run(() => preparing.RunAsync(stoppingToken), stoppingToken)
            .ConfigureAwait(false);
    }
}
