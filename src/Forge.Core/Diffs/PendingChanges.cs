using Forge.Core.Streams;

namespace Forge.Core.Diffs;

/// <summary>What a feed has to look at next.</summary>
/// <param name="IsEverything">The paths are not known.</param>
/// <param name="IsIndex">The agent's index changed.</param>
internal sealed record Burst(
    IReadOnlySet<string> Paths,
    bool IsEverything,
    bool IsIndex,
    IReadOnlyList<TaskCompletionSource> Waiting
);

/// <summary>
/// Collects rings of the bell into bursts: a burst ends when it was quiet for a moment, or at the latest after a fifth
/// of a second. Between two looks as much time passes as the first one took: looking costs half a core at most.
/// </summary>
internal sealed class PendingChanges(TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Bell _bell = new();
    private HashSet<string> _paths = [];
    private List<TaskCompletionSource> _waiting = [];
    private bool _everything;
    private bool _index;
    private bool _anything;
    private long _rings;
    private long _restedAt;

    public void Path(string path) => Note(() => _paths.Add(path));

    public void Everything() => Note(() => _everything = true);

    public void Index() => Note(() => _index = true);

    /// <summary>Only the base is another: nothing in the worktree has to be looked at.</summary>
    public void Again() => Note(() => { });

    /// <summary>Completes when all that was noted before has been looked at.</summary>
    public Task DoneAsync(bool everything, CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Note(() =>
        {
            _everything |= everything;
            _waiting.Add(done);
        });
        return done.Task.WaitAsync(ct);
    }

    public async Task<Burst> NextAsync(CancellationToken ct)
    {
        await FirstAsync(ct).ConfigureAwait(false);
        var start = time.GetTimestamp();
        while (!IsHurried() && time.GetElapsedTime(start) < Latest)
        {
            var before = Interlocked.Read(ref _rings);
            await Task.Delay(Quiet, time, ct).ConfigureAwait(false);
            if (before == Interlocked.Read(ref _rings) && time.GetTimestamp() >= _restedAt)
                break;
        }
        return Take();
    }

    /// <summary>A look has ended; for the one that asks for bursts.</summary>
    /// <param name="began">Of the same clock.</param>
    public void Looked(long began)
    {
        var now = time.GetTimestamp();
        _restedAt = now + (now - began);
    }

    /// <summary>Lets nobody wait for what will not come.</summary>
    public void End()
    {
        foreach (var waiting in Take().Waiting)
            waiting.TrySetResult();
    }

    private async Task FirstAsync(CancellationToken ct)
    {
        while (true)
        {
            var ticket = _bell.Now;
            lock (_gate)
                if (_anything)
                    return;
            await Bell.WaitAsync(ticket, ct).ConfigureAwait(false);
        }
    }

    private bool IsHurried()
    {
        lock (_gate)
            return _waiting.Count > 0;
    }

    private Burst Take()
    {
        lock (_gate)
        {
            var burst = new Burst(_paths, _everything, _index, _waiting);
            _paths = [];
            _waiting = [];
            _everything = _index = _anything = false;
            return burst;
        }
    }

    private void Note(Action note)
    {
        lock (_gate)
        {
            note();
            _anything = true;
        }
        Interlocked.Increment(ref _rings);
        _bell.Ring();
    }
}
