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
    private long _idleSince;
    private long _letGoAt;
    private bool _capTold;

    public async Task LookAsync(CancellationToken ct)
    {
        var size = parts.Host.LogSize(run.Directory);
        if (size > parts.Options.LogCap && !_capTold)
        {
            _capTold = true;
            await tell(new SessionNews.OverCap(run, size), ct).ConfigureAwait(false);
        }
        if (run.Row.Mode == InputMode.Follow)
            await RestAsync(ct).ConfigureAwait(false);
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
