using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>Looks at what a burst named, or at everything where paths are not enough.</summary>
internal sealed class DiffRefresh : IDisposable
{
    private readonly string _worktree;
    private readonly WorktreeIndex _index;
    private readonly WatchDirectory _watch;
    private readonly PendingChanges _pending;
    private readonly TreeWatch _tree;
    private IDisposable? _indexWatch;
    private string _forced = "";
    private bool _isWhole;

    public DiffRefresh(
        string worktree,
        WorktreeIndex index,
        WatchDirectory watch,
        PendingChanges pending
    )
    {
        _worktree = worktree;
        _index = index;
        _watch = watch;
        _pending = pending;
        _tree = new TreeWatch(worktree, watch, Ring, pending.Everything);
    }

    /// <summary>Not every directory could be watched.</summary>
    public bool IsBlind => _tree.IsIncomplete;

    /// <returns>All entries of the diff.</returns>
    public async Task<IReadOnlyList<DiffEntry>> LookAsync(
        Burst burst,
        string baseCommit,
        CancellationToken ct
    )
    {
        var everything = burst.IsEverything || !_isWhole || burst.Paths.Any(MeansEverything);
        // Whatever fails from here on leaves the index half-way: then the next look is at everything.
        _isWhole = false;
        if (!everything && burst.IsIndex)
            everything = _forced != await _index.ForcedAsync(ct).ConfigureAwait(false);
        if (everything)
            await FillAsync(ct).ConfigureAwait(false);
        else if (!await UpdateAsync(burst.Paths, ct).ConfigureAwait(false))
            await FillAsync(ct).ConfigureAwait(false);
        _isWhole = true;
        return await _index.DiffAsync(baseCommit, ct).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _indexWatch?.Dispose();
        _tree.Dispose();
    }

    private async Task FillAsync(CancellationToken ct)
    {
        WatchIndex();
        var tracked = await _index.TrackedDirectoriesAsync(ct).ConfigureAwait(false);
        await _tree.CoverAsync(tracked, _index.IgnoredAsync, ct).ConfigureAwait(false);
        _forced = await _index.ForcedAsync(ct).ConfigureAwait(false);
        await _index.FillAsync(ct).ConfigureAwait(false);
    }

    private async Task<bool> UpdateAsync(IReadOnlySet<string> paths, CancellationToken ct)
    {
        if (paths.Count == 0)
            return true;
        await _tree.FollowAsync(paths, _index.IgnoredAsync, ct).ConfigureAwait(false);
        return await _index.UpdateAsync(paths, ct).ConfigureAwait(false);
    }

    private void Ring(string path)
    {
        if (path != ".git")
            _pending.Path(path);
    }

    private void WatchIndex()
    {
        _indexWatch?.Dispose();
        var git = GitDirectories.Of(_worktree);
        _indexWatch = git is null
            ? null
            : _watch(
                git,
                happened =>
                {
                    if (happened.IsLost || happened.Name == "index")
                        _pending.Index();
                }
            );
    }

    /// <summary>Rules for many files changed, or a repository began inside the worktree.</summary>
    private static bool MeansEverything(string path) =>
        Path.GetFileName(path) is ".gitignore" or ".gitattributes" or ".git";
}
