namespace Forge.Core.Git.Radar;

/// <summary>One path that differs between two commits.</summary>
/// <param name="OldPath">What it was called before; the same unless it was renamed.</param>
/// <param name="Status">A, D, M, R or T, as git says it.</param>
internal readonly record struct Change(string Path, string OldPath, char Status);

/// <summary>The paths that a commit changes against another one. Pure, but for the asking.</summary>
internal sealed class ChangeSet
{
    private ChangeSet(IReadOnlyList<Change> changes)
    {
        Paths = changes
            .SelectMany(change => new[] { change.Path, change.OldPath })
            .ToHashSet(StringComparer.Ordinal);
        InLines = changes
            .Where(change => change.Status is 'M' or 'R')
            .SelectMany(change => new[] { (change.Path, change), (change.OldPath, change) })
            .GroupBy(pair => pair.Item1, pair => pair.change)
            .ToDictionary(group => group.Key, group => group.Last());
        LeftFolders = changes
            .Where(change => change.Status == 'R')
            .SelectMany(Left)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>All names that are touched, those before a rename included.</summary>
    public IReadOnlySet<string> Paths { get; }

    /// <summary>Those that are there on both sides, so that lines can be told apart; by both of their names.</summary>
    public IReadOnlyDictionary<string, Change> InLines { get; }

    /// <summary>Folders that files were moved out of: git may move what somebody else adds there after them.</summary>
    public IReadOnlySet<string> LeftFolders { get; }

    /// <summary>The differences from the first to the second of each, in the order asked; one process.</summary>
    public static async Task<IReadOnlyList<ChangeSet>> OfAsync(
        GitRepository repo,
        IReadOnlyList<(string From, string To)> asked,
        CancellationToken ct
    )
    {
        if (asked.Count == 0)
            return [];
        var fields = await repo.Git("diff-tree", "--stdin", "--always", "-r", "-M", "-z", "--raw")
            .Saying(Lines(asked))
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        List<ChangeSet> sets = [];
        for (var at = 0; at < fields.Count; )
        {
            at++; // the commit's id
            List<Change> changes = [];
            while (at < fields.Count && fields[at] is [':', ..])
                changes.Add(Read(fields, ref at));
            sets.Add(new ChangeSet(changes));
        }
        return sets;
    }

    /// <summary>A commit and what it is compared with; git takes the second for its parent.</summary>
    public static string Lines(IEnumerable<(string From, string To)> asked) =>
        string.Concat(asked.Select(one => $"{one.To} {one.From}\n"));

    public static Change Read(IReadOnlyList<string> fields, ref int at)
    {
        var status = fields[at][fields[at].LastIndexOf(' ') + 1];
        var old = fields[at + 1];
        var renamed = status is 'R' or 'C';
        var change = new Change(renamed ? fields[at + 2] : old, old, status);
        at += renamed ? 3 : 2;
        return change;
    }

    // a/b/f → x/b/f says that a/b became x/b, and that a became x.
    private static IEnumerable<string> Left(Change change)
    {
        var (old, now) = (Folder(change.OldPath), Folder(change.Path));
        while (old != now)
        {
            yield return old;
            if (old.Length == 0 || Name(old) != Name(now))
                yield break;
            (old, now) = (Folder(old), Folder(now));
        }
    }

    public static string Folder(string path) =>
        path.LastIndexOf('/') is var at and >= 0 ? path[..at] : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
