using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Streams;

namespace Forge.Core.Diffs;

/// <summary>
/// The live difference between a worktree and its base. Any number of readers read it by version: read; if nothing is
/// new, wait for the bell; read again. What nobody reads costs nothing but the newest state.
/// </summary>
internal sealed class DiffFeed
{
    /// <summary>Where the bell cannot be trusted (no watches left), or git failed, everything is looked at again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly string _worktree;
    private readonly PendingChanges _pending;
    private readonly DiffState _state = new();
    private readonly WorktreeIndex _index;
    private readonly DiffRefresh _refresh;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ready = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Task _loop;
    private volatile string _base;
    private volatile bool _looked;
    private volatile bool _ended;

    internal DiffFeed(DiffSource source, string scratch, WatchDirectory watch, TimeProvider time)
    {
        _worktree = source.Worktree;
        _base = source.BaseCommit;
        _time = time;
        _pending = new PendingChanges(time);
        _index = new WorktreeIndex(source.Repository, source.Worktree, scratch);
        _refresh = new DiffRefresh(source.Worktree, _index, watch, _pending);
        _loop = Task.Run(() => RunAsync(_closing.Token));
    }

    /// <summary>Rings after a version was added or the feed has ended.</summary>
    public Bell Bell { get; } = new();

    public string BaseCommit => _base;

    /// <summary>How often git was asked; for tests and measurements.</summary>
    public long Looks { get; private set; }

    /// <summary>Why the last look failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>What is new since a version; 0 gives all. Waits for the first look at the worktree only.</summary>
    /// <exception cref="RuleBroken">That look failed; it is tried again.</exception>
    public async Task<DiffPage> ReadAsync(long version, CancellationToken ct)
    {
        await _ready.Task.WaitAsync(ct).ConfigureAwait(false);
        // An empty page would be a lie: nobody has seen the worktree yet.
        if (!_looked && !_ended)
            throw RuleBroken.Conflict($"The changes in {_worktree} cannot be read: {Failure}");
        return _state.Read(version, _ended);
    }

    /// <summary>The agent said that it edited a file: an absolute path, or one below the worktree.</summary>
    public void Touch(string path)
    {
        // Through a link inside the worktree, it is the file that the link leads to.
        var full = RealPaths.Nearest(Path.GetFullPath(path, _worktree));
        var relative = Path.GetRelativePath(RealPaths.Nearest(_worktree), full);
        if (relative != "." && !relative.StartsWith("..", StringComparison.Ordinal))
            _pending.Path(relative);
    }

    /// <summary>The attempt has another base now, after a rebase or merge.</summary>
    public void Rebase(string newBase)
    {
        _base = newBase;
        _pending.Again();
    }

    /// <summary>Looks at everything, and returns when the state has it.</summary>
    public Task RefreshAsync(CancellationToken ct) =>
        _ended ? Task.CompletedTask : _pending.DoneAsync(everything: true, ct);

    /// <summary>Returns when the state has all that rang until now.</summary>
    public Task SettleAsync(CancellationToken ct) =>
        _ended ? Task.CompletedTask : _pending.DoneAsync(everything: false, ct);

    /// <summary>The contents of some entries; those that are binary, too big or overtaken by newer ones have none.</summary>
    public Task<IReadOnlyList<FileDiff>> ContentsAsync(
        IReadOnlyList<DiffEntry> entries,
        CancellationToken ct
    ) => DiffContents.LoadAsync(_worktree, _index.Objects, entries, ct);

    public async Task<FileDiff> ContentAsync(DiffEntry entry, CancellationToken ct) =>
        (await ContentsAsync([entry], ct).ConfigureAwait(false))[0];

    internal async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _refresh.Dispose();
        _index.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            _pending.Everything();
            while (!_ended)
            {
                var burst = await NextAsync(ct).ConfigureAwait(false);
                var began = _time.GetTimestamp();
                await LookAsync(burst, ct).ConfigureAwait(false);
                _pending.Looked(began);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _ended = true;
        }
        finally
        {
            _ready.TrySetResult();
            _pending.End();
            Bell.Ring();
        }
    }

    private async Task<Burst> NextAsync(CancellationToken ct)
    {
        if (Failure is null && !_refresh.IsBlind)
            return await _pending.NextAsync(ct).ConfigureAwait(false);
        using var wake = _time.CreateTimer(
            _ => _pending.Everything(),
            null,
            Again,
            Timeout.InfiniteTimeSpan
        );
        return await _pending.NextAsync(ct).ConfigureAwait(false);
    }

    private async Task LookAsync(Burst burst, CancellationToken ct)
    {
        Looks++;
        try
        {
            var entries = await _refresh.LookAsync(burst, _base, ct).ConfigureAwait(false);
            Failure = null;
            _looked = true;
            var changed = entries is not null && _state.Apply(entries);
            if (_ready.TrySetResult() || changed)
                Bell.Ring();
        }
        catch (GitFailed failed)
        {
            Fail(failed.Message);
        }
        catch (IOException failed)
        {
            Fail(failed.Message);
        }
        catch (UnauthorizedAccessException failed)
        {
            Fail(failed.Message);
        }
        foreach (var waiting in burst.Waiting)
            waiting.TrySetResult();
    }

    /// <summary>A worktree that went ends the feed; anything else is tried again.</summary>
    private void Fail(string why)
    {
        Failure = why;
        if (GitDirectories.Of(_worktree) is null)
            _ended = true;
        _ready.TrySetResult();
        Bell.Ring();
    }
}
