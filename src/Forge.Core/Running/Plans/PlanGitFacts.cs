using System.Collections.Concurrent;
using Forge.Core.Git;
using Forge.Core.Git.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>
/// What a plan asks git again and again. Commits never change, so what was once answered of them is kept: a look at a plan in
/// which nothing moved costs no process.
/// </summary>
internal sealed class PlanGitFacts
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(string Base, string Merge), AncestorStanding> _standing =
        new();
    private readonly ConcurrentDictionary<
        (string From, string To),
        IReadOnlyList<string>
    > _changed = new();

    private readonly ConcurrentDictionary<
        (string Commit, string Paths),
        IReadOnlySet<string>
    > _there = new();

    /// <summary>Which of the paths a commit has, as files or folders.</summary>
    public async Task<IReadOnlySet<string>> ThereAsync(
        GitRepository repo,
        string commit,
        IReadOnlyCollection<string> paths,
        CancellationToken ct
    )
    {
        if (paths.Count == 0)
            return new HashSet<string>();
        var key = (commit, string.Join('\n', paths));
        if (_there.TryGetValue(key, out var known))
            return known;
        // Output has one line for each line that goes in, in the same order.
        var asked = paths.Where(p => !p.Contains('\n')).ToList();
        var look = await repo.Git("cat-file", "--batch-check=%(objecttype)")
            .Saying(string.Concat(asked.Select(p => $"{commit}:{p.TrimEnd('/')}\n")))
            .RunAsync(ct)
            .ConfigureAwait(false);
        var lines = look.Output.Split('\n');
        if (!look.Ok || lines.Length <= asked.Count)
            return new HashSet<string>();
        if (_there.Count > Most / 10)
            _there.Clear();
        return _there[key] = asked.Where((_, i) => lines[i] is "blob" or "tree").ToHashSet();
    }

    /// <summary>Which of the commits a base contains.</summary>
    public async Task<IReadOnlyDictionary<string, AncestorStanding>> StandingAsync(
        GitRepository repo,
        string baseCommit,
        IReadOnlyCollection<string> commits,
        CancellationToken ct
    )
    {
        var unknown = commits
            .Where(c => !_standing.ContainsKey((baseCommit, c)))
            .Distinct()
            .Select(c => new Predecessor(c, c))
            .ToList();
        if (unknown.Count > 0)
        {
            if (_standing.Count > Most)
                _standing.Clear();
            var proof = await Ancestors
                .ProveAsync(repo, baseCommit, unknown, ct)
                .ConfigureAwait(false);
            foreach (var fact in proof.Predecessors)
                _standing[(baseCommit, fact.Of.MergeCommit)] = fact.Standing;
        }
        return commits
            .Distinct()
            .ToDictionary(
                c => c,
                c => _standing.GetValueOrDefault((baseCommit, c), AncestorStanding.Missing)
            );
    }

    /// <summary>The paths that differ between two commits; none where one of them is gone.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(
        GitRepository repo,
        string from,
        string to,
        CancellationToken ct
    )
    {
        if (from == to)
            return [];
        if (_changed.TryGetValue((from, to), out var known))
            return known;
        var diff = await repo.Git("diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to)
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!diff.Ok)
            return [];
        if (_changed.Count > Most / 10)
            _changed.Clear();
        return _changed[(from, to)] = GitCommand.Fields(diff);
    }
}
