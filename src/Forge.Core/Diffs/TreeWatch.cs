namespace Forge.Core.Diffs;

/// <summary>
/// Watches the directories of a worktree that git tracks or shows, and none that it ignores: a dependency folder can
/// have twenty thousand.
/// </summary>
internal sealed class TreeWatch(
    string worktree,
    WatchDirectory watch,
    Action<string> onPath,
    Action onLost
) : IDisposable
{
    /// <summary>Asks which of some directories git ignores.</summary>
    public delegate Task<HashSet<string>> Ignored(
        IReadOnlyCollection<string> directories,
        CancellationToken ct
    );

    private readonly Dictionary<string, IDisposable> _watches = [];
    private HashSet<string> _tracked = [];

    /// <summary>Some directory could not be watched; the feed must look by itself now and then.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Watches the whole tree anew. What changes from now on rings; look at everything afterwards.</summary>
    public async Task CoverAsync(HashSet<string> tracked, Ignored ignored, CancellationToken ct)
    {
        _tracked = tracked;
        IsIncomplete = false;
        var gone = _watches.Keys.ToHashSet();
        await AddAsync([""], gone, ignored, ct).ConfigureAwait(false);
        foreach (var directory in gone)
            Drop(directory);
    }

    /// <summary>Some entries changed: new directories among them are watched, with what is below; gone ones are dropped.</summary>
    public async Task FollowAsync(IEnumerable<string> paths, Ignored ignored, CancellationToken ct)
    {
        List<string> found = [];
        foreach (var path in paths)
        {
            if (IsDirectory(path))
                found.Add(path);
            else if (_watches.ContainsKey(path))
                DropBelow(path);
        }
        if (found.Count == 0)
            return;
        // It may be another directory of the same name, so what is known of it is watched again.
        var before = _watches.Keys.Where(known => found.Any(one => IsAt(known, one))).ToHashSet();
        var wanted = await WantedAsync(found, ignored, ct).ConfigureAwait(false);
        await AddAsync(wanted, before, ignored, ct).ConfigureAwait(false);
        foreach (var directory in before)
            Drop(directory);
    }

    public void Dispose()
    {
        foreach (var one in _watches.Values)
            one.Dispose();
        _watches.Clear();
    }

    /// <summary>Level by level, so that git is asked once a level and never about what is inside an ignored directory.</summary>
    private async Task AddAsync(
        List<string> level,
        HashSet<string> before,
        Ignored ignored,
        CancellationToken ct
    )
    {
        while (level.Count > 0)
        {
            List<string> below = [];
            foreach (var directory in level)
                if (Watch(directory))
                {
                    before.Remove(directory);
                    below.AddRange(Below(directory));
                }
            level = await WantedAsync(below, ignored, ct).ConfigureAwait(false);
        }
    }

    private async Task<List<string>> WantedAsync(
        List<string> directories,
        Ignored ignored,
        CancellationToken ct
    )
    {
        var unknown = directories.Where(one => !_tracked.Contains(one)).ToList();
        var left = await ignored(unknown, ct).ConfigureAwait(false);
        return [.. directories.Where(one => !left.Contains(one))];
    }

    private bool Watch(string directory)
    {
        try
        {
            // The new watch comes before the old one goes, so that no moment is unwatched.
            var one = watch(Path.Join(worktree, directory), happened => Tell(directory, happened));
            if (_watches.Remove(directory, out var old))
                old.Dispose();
            _watches[directory] = one;
            return true;
        }
        catch (IOException)
        {
            IsIncomplete |= IsDirectory(directory);
            return false;
        }
    }

    private void Tell(string directory, DirectoryEvent happened)
    {
        // The top itself moved or went: the next look finds out.
        if (happened.IsLost || (happened.Name.Length == 0 && directory.Length == 0))
            onLost();
        else if (happened.Name.Length > 0)
            onPath(directory.Length == 0 ? happened.Name : $"{directory}/{happened.Name}");
    }

    private IEnumerable<string> Below(string directory)
    {
        string[] found;
        try
        {
            found = Directory.GetDirectories(Path.Join(worktree, directory));
        }
        catch (IOException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
        return found
            .Select(one => Path.GetRelativePath(worktree, one))
            .Where(one => Path.GetFileName(one) != ".git")
            .Where(IsDirectory)
            .Where(one => !Path.Exists(Path.Join(worktree, one, ".git")));
    }

    /// <summary>A directory, not a link to one.</summary>
    private bool IsDirectory(string path)
    {
        var info = new DirectoryInfo(Path.Join(worktree, path));
        return info.Exists && info.LinkTarget is null;
    }

    private static bool IsAt(string known, string path) =>
        known == path || known.StartsWith(path + "/", StringComparison.Ordinal);

    private void DropBelow(string path)
    {
        foreach (var known in _watches.Keys.Where(known => IsAt(known, path)).ToList())
            Drop(known);
    }

    private void Drop(string directory)
    {
        if (_watches.Remove(directory, out var one))
            one.Dispose();
    }
}
