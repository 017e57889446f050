using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Platform;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What happened to the refs of a repository between two looks, and which of it is known.</summary>
internal sealed class RefMoves(
    RunningParts parts,
    (Guid Project, GitRepository Repo) of,
    OwnPushes pushes,
    RefSnapshot before,
    RefSnapshot after,
    DateTimeOffset at
)
{
    private const string Heads = "refs/heads/";

    /// <summary>An intent may be older than the move that it is of.</summary>
    private static readonly TimeSpan LongestIntent = TimeSpan.FromHours(1);

    // Logs tell whole seconds.
    private readonly DateTimeOffset _since = at.AddSeconds(-1);
    private readonly GitRepository _repo = of.Repo;

    /// <summary>What neither Forge nor, as far as can be seen, a person did.</summary>
    public async Task<IReadOnlyList<RefViolation>> UnknownAsync(CancellationToken ct)
    {
        var own = parts.Database.Read(db => AttemptRows.Branches(db, of.Project)).ToHashSet();
        List<RefMove> known = [.. Merges(), .. Persons(), .. OwnPushes()];
        known.AddRange(await ForgedAsync(known, ct).ConfigureAwait(false));
        var fetched = PersonFetched();
        return
        [
            .. Violations
                .Between(before, after, own, known, Pushed())
                .Where(one => !IsForges(one.Ref))
                // A fetch brings tags along and writes nothing down of it.
                .Where(one => !(fetched && one.Kind == ViolationKind.TagMade)),
        ];
    }

    /// <summary>When the ref came to where it is; null when nothing tells.</summary>
    public DateTimeOffset? TimeOf(RefViolation move)
    {
        var file = Path.Join(_repo.CommonDirectory, move.Ref);
        if (move.To is null || !File.Exists(file))
            return null;
        // It moved after the last look: a time before that was put there.
        DateTimeOffset time = File.GetLastWriteTimeUtc(file);
        return time < _since ? null : time;
    }

    private static bool IsForges(string name) =>
        name.StartsWith(Heads + BranchNames.Prefix, StringComparison.Ordinal);

    private bool Changed(string name) =>
        before.Refs.GetValueOrDefault(name) != after.Refs.GetValueOrDefault(name);

    private IEnumerable<RefMove> Merges() =>
        parts
            .Database.Read(db => MergeRows.Since(db, _since - LongestIntent))
            .Select(m => new RefMove(Heads + m.TargetBranch, m.TargetBefore, m.MergeCommit));

    private IEnumerable<RefMove> Persons() =>
        PersonsCheckouts().SelectMany(path => RefLogs.Through(path, _since));

    // A worktree that no attempt has and that was there before the plan's agents could make one.
    private IEnumerable<string> PersonsCheckouts()
    {
        yield return _repo.Path;
        var folder = Path.Join(_repo.CommonDirectory, "worktrees");
        if (!Directory.Exists(folder))
            yield break;
        foreach (var one in Directory.EnumerateDirectories(folder))
            if (
                Files.TryReadText(Path.Join(one, "gitdir"))?.TrimEnd('\n') is { Length: > 0 } dotGit
                && Path.GetDirectoryName(Path.GetFullPath(dotGit, one)) is { } checkout
                && !checkout.StartsWith(parts.State.Root, StringComparison.Ordinal)
                && File.GetLastWriteTimeUtc(Path.Join(one, "commondir")) < _since
            )
                yield return checkout;
    }

    private bool PersonFetched() =>
        GitDirectories.Of(_repo.Path) is { } git
        && File.Exists(Path.Join(git, "FETCH_HEAD"))
        && File.GetLastWriteTimeUtc(Path.Join(git, "FETCH_HEAD")) >= _since;

    // The newest push of a remote's branch that is now where the push brought it.
    private List<RefMove> Pushed() =>
        after.Refs.Keys.Any(name =>
            name.StartsWith("refs/remotes/", StringComparison.Ordinal) && Changed(name)
        )
            ?
            [
                .. RefLogs
                    // An agent may put its clock back.
                    .Pushes(_repo, DateTimeOffset.UnixEpoch)
                    .Where(m => Changed(m.Ref) && after.Refs.GetValueOrDefault(m.Ref) == m.To)
                    .GroupBy(m => m.Ref)
                    .Select(g => g.Last()),
            ]
            : [];

    private IEnumerable<RefMove> OwnPushes() =>
        Pushed().Where(m => pushes.Has(m.Ref, _since - LongestIntent));

    // Their rows do not say where the branch was before. What goes back to one of them is no doing of Forge's.
    private async Task<IReadOnlyList<RefMove>> ForgedAsync(
        IReadOnlyList<RefMove> known,
        CancellationToken ct
    )
    {
        List<RefMove> moves = [];
        var forged = parts.Database.Read(db => RefBaselineRows.Forged(db, of.Project));
        foreach (var (branch, commit) in forged)
        {
            var name = Heads + branch;
            // What nothing holds any more was collected by git.
            if (
                !Changed(name)
                || await Branches.CommitAsync(_repo, commit, ct).ConfigureAwait(false) is null
            )
                continue;
            var was = before.Refs.GetValueOrDefault(name);
            if (
                was is not null
                && await Branches.IsAncestorAsync(_repo, commit, was, ct).ConfigureAwait(false)
            )
                continue;
            moves.Add(new RefMove(name, was, commit));
            moves.AddRange(
                known.Where(m => m.Ref == name).Select(m => new RefMove(name, m.To, commit))
            );
        }
        return moves;
    }
}
