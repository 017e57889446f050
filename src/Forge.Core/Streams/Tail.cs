using System.Runtime.CompilerServices;

namespace Forge.Core.Streams;

/// <summary>What one read of a tail found.</summary>
/// <param name="Items">The items from the asked position on, oldest first; empty when there are none yet.</param>
/// <param name="Next">The position to read from next.</param>
/// <param name="Ended">True when nothing will ever follow <paramref name="Next"/>.</param>
public readonly record struct TailPage<T>(IReadOnlyList<T> Items, long Next, bool Ended);

/// <summary>
/// An append-only sequence that is read by position. History and live are the same loop: read; if empty, wait for the
/// bell; read again. A slow reader is late, never wrong, and costs no memory: nothing is queued for it.
/// </summary>
/// <typeparam name="T">One item. Every item matters; where only the newest does, use <see cref="Cell{T}"/>.</typeparam>
public abstract class Tail<T>
{
    /// <summary>Rings after something was appended or the tail has ended.</summary>
    public abstract Bell Bell { get; }

    /// <summary>Reads up to <paramref name="most"/> items from <paramref name="position"/> (0 is the first item).</summary>
    public abstract ValueTask<TailPage<T>> ReadAsync(long position, int most, CancellationToken ct);

    /// <summary>Pages from <paramref name="position"/> on, as far as the tail is written now.</summary>
    public async IAsyncEnumerable<TailPage<T>> SoFarAsync(
        long position,
        int most,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        while (true)
        {
            var page = await ReadAsync(position, most, ct).ConfigureAwait(false);
            if (page.Items.Count == 0)
                yield break;
            yield return page;
            if (page.Ended)
                yield break;
            position = page.Next;
        }
    }

    /// <summary>Pages from <paramref name="position"/> on, as they come, until the tail has ended.</summary>
    public async IAsyncEnumerable<TailPage<T>> FollowAsync(
        long position,
        int most,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        while (true)
        {
            var ticket = Bell.Now;
            var page = await ReadAsync(position, most, ct).ConfigureAwait(false);
            if (page.Items.Count > 0)
                yield return page;
            if (page.Ended)
                yield break;
            position = page.Next;
            if (page.Items.Count == 0)
                await Bell.WaitAsync(ticket, ct).ConfigureAwait(false);
        }
    }
}
