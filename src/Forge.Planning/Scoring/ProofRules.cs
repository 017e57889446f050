namespace Forge.Planning.Scoring;

/// <summary>One rule: a checkpoint that has one of these words can be proved so.</summary>
/// <param name="Words">Whole words, or a word's beginning with a star, or several words in a row.</param>
public sealed record ProofRule(ProofKind Kind, IReadOnlyList<string> Words);

/// <summary>
/// Which kind of proof a checkpoint takes: the first rule that has a word of its text. No rule, no proof: only a person can give its
/// points then. The first rule says what no machine can see. The table stands in docs/evidence.md, and a test compares the two.
/// </summary>
public static class ProofRules
{
    public static IReadOnlyList<ProofRule> All { get; } =
    [
        new(ProofKind.None, ["referenced", "references", "notation"]),
        new(
            ProofKind.PersonsReview,
            ["review", "reviews", "reviewed", "reviewer", "sign off", "signoff"]
        ),
        new(ProofKind.Approval, ["approval", "approvals", "approved"]),
        new(
            ProofKind.Dependencies,
            ["dependency", "dependencies", "sequencing", "sequence", "predecessor*"]
        ),
        new(
            ProofKind.Scope,
            [
                "scope",
                "out of scope",
                "boundaries",
                "boundary",
                "ownership",
                "surface area",
                "alignment",
                "unrelated",
            ]
        ),
        new(
            ProofKind.Evidence,
            [
                "evidence",
                "screenshot*",
                "output",
                "outputs",
                "logged",
                "logs",
                "captured",
                "recorded",
                "comparison*",
            ]
        ),
        new(
            ProofKind.Lint,
            [
                "lint*",
                "format",
                "formatted",
                "formatting",
                "typecheck*",
                "type check*",
                "code quality",
                "static analysis",
            ]
        ),
        new(ProofKind.Tests, ["test", "tests", "tested", "testing", "coverage", "regression*"]),
        new(ProofKind.Build, ["build", "builds", "compile*"]),
        new(
            ProofKind.Validation,
            [
                "validation*",
                "validate*",
                "verification",
                "verified",
                "command",
                "commands",
                "checks",
            ]
        ),
        new(
            ProofKind.Documentation,
            ["documentation", "docs", "doc", "readme", "guide", "changelog"]
        ),
        new(
            ProofKind.Artefacts,
            ["artefact*", "artifact*", "deliverable*", "report", "reports", "delivered"]
        ),
    ];

    public static ProofKind KindOf(string text)
    {
        var words = WordsOf(text);
        foreach (var rule in All)
            if (rule.Words.Any(w => Has(words, w)))
                return rule.Kind;
        return ProofKind.None;
    }

    /// <summary>Whether a command is of the kind that the checkpoint asks for.</summary>
    internal static bool Suits(ProofKind kind, string command) =>
        kind switch
        {
            ProofKind.Validation => true,
            ProofKind.Tests => CommandWords.Tests(command),
            ProofKind.Lint => CommandWords.Lints(command),
            ProofKind.Build => CommandWords.Builds(command),
            _ => false,
        };

    private static bool Has(string words, string pattern) =>
        pattern.EndsWith('*')
            ? words.Contains(" " + pattern[..^1], StringComparison.Ordinal)
            : words.Contains($" {pattern} ", StringComparison.Ordinal);

    // Small letters between single spaces, with one at either end.
    internal static string WordsOf(string text)
    {
        var made = new System.Text.StringBuilder(" ", text.Length + 2);
        foreach (var c in text)
            if (char.IsLetterOrDigit(c))
                made.Append(char.ToLowerInvariant(c));
            else if (made[^1] != ' ')
                made.Append(' ');
        return made[^1] == ' ' ? made.ToString() : made.Append(' ').ToString();
    }
}
