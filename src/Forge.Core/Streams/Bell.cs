namespace Forge.Core.Streams;

/// <summary>
/// A doorbell that carries no data: it only says "look again". A reader takes a <see cref="Ticket"/>, reads what is
/// there, and if that was nothing waits with the ticket; a ring between the two ends the wait at once.
/// </summary>
/// <remarks>Source: HOUSE rule 3. Ringing never blocks and never fails; waiting costs one shared task for all waiters.</remarks>
public sealed class Bell
{
    private TaskCompletionSource _next = New();

    /// <summary>The state to wait beyond. Take it before reading.</summary>
    public Ticket Now => new(Volatile.Read(ref _next));

    public void Ring() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Completes at the first ring after <paramref name="ticket"/> was taken.</summary>
    public static Task WaitAsync(Ticket ticket, CancellationToken ct) => ticket.Rung.WaitAsync(ct);

    private static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One reader's place in the history of rings.</summary>
    public readonly struct Ticket
    {
        private readonly TaskCompletionSource _source;

        internal Ticket(TaskCompletionSource source) => _source = source;

        public Task Rung => _source.Task;
    }
}
