namespace Forge.Core.Git.Radar;

/// <summary>What the radar has learnt of git, each thing once: all of it hangs on commits, which never change.</summary>
internal sealed class RadarFacts(GitRepository repo)
{
    private readonly Known<(string Target, string Commit), string> _bases = new();
    private readonly Known<(string From, string To), ChangeSet> _changes = new();
    private readonly Known<(string From, string To, string Path), IReadOnlyList<Hunk>> _hunks =
        new();
    private readonly Known<(string, string), IReadOnlyList<string>> _merges = new();

    /// <summary>How many merges were tried in this round.</summary>
    public int MergesTried => _merges.Asked;

    public void BeginRound()
    {
        _bases.BeginRound();
        _changes.BeginRound();
        _hunks.BeginRound();
        _merges.BeginRound();
    }

    public void Forget()
    {
        _bases.Forget();
        _changes.Forget();
        _hunks.Forget();
        _merges.Forget();
    }

    public Task LearnBasesAsync(string target, IEnumerable<string> commits, CancellationToken ct) =>
        _bases.LearnAsync(
            commits.Select(commit => (target, commit)),
            async open =>
            {
                var found = await MergeBases
                    .OfAsync(repo, target, [.. open.Select(one => one.Commit)], ct)
                    .ConfigureAwait(false);
                return [.. open.Select(one => found.GetValueOrDefault(one.Commit, ""))];
            }
        );

    /// <summary>Where a commit left the target; empty when it is not there or shares no history.</summary>
    public string BaseOf(string target, string commit) => _bases[(target, commit)];

    public Task LearnChangesAsync(
        IEnumerable<(string From, string To)> asked,
        CancellationToken ct
    ) => _changes.LearnAsync(asked, open => ChangeSet.OfAsync(repo, open, ct));

    public ChangeSet Changes(string from, string to) => _changes[(from, to)];

    public Task LearnMergesAsync(
        IEnumerable<(string One, string Other)> asked,
        CancellationToken ct
    ) =>
        _merges.LearnAsync(
            asked.Select(pair => Ordered(pair.One, pair.Other)),
            open => MergeBatch.TryAsync(repo, open, ct)
        );

    /// <summary>The files that do not merge.</summary>
    public IReadOnlyList<string> Conflicts(string one, string other) =>
        _merges[Ordered(one, other)];

    public Task LearnHunksAsync(
        IEnumerable<(string From, string To, string Path)> asked,
        CancellationToken ct
    ) => _hunks.LearnAsync(asked, open => HunksAsync(open, ct));

    public IReadOnlyList<Hunk> Hunks(string from, string to, string path) =>
        _hunks[(from, to, path)];

    private async Task<IReadOnlyList<IReadOnlyList<Hunk>>> HunksAsync(
        IReadOnlyList<(string From, string To, string Path)> open,
        CancellationToken ct
    )
    {
        var pairs = open.Select(one => (one.From, one.To)).Distinct().ToList();
        var paths = open.Select(one => Changes(one.From, one.To).InLines[one.Path])
            .SelectMany(change => new[] { change.Path, change.OldPath })
            .ToHashSet();
        var all = await HunkList.OfAsync(repo, pairs, paths, ct).ConfigureAwait(false);
        var found = pairs.Zip(all).ToDictionary(one => one.First, one => one.Second);
        return [.. open.Select(one => found[(one.From, one.To)].GetValueOrDefault(one.Path, []))];
    }

    // Whether two merge does not hang on which of them comes first.
    private static (string, string) Ordered(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
