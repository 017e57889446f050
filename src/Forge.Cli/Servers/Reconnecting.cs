using Forge.Api;

namespace Forge.Cli.Servers;

/// <summary>
/// Runs something that listens to the server, and again when the connection breaks: agents outlive their server, so what
/// watches them must, too. What is run starts over each time and must not mind.
/// </summary>
internal sealed class Reconnecting(
    Func<CancellationToken, Task<ForgeClient>> connect,
    TimeProvider time
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lived this long was a good one.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="lost">Told each time the connection broke.</param>
    public async Task<T> RunAsync<T>(
        Func<ForgeClient, CancellationToken, Task<T>> listen,
        Action? lost,
        CancellationToken ct
    )
    {
        var firstFailure = DateTimeOffset.MinValue;
        while (true)
        {
            var began = time.GetUtcNow();
            try
            {
                var client = await connect(ct).ConfigureAwait(false);
                return await listen(client, ct).ConfigureAwait(false);
            }
            catch (ForgeUnreachable) when (!IsHopeless(began, ref firstFailure))
            {
                lost?.Invoke();
            }
            await Task.Delay(Pause, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Failures in a row for too long. One after a connection that held is the first of a new row.</summary>
    private bool IsHopeless(DateTimeOffset began, ref DateTimeOffset firstFailure)
    {
        var now = time.GetUtcNow();
        if (now - began > Held || firstFailure == DateTimeOffset.MinValue)
            firstFailure = now;
        return now - firstFailure > Patience;
    }

    public Task RunAsync(Func<ForgeClient, CancellationToken, Task> listen, CancellationToken ct) =>
        RunAsync(
            async (client, inner) =>
            {
                await listen(client, inner).ConfigureAwait(false);
                return true;
            },
            null,
            ct
        );
}
