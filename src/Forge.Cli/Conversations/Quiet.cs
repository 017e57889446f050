using System.Runtime.CompilerServices;

namespace Forge.Cli.Conversations;

/// <summary>Reads of an endless stream what is there now.</summary>
internal static class Quiet
{
    /// <summary>Ends when the stream ends, or has said nothing for <paramref name="pause"/>.</summary>
    public static async IAsyncEnumerable<T> UntilQuietAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> open,
        TimeSpan pause,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var items = open(stop.Token).GetAsyncEnumerator(stop.Token);
        while (true)
        {
            var next = items.MoveNextAsync().AsTask();
            var first = await Task.WhenAny(next, Task.Delay(pause, time, ct)).ConfigureAwait(false);
            if (first != next)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ct.ThrowIfCancellationRequested();
                yield break;
            }
            if (!await next.ConfigureAwait(false))
                yield break;
            yield return items.Current;
        }
    }
}
