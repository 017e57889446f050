using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Scoring;

/// <summary>Which words ask for which proof.</summary>
public sealed class ProofRuleTests
{
    [Theory]
    [InlineData("Context Completeness", ProofKind.None)]
    [InlineData("Scope Clarity", ProofKind.Scope)]
    [InlineData("Evidence Planning", ProofKind.Evidence)]
    [InlineData("Code Quality", ProofKind.Lint)]
    [InlineData("Test Coverage", ProofKind.Tests)]
    [InlineData("Documentation", ProofKind.Documentation)]
    [InlineData("Execution Alignment", ProofKind.Scope)]
    [InlineData("Validation Completeness", ProofKind.Validation)]
    [InlineData("Evidence Quality", ProofKind.Evidence)]
    [InlineData("Review Thoroughness", ProofKind.PersonsReview)]
    [InlineData("Human approval obtained at checkpoints", ProofKind.Approval)]
    [InlineData("No unapproved scope creep", ProofKind.Scope)]
    [InlineData("Dependencies and sequencing honored", ProofKind.Dependencies)]
    [InlineData("Evidence of test execution captured", ProofKind.Evidence)]
    [InlineData("All relevant files/docs referenced with @ notation", ProofKind.None)]
    [InlineData("Edge cases and error paths tested", ProofKind.Tests)]
    [InlineData("Clean, consistent folder architecture", ProofKind.None)]
    [InlineData("The latest release", ProofKind.None)]
    [InlineData("Done report filed", ProofKind.Artefacts)]
    [InlineData("", ProofKind.None)]
    public void The_first_rule_with_a_word_of_the_text_counts(string text, ProofKind kind) =>
        ProofRules.KindOf(text).ShouldBe(kind);

    [Theory]
    [InlineData("make test-parser", ProofKind.Tests, true)]
    [InlineData("cargo test --workspace", ProofKind.Tests, true)]
    [InlineData("pytest -q", ProofKind.Tests, true)]
    [InlineData("./greet Ada | grep -q Ada", ProofKind.Tests, true)]
    [InlineData("npm install left@latest", ProofKind.Tests, false)]
    [InlineData("git checkout main", ProofKind.Tests, false)]
    [InlineData("cat docs/inspection.md", ProofKind.Tests, false)]
    [InlineData("pnpm run lint", ProofKind.Lint, true)]
    [InlineData("npx eslint .", ProofKind.Lint, true)]
    [InlineData("dotnet csharpier check .", ProofKind.Lint, true)]
    [InlineData("make test", ProofKind.Lint, false)]
    [InlineData("dotnet build", ProofKind.Build, true)]
    [InlineData("echo done", ProofKind.Build, false)]
    [InlineData("echo done", ProofKind.Validation, true)]
    public void A_command_proves_what_its_words_say(string command, ProofKind kind, bool suits) =>
        ProofRules.Suits(kind, command).ShouldBe(suits);

    [Fact]
    public void The_page_has_the_rules_as_they_are()
    {
        var page = File.ReadAllText(Path.Combine(ApprovedText.Root(), "docs", "evidence.md"));
        var rows = ProofRules.All.Select(r =>
            $"| {string.Join(", ", r.Words.Select(w => $"`{w}`"))} |"
        );
        var at = 0;
        foreach (var row in rows)
        {
            var next = page.IndexOf(row, at, StringComparison.Ordinal);
            next.ShouldBeGreaterThanOrEqualTo(at, $"missing, or in another order: {row}");
            at = next;
        }
    }
}
