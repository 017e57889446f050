namespace Forge.Core.Git.Plans;

internal enum AncestorStanding
{
    Contained,

    /// <summary>The base does not have it: it was cut before, or the target was moved back.</summary>
    Elsewhere,

    /// <summary>There is no such commit any more: forced away, and taken away by git since.</summary>
    Missing,
}

/// <summary>How one predecessor's merge stands to the base.</summary>
internal sealed record AncestorFact(Predecessor Of, AncestorStanding Standing);

/// <param name="BaseCommit">The whole id; null when there is no such commit.</param>
internal sealed record AncestorProof(string? BaseCommit, IReadOnlyList<AncestorFact> Predecessors)
{
    public bool Holds =>
        BaseCommit is not null
        && Predecessors.All(fact => fact.Standing == AncestorStanding.Contained);
}

/// <summary>Which merges a base contains: two processes for any number of them.</summary>
internal static class Ancestors
{
    public static async Task<AncestorProof> ProveAsync(
        GitRepository repo,
        string baseCommit,
        IReadOnlyList<Predecessor> predecessors,
        CancellationToken ct
    )
    {
        List<string> asked = [baseCommit, .. predecessors.Select(one => one.MergeCommit)];
        var found = await FoundAsync(repo, asked, ct).ConfigureAwait(false);
        var start = found[0];
        var there = found.Skip(1).OfType<string>().Distinct().ToList();
        var outside =
            start is null || there.Count == 0
                ? []
                : await OutsideAsync(repo, start, there, ct).ConfigureAwait(false);
        return new AncestorProof(
            start,
            [
                .. predecessors.Zip(
                    found.Skip(1),
                    (one, commit) => new AncestorFact(one, StandingOf(start, commit, outside))
                ),
            ]
        );
    }

    private static AncestorStanding StandingOf(
        string? start,
        string? commit,
        HashSet<string> outside
    ) =>
        commit is null ? AncestorStanding.Missing
        : start is null || outside.Contains(commit) ? AncestorStanding.Elsewhere
        : AncestorStanding.Contained;

    /// <summary>Whole ids in the order asked; null where there is no such commit.</summary>
    private static async Task<IReadOnlyList<string?>> FoundAsync(
        GitRepository repo,
        IReadOnlyList<string> asked,
        CancellationToken ct
    )
    {
        // Anything else than an object id is none: it would be taken for a branch, which moves.
        var names = asked.Select(name => RefFiles.IsObjectId(name) ? name : "-");
        var text = await repo.Git("cat-file", "--batch-check=%(objectname) %(objecttype)")
            .Saying(string.Concat(names.Select(name => name + "^{commit}\n")))
            .TextAsync(ct)
            .ConfigureAwait(false);
        return
        [
            .. text.Split('\n')
                .Select(line =>
                    line.EndsWith(" commit", StringComparison.Ordinal)
                        ? line[..line.IndexOf(' ')]
                        : null
                ),
        ];
    }

    private static async Task<HashSet<string>> OutsideAsync(
        GitRepository repo,
        string start,
        IReadOnlyList<string> commits,
        CancellationToken ct
    )
    {
        var text = await repo.Git("rev-list", "--stdin")
            .Saying(string.Concat(commits.Select(commit => commit + "\n")) + $"^{start}\n")
            .TextAsync(ct)
            .ConfigureAwait(false);
        return text.Split('\n').ToHashSet();
    }
}
