using Forge.Core.Domain.Processes;

namespace Forge.Core.Running;

/// <summary>What a living session needs besides being read: a limit to its log, and an end when it has nothing to do.</summary>
internal sealed class SessionCare(
    SessionRun run,
    SessionFold fold,
    SessionParts parts,
    Func<SessionNews, CancellationToken, Task> tell
)
{
    private static readonly TimeSpan BetweenMeasures = TimeSpan.FromMilliseconds(20);

    private long _idleSince;
    private long _letGoAt;
    private long _measured;
    private int _capTold;

    /// <summary>
    /// Compares the log with its cap whenever it grew, on the watcher's thread: an agent writes faster than its lines can
    /// be read, so whoever reads them would notice too late.
    /// </summary>
    public void Measure(CancellationToken ct)
    {
        var last = Volatile.Read(ref _measured);
        if (last != 0 && parts.Time.GetElapsedTime(last) < BetweenMeasures)
            return;
        Volatile.Write(ref _measured, parts.Time.GetTimestamp());
        if (OverCap() is { } over)
            _ = Task.Run(() => tell(over, ct), ct);
    }

    public async Task LookAsync(CancellationToken ct)
    {
        if (OverCap() is { } over)
            await tell(over, ct).ConfigureAwait(false);
        if (run.Row.Mode == InputMode.Follow)
            await RestAsync(ct).ConfigureAwait(false);
    }

    /// <summary>How long it may be left alone when nothing rings.</summary>
    public TimeSpan Patience
    {
        get
        {
            if (run.Row.Mode != InputMode.Follow || fold.Busy)
                return parts.Options.SlowSweep;
            if (fold.Unheard || run.InputEnded || _idleSince == 0)
                return parts.Options.Sweep;
            var left = parts.Options.AgentIdle - parts.Time.GetElapsedTime(_idleSince);
            return left < parts.Options.Sweep ? parts.Options.Sweep
                : left > parts.Options.SlowSweep ? parts.Options.SlowSweep
                : left;
        }
    }

    // Told once.
    private SessionNews.OverCap? OverCap()
    {
        var size = parts.Host.LogSize(run.Directory);
        return size > parts.Options.LogCap && Interlocked.Exchange(ref _capTold, 1) == 0
            ? new SessionNews.OverCap(run, size)
            : null;
    }

    private async Task RestAsync(CancellationToken ct)
    {
        var now = parts.Time.GetTimestamp();
        if (fold.Busy)
        {
            _idleSince = 0;
            return;
        }
        if (_idleSince == 0)
            _idleSince = now;
        var idle = parts.Time.GetElapsedTime(_idleSince, now);
        if (fold.Unheard && idle >= parts.Options.Sweep)
        {
            fold.ForgetUnheard();
            await tell(new SessionNews.Idle(run), ct).ConfigureAwait(false);
        }
        if (!run.InputEnded && idle >= parts.Options.AgentIdle && !fold.Unheard)
            await run.LetGoAsync(ct).ConfigureAwait(false);
        if (run.InputEnded && !run.StopAsked)
            await LeaveAsync(now, ct).ConfigureAwait(false);
    }

    // One that does not go at the end of its input would keep the next one waiting for ever.
    private async Task LeaveAsync(long now, CancellationToken ct)
    {
        if (_letGoAt == 0)
            _letGoAt = now;
        if (parts.Time.GetElapsedTime(_letGoAt, now) < parts.Options.Leave)
            return;
        _letGoAt = now;
        await parts.Host.StopAsync(run.Directory, ct).ConfigureAwait(false);
    }
}
