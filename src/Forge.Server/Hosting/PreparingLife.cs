using Forge.Core.Running;

namespace Forge.Server.Hosting;

/// <summary>What is done ahead of need, from the moment the server listens until it ends.</summary>
internal sealed class PreparingLife(
    Lazy<Warming> warming,
    Lazy<Preparing> preparing,
    Readiness readiness,
    TimeProvider time
) : BackgroundService
{
    // Who started the server asks it something at once, and that comes first.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = await readiness.Position.WaitAsync(stoppingToken).ConfigureAwait(false);
        await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(false);
        await Task.Run(() => warming.Value.RunAsync(stoppingToken), stoppingToken)
            .ConfigureAwait(false);
        await Task.Run(() => preparing.Value.RunAsync(position, stoppingToken), stoppingToken)
            .ConfigureAwait(false);
    }
}
