namespace Forge.Planning.Scoring;

/// <summary>What must be so before any points count.</summary>
internal static class MustHaves
{
    private static readonly string[] Ended = ["failed", "cancelled", "stale"];

    public static IEnumerable<MustHave> Of(Subject subject) =>
        OfCommands(subject).Concat(OfFacts(subject)).Select(m => m with { Group = subject.Group });

    /// <summary>Of a group, when the whole is reviewed: it is merged, and still is.</summary>
    public static MustHave Merged(GroupEvidence evidence)
    {
        var state = Word(evidence.State);
        var ok = evidence.MergeCommit is not null && state is "merged";
        return new MustHave(
            "merged",
            ok,
            ok ? $"merge commit {Said.Short(evidence.MergeCommit!)}"
                : evidence.MergeCommit is null ? $"there is no merge; its state is {Shown(state)}"
                : $"merge commit {Said.Short(evidence.MergeCommit)}, but its state is {Shown(state)}",
            evidence.GroupId
        );
    }

    private static IEnumerable<MustHave> OfCommands(Subject subject) =>
        subject.Commands.All.Select(c => new MustHave(
            $"{Said.Code(c.Command)} passes",
            c.Passes,
            c.InWords()
        ));

    private static IEnumerable<MustHave> OfFacts(Subject subject)
    {
        var evidence = subject.Evidence;
        if (subject.Group is not null)
        {
            var commit = evidence.MergeCommit ?? evidence.Head;
            yield return new MustHave(
                "there is work to review",
                commit is not null,
                commit is null ? "no commit" : $"commit {Said.Short(commit)}"
            );
            if (Ended.Contains(Word(evidence.State)))
                yield return new MustHave(
                    "the group stands",
                    false,
                    $"it is {Word(evidence.State)}"
                );
        }
        var standing = evidence.Violations.Where(v => v.Stands).ToList();
        yield return new MustHave(
            "no violation",
            standing.Count == 0,
            standing.Count == 0
                ? "none stands"
                : string.Join("; ", standing.Select(v => $"{v.Kind}: {v.What}"))
        );
        // Of the whole these are sums of what each group has of its own.
        if (subject.Group is not null && evidence.ScopeKept is { } kept)
            yield return new MustHave(
                "the diff keeps to the declared files",
                kept,
                kept ? "nothing outside" : Proofs.Outside(evidence)
            );
        if (subject.Group is not null && evidence.Ancestors is { } ancestors)
            yield return new MustHave(
                "the base holds what it waits for",
                ancestors.Holds,
                Proofs.Of(ProofKind.Dependencies, subject).Text
            );
        foreach (var criterion in evidence.Acceptance.Where(a => a.Passed is not null))
            yield return new MustHave(
                $"accepted: {criterion.Criterion}",
                criterion.Passed is true,
                Accepted(criterion)
            );
    }

    private static string Accepted(AcceptanceResult result)
    {
        var who = result.By is { } by ? $"{by} says so" : "somebody says so";
        var said = result.Passed is true ? who : $"not met, {who}";
        return result.Why is { Length: > 0 } why ? $"{said}: {why}" : said;
    }

    private static string Word(string state) =>
        state.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');

    private static string Shown(string state) => state.Length == 0 ? "unknown" : state;
}
