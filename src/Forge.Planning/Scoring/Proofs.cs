namespace Forge.Planning.Scoring;

/// <summary>What a fact says about a checkpoint.</summary>
/// <param name="Text">What proves it, or what is missing.</param>
internal sealed record Proof(bool Holds, string Text);

/// <summary>Looks for the proof of a checkpoint among what is known.</summary>
internal static class Proofs
{
    private static readonly string[] DocumentEndings = [".md", ".mdx", ".rst", ".adoc", ".txt"];

    public static Proof Of(ProofKind kind, Subject subject) =>
        kind switch
        {
            ProofKind.Validation or ProofKind.Tests or ProofKind.Lint or ProofKind.Build =>
                OfCommands(kind, subject.Commands),
            ProofKind.Artefacts => OfArtefacts(subject.Evidence.Artefacts, "artefact"),
            ProofKind.Documentation => OfArtefacts(
                [.. subject.Evidence.Artefacts.Where(a => IsDocument(a, subject))],
                "document"
            ),
            ProofKind.Evidence => OfArtefacts(
                [.. subject.Evidence.Artefacts.Where(a => IsEvidence(a, subject))],
                "file of evidence"
            ),
            ProofKind.Scope => OfScope(subject.Evidence),
            ProofKind.Dependencies => OfDependencies(subject.Evidence.Ancestors),
            ProofKind.Approval => OfApprovals(subject.Evidence.Approvals, "approval"),
            ProofKind.PersonsReview => OfApprovals(
                [.. subject.Evidence.Approvals.Where(IsReview)],
                "review or merge by a person"
            ),
            _ => new Proof(false, "no command and no fact can prove this: a person may award it"),
        };

    // Nothing of the kind may fail, and something must have passed.
    private static Proof OfCommands(ProofKind kind, Commands commands)
    {
        var suiting = commands.All.Where(c => ProofRules.Suits(kind, c.Command)).ToList();
        if (suiting.Count == 0)
            return new Proof(
                false,
                kind switch
                {
                    ProofKind.Tests => "no command tests",
                    ProofKind.Lint => "no command looks at the code's form",
                    ProofKind.Build => "no command builds",
                    _ => "there is no command",
                }
            );
        var failing = suiting.Where(c => !c.Passes).ToList();
        return failing.Count > 0
            ? new Proof(false, Claims(failing))
            : new Proof(true, Claims(suiting));
    }

    private static string Claims(IEnumerable<CommandState> commands) =>
        string.Join("; ", commands.Select(c => $"{Said.Code(c.Command)}: {c.InWords()}"));

    private static Proof OfArtefacts(IReadOnlyList<Artefact> artefacts, string noun)
    {
        if (artefacts.Count == 0)
            return new Proof(false, $"no {noun} is named");
        var missing = artefacts.Where(a => !a.Exists).Select(a => Said.Code(a.Path)).ToList();
        return missing.Count > 0
            ? new Proof(false, $"missing: {Said.Some(missing)}")
            : new Proof(true, $"there: {Said.Some([.. artefacts.Select(a => Said.Code(a.Path))])}");
    }

    private static bool IsDocument(Artefact artefact, Subject subject) =>
        !IsEvidence(artefact, subject)
        && (
            artefact.Path.Split('/').Any(p => p is "docs" or "doc")
            || DocumentEndings.Any(e =>
                artefact.Path.EndsWith(e, StringComparison.OrdinalIgnoreCase)
            )
        );

    private static bool IsEvidence(Artefact artefact, Subject subject) =>
        artefact.Path.StartsWith(subject.EvidenceFolder, StringComparison.Ordinal);

    private static Proof OfScope(GroupEvidence evidence) =>
        evidence.ScopeKept switch
        {
            true => new Proof(true, "the diff lies within the declared files"),
            false => new Proof(false, Outside(evidence)),
            null => new Proof(false, "no declared files to compare the diff with"),
        };

    public static string Outside(GroupEvidence evidence) =>
        evidence.OutsidePaths.Count == 0
            ? "the diff leaves the declared files"
            : $"outside the declared files: {Said.Some([.. evidence.OutsidePaths.Select(Said.Code)])}";

    private static Proof OfDependencies(AncestorProof? ancestors)
    {
        if (ancestors is null)
            return new Proof(false, "nobody looked whether the base holds what it waits for");
        if (!ancestors.Holds)
            return new Proof(
                false,
                $"the base lacks the merge of {string.Join(", ", ancestors.Missing)}"
            );
        var start = ancestors.Start.Length > 0 ? $" {Said.Short(ancestors.Start)}" : "";
        return new Proof(
            true,
            ancestors.Predecessors.Count == 0
                ? $"the base{start} waits for nothing"
                : $"the base{start} holds the merge of {string.Join(", ", ancestors.Predecessors)}"
        );
    }

    private static bool IsReview(Approval approval) =>
        ProofRules.WordsOf(approval.What) is var said
        && (
            said.Contains(" review", StringComparison.Ordinal)
            || said.Contains(" merge", StringComparison.Ordinal)
        );

    private static Proof OfApprovals(IReadOnlyList<Approval> approvals, string noun) =>
        approvals.Count == 0
            ? new Proof(false, $"no {noun} is logged")
            : new Proof(
                true,
                Said.Some([
                    .. approvals.Select(a =>
                        $"{a.Who} {a.What} at {Plans.PlanPlaces.Time(a.When)}"
                    ),
                ])
            );
}
