using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>What a feed is of.</summary>
internal sealed record DiffSource(GitRepository Repository, string Worktree, string BaseCommit);

/// <summary>One opener's hold on a feed. The feed lives until the last is disposed.</summary>
internal sealed class DiffLease(DiffFeed feed, Func<Task> release) : IAsyncDisposable
{
    private Func<Task>? _release = release;

    public DiffFeed Feed { get; } = feed;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _release, null) is { } last)
            await last().ConfigureAwait(false);
    }
}

/// <summary>The live diffs of the server: one feed an attempt, however many watch it.</summary>
internal sealed class LiveDiffs : IAsyncDisposable
{
    private readonly string _scratch;
    private readonly WatchDirectory _watch;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (DiffFeed Feed, int Leases)> _feeds = [];

    /// <param name="scratch">A directory of its own; what an earlier server left in it is removed.</param>
    public LiveDiffs(string scratch, WatchDirectory watch, TimeProvider time)
    {
        _scratch = scratch;
        _watch = watch;
        _time = time;
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }

    public DiffLease Open(Guid attempt, GitRepository repo, string worktree, string baseCommit)
    {
        lock (_gate)
        {
            var (feed, leases) = _feeds.TryGetValue(attempt, out var known)
                ? known
                : (Begin(new DiffSource(repo, worktree, baseCommit)), 0);
            if (feed.BaseCommit != baseCommit)
                feed.Rebase(baseCommit);
            _feeds[attempt] = (feed, leases + 1);
            return new DiffLease(feed, () => ReleaseAsync(attempt, feed));
        }
    }

    /// <summary>The feed of an attempt that somebody watches; null when nobody does.</summary>
    public DiffFeed? Find(Guid attempt)
    {
        lock (_gate)
            return _feeds.TryGetValue(attempt, out var known) ? known.Feed : null;
    }

    public async ValueTask DisposeAsync()
    {
        List<DiffFeed> all;
        lock (_gate)
        {
            all = [.. _feeds.Values.Select(one => one.Feed)];
            _feeds.Clear();
        }
        foreach (var feed in all)
            await feed.CloseAsync().ConfigureAwait(false);
    }

    private DiffFeed Begin(DiffSource source) =>
        new(source, Path.Join(_scratch, Guid.NewGuid().ToString("N")), _watch, _time);

    private async Task ReleaseAsync(Guid attempt, DiffFeed feed)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(attempt, out var known) || known.Feed != feed)
                return;
            if (known.Leases > 1)
            {
                _feeds[attempt] = (feed, known.Leases - 1);
                return;
            }
            _feeds.Remove(attempt);
        }
        await feed.CloseAsync().ConfigureAwait(false);
    }
}
