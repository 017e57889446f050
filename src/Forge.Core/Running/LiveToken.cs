using Forge.Core.Domain.Access;

namespace Forge.Core.Running;

/// <summary>A token that counts, as it stands in memory.</summary>
internal sealed class LiveToken(AccessGrant grant)
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ended = new();
    private long _noted = grant.LastUsedAt?.UtcTicks ?? 0;

    public AccessGrant Grant => grant;

    /// <summary>Cancelled when it is revoked: streams that it opened end then.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True for one of those who use it within a minute: that one writes the time down.</summary>
    public bool IsToBeNoted(DateTimeOffset now)
    {
        var last = Volatile.Read(ref _noted);
        // A clock that was put back must not silence it.
        return TimeSpan.FromTicks(now.UtcTicks - last).Duration() >= Often
            && Interlocked.CompareExchange(ref _noted, now.UtcTicks, last) == last;
    }

    public Task EndAsync() => _ended.CancelAsync();
}
