using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Reading;

public sealed class ContractTests
{
    private const string Fields =
        "- **Scope:** a; b\n- **Out of scope:**\n  - c\n- **Success metrics:**\n  - d\n  - e\n- **External tasks:** JIRA-1\n- **Dependencies:** none\n";

    [Theory]
    [InlineData("## <spec_contract>\n" + Fields + "</spec_contract>", ContractSource.SpecContract)]
    [InlineData("<spec_contract>\n" + Fields + "</spec_contract>", ContractSource.SpecContract)]
    [InlineData("<spec_contract>\n\n" + Fields + "\n</spec_contract>", ContractSource.SpecContract)]
    [InlineData(
        "## Spec Contract\n<spec_contract>\n" + Fields + "</spec_contract>",
        ContractSource.SpecContract
    )]
    [InlineData("## Spec Contract\n" + Fields, ContractSource.SpecContract)]
    [InlineData("## 📜 Spec Contract (v2)\n" + Fields, ContractSource.SpecContract)]
    [InlineData(
        "<quality_contract>\n" + Fields + "</quality_contract>",
        ContractSource.QualityContract
    )]
    [InlineData(
        "## <quality_contract>\n" + Fields + "</quality_contract>",
        ContractSource.QualityContract
    )]
    [InlineData(
        "## <spec_contract>\n### Scope\n- a\n- b\n### Out of Scope\n- c\n### Success Metrics\n- d\n- e\n### External Tasks\n- JIRA-1\n</spec_contract>",
        ContractSource.SpecContract
    )]
    [InlineData(
        "<spec_contract>\n\n## Scope\n- a\n- b\n\n## Out of Scope\n- c\n\n## Success Metrics\n- d\n- e\n\n## External tasks\n- JIRA-1\n\n</spec_contract>",
        ContractSource.SpecContract
    )]
    [InlineData(
        "## Spec Contract\n**Scope:**\n- a\n- b\n\n**Out of scope:**\n- c\n\n**Success metrics:**\n- d\n- e\n\n**External tasks:** JIRA-1",
        ContractSource.SpecContract
    )]
    public void A_contract_is_found_in_every_form(string text, ContractSource source)
    {
        var contract = Docs.Read(
            $"# Wish: X\n**Status:** APPROVED\n\n{text}\n\n## Group A: One\n**Goal:** x\n**Scope:** not this"
        ).Contract;
        contract.Source.ShouldBe(source);
        contract.Scope.ShouldBe(["a", "b"]);
        contract.OutOfScope.ShouldBe(["c"]);
        contract.SuccessMetrics.ShouldBe(["d", "e"]);
        contract.ExternalTasks.ShouldBe(["JIRA-1"]);
        contract.Dependencies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("## Scope\n### IN\n- a\n- b\n### OUT\n- c")]
    [InlineData("## Scope\n### In Scope\n- a\n- b\n### Out of Scope\n- c")]
    [InlineData("## Scope\n\n**IN:**\n- a\n- b\n\n**OUT:**\n- c")]
    [InlineData("## Scope\n- **In:**\n  - a\n  - b\n- **Out:**\n  - c")]
    [InlineData("## Goals\n- a\n- b\n## Non-Goals\n- c")]
    [InlineData("## Scope\n- a\n- b\n## Out of Scope\n- c")]
    [InlineData("## 🎯 Scope\n#### ✅ IN SCOPE\n- a\n- b\n#### ❌ OUT OF SCOPE\n- c")]
    [InlineData("## Scope\n| IN | OUT |\n|---|---|\n| a | c |\n| b | |")]
    [InlineData("## In Scope\n1. a\n2. b\n## Out of Scope\n1. c")]
    public void Sections_stand_in_its_place(string scope)
    {
        var contract = Docs.Read(
            $"# Wish: X\n**Status:** APPROVED\n\n{scope}\n\n## Success Criteria\n- [ ] d\n- [x] e\n"
        ).Contract;
        contract.Source.ShouldBe(ContractSource.Sections);
        contract.Scope.ShouldBe(["a", "b"]);
        contract.OutOfScope.ShouldBe(["c"]);
        contract.SuccessMetrics.ShouldBe(["d", "e"]);
    }

    [Theory]
    [InlineData("## Scope\n### IN\n- a", "no success criteria")]
    [InlineData("## Acceptance Criteria\n- a", "no scope")]
    [InlineData("## Success Metrics\n| Metric | Target |\n|---|---|\n| time | 5 s |", "no scope")]
    public void Half_of_it_is_partial_and_says_what_is_missing(string text, string missing)
    {
        var wish = Docs.Read($"# Wish: X\n**Status:** APPROVED\n\n{text}\n");
        wish.Contract.Source.ShouldBe(ContractSource.Partial);
        wish.Diagnostics.Single(d => d.Code == "contract-partial").Text.ShouldContain(missing);
    }

    [Theory]
    [InlineData("## Group A: One\n**Scope:** x\n**Success Criteria:**\n- y")]
    [InlineData("```\n<spec_contract>\n- **Scope:** x\n</spec_contract>\n```")]
    [InlineData("Load the `<spec_contract>` from the wish.")]
    public void What_is_a_groups_or_an_example_is_no_contract(string text)
    {
        var wish = Docs.Read($"# Wish: X\n**Status:** APPROVED\n\n{text}\n");
        wish.Contract.Source.ShouldBe(ContractSource.None);
        wish.Codes().ShouldContain("contract-missing");
    }

    [Fact]
    public void Criteria_may_be_called_the_contract() =>
        Docs.Read("# Wish: X\n## Success Criteria (Spec Contract)\n- a\n- b\n## Scope\n- c")
            .Contract.SuccessMetrics.ShouldBe(["a", "b"]);

    [Fact]
    public void An_open_tag_is_reported()
    {
        var wish = Docs.Read(
            "# Wish: X\n\n<spec_contract>\n- **Scope:** a\n- **Success metrics:** b\n\n## Group A: One\n**Goal:** x"
        );
        wish.Contract.Scope.ShouldBe(["a"]);
        wish.Codes().ShouldContain("contract-unclosed");
        wish.Ids().ShouldBe("A");
    }

    [Fact]
    public void The_matrix_is_read_with_its_points()
    {
        var wish = Docs.Read(
            "# Wish: X\n## Evaluation Matrix (100 Points Total)\n### Discovery Phase (30 pts)\n- **Context (10 pts)**\n  - [x] one (4 pts)\n  - [ ] two (6 points)\n- [ ] direct (20 pts)\n### Implementation Phase (40 pts)\n**Code Quality (40 pts)**\n- [ ] three (40 pts)\n### Verification Phase (30 pts)\n- [ ] four (29 pts)\n"
        );
        wish.MatrixSource.ShouldBe(MatrixSource.Document);
        wish.Matrix.Select(e => $"{e.Phase}/{e.Name} {e.Points} {e.Checkpoints.Count}")
            .ShouldBe(
                [
                    "Discovery/Context 10 2",
                    "Discovery/Discovery 20 1",
                    "Implementation/Code Quality 40 1",
                    "Verification/Verification 30 1",
                ],
                ignoreOrder: true
            );
        wish.Codes().ShouldContain("matrix-sum");
    }
}
