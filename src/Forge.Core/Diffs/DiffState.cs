namespace Forge.Core.Diffs;

/// <summary>
/// The newest entry of every path with the version at which it became so: a tail that keeps only the last item of each
/// path. A reader at any version is told what is new since then.
/// </summary>
internal sealed class DiffState(int mostRemoved = DiffState.DefaultMostRemoved)
{
    public const int DefaultMostRemoved = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Version, DiffEntry Entry)> _entries = [];
    private readonly Dictionary<string, long> _removed = [];
    private long _version;
    private long _forgotten;

    /// <returns>Whether anything is different now.</returns>
    public bool Apply(IReadOnlyList<DiffEntry> entries)
    {
        lock (_gate)
        {
            var next = _version + 1;
            var changed = false;
            var seen = new HashSet<string>(entries.Count);
            foreach (var entry in entries)
            {
                seen.Add(entry.Path);
                if (_entries.TryGetValue(entry.Path, out var known) && known.Entry == entry)
                    continue;
                _entries[entry.Path] = (next, entry);
                _removed.Remove(entry.Path);
                changed = true;
            }
            foreach (var path in _entries.Keys.Where(path => !seen.Contains(path)).ToList())
            {
                _entries.Remove(path);
                _removed[path] = next;
                changed = true;
            }
            if (changed)
                _version = next;
            Forget();
            return changed;
        }
    }

    public DiffPage Read(long version, bool hasEnded)
    {
        lock (_gate)
        {
            var whole = version > 0 && (version < _forgotten || version > _version);
            var from = whole ? 0 : version;
            return new DiffPage(
                [
                    .. _entries
                        .Values.Where(one => one.Version > from)
                        .OrderBy(one => one.Version)
                        .ThenBy(one => one.Entry.Path, StringComparer.Ordinal)
                        .Select(one => one.Entry),
                ],
                whole || version == 0
                    ? []
                    :
                    [
                        .. _removed
                            .Where(one => one.Value > from)
                            .Select(one => one.Key)
                            .Order(StringComparer.Ordinal),
                    ],
                _version,
                whole,
                hasEnded
            );
        }
    }

    /// <summary>An agent that makes and removes files for hours must not fill the memory with their names.</summary>
    private void Forget()
    {
        if (_removed.Count <= mostRemoved)
            return;
        foreach (
            var (path, version) in _removed.OrderBy(one => one.Value).Take(mostRemoved / 2).ToList()
        )
        {
            _removed.Remove(path);
            _forgotten = version;
        }
    }
}
