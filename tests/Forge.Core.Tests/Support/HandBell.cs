using System.Collections.Concurrent;
using Forge.Core.Diffs;
using Forge.Core.Git;

namespace Forge.Core.Tests.Support;

/// <summary>
/// A bell that tests ring. Like the kernel's, it tells of an entry only to those who watch its directory, and a
/// directory that goes takes its watch with it.
/// </summary>
internal sealed class HandBell
{
    private readonly ConcurrentDictionary<
        object,
        (string Directory, Action<DirectoryEvent> Tell)
    > _watches = new();

    public IReadOnlyList<string> Directories =>
        [.. _watches.Values.Select(one => one.Directory).Distinct().Order(StringComparer.Ordinal)];

    public WatchDirectory Watch =>
        (directory, tell) =>
        {
            if (!Directory.Exists(directory))
                throw new IOException($"{directory} is gone");
            var key = new object();
            _watches[key] = (Path.TrimEndingDirectorySeparator(directory), tell);
            return new Ended(() => _watches.TryRemove(key, out _));
        };

    /// <summary>Something happened to this entry; through a link, it happened where that leads.</summary>
    public void Ring(string path)
    {
        RingAt(path);
        if (RealPaths.Of(path) is { } real && real != path)
            RingAt(real);
        if (RealPaths.Of(Path.GetDirectoryName(path)!) is { } parent)
            RingAt(Path.Join(parent, Path.GetFileName(path)));
    }

    private void RingAt(string path)
    {
        foreach (var (directory, tell) in _watches.Values)
            if (directory == Path.GetDirectoryName(path))
                tell(new DirectoryEvent(Path.GetFileName(path), false));
        if (!Directory.Exists(path))
            foreach (var (key, one) in _watches)
                if (one.Directory == path || one.Directory.StartsWith(path + "/"))
                    _watches.TryRemove(key, out _);
    }

    public void Lose()
    {
        foreach (var (_, tell) in _watches.Values)
            tell(new DirectoryEvent("", true));
    }

    private sealed class Ended(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
