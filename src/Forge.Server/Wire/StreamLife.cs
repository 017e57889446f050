using Forge.Server.Security;

namespace Forge.Server.Wire;

/// <summary>How long a stream may live: until its client leaves, the server ends, or the token that opened it counts no more.</summary>
internal sealed class StreamLife : IDisposable
{
    // A timer takes no more than some weeks; who is sent away then comes again, with a token that is looked at again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    private readonly CancellationToken _stopping;
    private readonly CancellationToken _revoked;
    private readonly CancellationTokenSource _expiry;

    public StreamLife(HttpContext context)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var caller = context.Caller();
        _stopping = context
            .RequestServices.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping;
        _revoked = caller?.Ended ?? CancellationToken.None;
        _expiry = caller?.Grant?.ExpiresAt is { } until
            ? new CancellationTokenSource(Within(until - time.GetUtcNow()), time)
            : new CancellationTokenSource();
        Left = CancellationTokenSource.CreateLinkedTokenSource([
            context.RequestAborted,
            _stopping,
            _revoked,
            _expiry.Token,
        ]);
    }

    public CancellationTokenSource Left { get; }

    public bool IsRevoked => _revoked.IsCancellationRequested || _expiry.IsCancellationRequested;

    /// <summary>What is said to a client that did not leave by itself.</summary>
    public string Farewell =>
        _stopping.IsCancellationRequested ? "The server ends."
        : IsRevoked ? "This token counts no more."
        : "Come again.";

    public void Dispose()
    {
        Left.Dispose();
        _expiry.Dispose();
    }

    private static TimeSpan Within(TimeSpan time) =>
        time < TimeSpan.Zero ? TimeSpan.Zero
        : time > Longest ? Longest
        : time;
}
