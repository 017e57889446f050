using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Reading;

public sealed class DependencyTests
{
    private const string Three =
        "### Group 1: One\n**Goal:** a\n**Dependencies:** none\n### Group 2: Two\n**Goal:** b\n**Dependencies:** none\n### Group 3: Three\n**Goal:** c\n";

    private const string Letters =
        "### Group A: One\n**Goal:** a\n### Group B: Two\n**Goal:** b\n### Group C: Three\n**Goal:** c\n";

    [Theory]
    [InlineData("None", "")]
    [InlineData("none (parallel with Group 2)", "")]
    [InlineData("None - can start at once", "")]
    [InlineData("nothing", "")]
    [InlineData("-", "")]
    [InlineData("—", "")]
    [InlineData("n/a", "")]
    [InlineData("No dependencies", "")]
    [InlineData("Group 2 (for model changes)", "2")]
    [InlineData("Groups 1, 2", "1 2")]
    [InlineData("Groups 1-2", "1 2")]
    [InlineData("Groups 1–2", "1 2")]
    [InlineData("Groups 1 to 2", "1 2")]
    [InlineData("Groups 1 and 2", "1 2")]
    [InlineData("Groups 1, and 2", "1 2")]
    [InlineData("Group 1 & Group 2", "1 2")]
    [InlineData("1 + 2", "1 2")]
    [InlineData("1/2", "1 2")]
    [InlineData("[\"group-1\"]", "1")]
    [InlineData("[1, 2]", "1 2")]
    [InlineData("group-1, group-2", "1 2")]
    [InlineData("`group-1`, `group-2`", "1 2")]
    [InlineData("G1, G2", "1 2")]
    [InlineData("#1", "1")]
    [InlineData("#1, #2", "1 2")]
    [InlineData("Group 2 (released build carrying Group 1)", "2")]
    [InlineData("group-1 _(and its assets)_", "1")]
    [InlineData("**MUST complete Group 1 first** (needs it)", "1")]
    [InlineData("**MUST complete Groups 1, and 2 first**", "1 2")]
    [InlineData("All previous groups", "1 2")]
    [InlineData("all groups above", "1 2")]
    [InlineData("All other groups", "1 2")]
    [InlineData("previous group", "2")]
    [InlineData("one, two", "1 2")]
    [InlineData("Group 2 — for its schema", "2")]
    [InlineData("Group 2: schema of the models", "2")]
    [InlineData("- Group 1\n- Group 2 (schema)", "1 2")]
    [InlineData(
        "- Prior groups: [\"group-1\"] (must complete first)\n- Approvals: Group 2 sign-off",
        "1"
    )]
    [InlineData("Needs the schema from Group 2", "2")]
    [InlineData("Group 1 (hard), Group 2 (soft)", "1 2")]
    [InlineData("task-1.md", "1")]
    public void A_field_names_groups(string value, string expected)
    {
        var separator = value.StartsWith("- ") ? "\n" : " ";
        var wish = Docs.Groups(Three + $"**Dependencies:**{separator}{value}\n");
        wish.Groups[2]
            .DependsOn.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        wish.Groups[2].ExternalDependsOn.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Depends on: 1")]
    [InlineData("depends-on: Group 1")]
    [InlineData("**depends-on:** 1")]
    [InlineData("**depends_on:** 1")]
    [InlineData("- **Blocked by:** Group 1")]
    [InlineData("**Dependency:** Group 1")]
    [InlineData("#### Dependencies\n- Group 1")]
    [InlineData("**Priority:** P0 (depends on Group 1)")]
    [InlineData("**Requires:** Group 1")]
    public void The_field_has_many_names(string field) =>
        Docs.Groups(Three + field).Groups[2].DependsOn.ShouldBe(["1"]);

    [Theory]
    [InlineData("(P0, depends on 1)", "1")]
    [InlineData("(depends on Group 1)", "1")]
    [InlineData("(depends on 1, 2)", "1 2")]
    [InlineData("(after Group 1 and Group 2)", "1 2")]
    public void A_heading_names_groups(string remark, string expected) =>
        Docs.Groups(Three.Replace("Group 3: Three", $"Group 3: Three {remark}"))
            .Groups[2]
            .DependsOn.ShouldBe(expected.Split(' '));

    [Theory]
    [InlineData("fix-other-wish", "fix-other-wish")]
    [InlineData("Group 1, fix-other-wish", "fix-other-wish")]
    [InlineData("`other-wish`", "other-wish")]
    [InlineData("Group 1 (schema), `fix-other-wish` wish", "fix-other-wish")]
    [InlineData("@.genie/wishes/fix-other/fix-other-wish.md", "fix-other")]
    [InlineData("API deployment", "API deployment")]
    [InlineData(
        "- External: API deployment, database migration",
        "API deployment|database migration"
    )]
    public void What_is_no_group_is_outside(string value, string expected) =>
        Docs.Groups(Three + $"**Dependencies:**{(value[0] == '-' ? "\n" : " ")}{value}\n")
            .Groups[2]
            .ExternalDependsOn.ShouldBe(expected.Split('|'));

    [Fact]
    public void A_group_that_does_not_exist_is_an_error_with_its_line()
    {
        var wish = Docs.Groups(Three + "**Dependencies:** Group 9\n");
        wish.Diagnostics.ShouldContain(d =>
            d.Code == "dependency-unknown" && d.Severity == Severity.Error && d.Line == 24
        );
    }

    [Fact]
    public void Group_zero_can_be_named() =>
        Docs.Groups(
                "### Group 0: Zero\n**Goal:** a\n### Group 1: One\n**Goal:** b\n**depends-on:** 0"
            )
            .Waits()
            .ShouldBe("1>0");

    [Theory]
    [InlineData("- Group B should start after Group A completes", "B>A")]
    [InlineData("- Group C must wait for A + B", "C>A C>B")]
    [InlineData("- Group C must run AFTER A/B complete (needs both)", "C>A C>B")]
    [InlineData("- Groups A and B can run in parallel", "")]
    [InlineData("- Group C depends on Groups A and B", "C>A C>B")]
    [InlineData("- B and C depend on A", "B>A C>A")]
    [InlineData("- Group A must complete before Group B", "B>A")]
    [InlineData("- A (base) must complete before B (walls), C can run parallel to B", "B>A")]
    [InlineData("- Group A blocks Groups B and C", "B>A C>A")]
    [InlineData("- After Group A is merged, start Groups B and C", "B>A C>A")]
    [InlineData("- Groups A, B, C are sequential", "B>A C>B")]
    [InlineData("- Group C runs after all implementation groups finish", "C>A C>B")]
    [InlineData("A → B → C", "B>A C>B")]
    [InlineData("Group A -> Group B\n\nGroup A -> Group C", "B>A C>A")]
    [InlineData("```\nA --> B & C\n```", "B>A C>A")]
    [InlineData(
        "```mermaid\ngraph TD\n  A[Group A: one] --> B[Group B]\n  B --> C\n```",
        "B>A C>B"
    )]
    [InlineData("```\nGroup A\n├── Group B\n│   └── Group C\n```", "B>A C>B")]
    [InlineData(
        "| Group | Depends on |\n|---|---|\n| A | - |\n| B | A |\n| C | A, B |",
        "B>A C>A C>B"
    )]
    [InlineData("```\nPHASE 1\n├─ Group A: one\n\nPHASE 2\n├─ Group B\n├─ Group C\n```", "B>A C>A")]
    public void A_section_about_order_is_read(string text, string expected) =>
        Docs.Groups(Letters, "## Dependencies & Sequencing\n\n" + text).Waits().ShouldBe(expected);

    [Fact]
    public void Sentences_elsewhere_are_no_order() =>
        Docs.Groups(Letters, "## Risks\n\n- Group B may break after Group A changes")
            .Waits()
            .ShouldBe("");

    [Theory]
    [InlineData(
        "### Wave 1 (parallel)\n| Group | Agent |\n|---|---|\n| A | x |\n| B | x |\n\n### Wave 2 (after Wave 1)\n| Group | Agent |\n|---|---|\n| C | y |",
        "C>A C>B"
    )]
    [InlineData(
        "### Wave 1 (sequential)\n| Group | Description |\n|---|---|\n| A | x |\n| B | x |\n| C | x |",
        "B>A C>B"
    )]
    [InlineData(
        "### Wave 1\n- Group A: base\n### Wave 2\n- Group B: walls\n- Group C: roof",
        "B>A C>A"
    )]
    [InlineData("**Wave 1:** Group A\n**Wave 2:** Groups B, C", "B>A C>A")]
    [InlineData("- Wave 1: A\n- Wave 2 (after Wave 1): B, C", "B>A C>A")]
    [InlineData("| Wave | Groups |\n|---|---|\n| 1 | A, B |\n| 2 | C |", "C>A C>B")]
    [InlineData(
        "### Wave 1\n| Group | Agent |\n|---|---|\n| A | x |\n\n### Wave 2\n| Group | Agent |\n|---|---|\n| review | r |\n\n### Wave 3\n| Group | Agent |\n|---|---|\n| B | x |",
        "B>A"
    )]
    public void Waves_order_groups(string text, string expected)
    {
        var wish = Docs.Groups(Letters, "## Execution Strategy\n\n" + text);
        wish.Waits().ShouldBe(expected);
        wish.Edges.ShouldAllBe(e => e.Source == EdgeSource.Wave && e.Line > 0);
    }

    [Fact]
    public void The_groups_own_field_wins_over_waves_and_the_difference_is_shown()
    {
        var wish = Docs.Groups(
            "### Group A: One\n**Goal:** a\n### Group B: Two\n**Goal:** b\n**Dependencies:** A\n",
            "## Execution Strategy\n### Wave 1\n| Group |  |\n|---|---|\n| A | |\n| B | |\n"
        );
        wish.Waits().ShouldBe("B>A");
        var found = wish.Diagnostics.Single(d => d.Code == "wave-disagrees");
        found.Text.ShouldContain("line 20");
    }

    [Fact]
    public void Waves_may_hold_the_groups_headings() =>
        Docs.Groups(
                "",
                "## Wave 1\n### Group A: One\n**Goal:** a\n## Wave 2\n### Group B: Two\n**Goal:** b"
            )
            .Waits()
            .ShouldBe("B>A");

    [Fact]
    public void A_cycle_is_named_with_its_path()
    {
        var wish = Docs.Groups(
            "### Group A: One\n**Depends on:** B\n### Group B: Two\n**Depends on:** A\n### Group C: x\n**Goal:** y"
        );
        wish.Diagnostics.Single(d => d.Code == "dependency-cycle").Text.ShouldContain("A → B → A");
        wish.Waves.ShouldHaveSingleItem().ShouldBe(["C"]);
    }

    [Theory]
    [InlineData("**depends-on:** other-wish")]
    [InlineData("## Depends On\n- other-wish")]
    [InlineData("## Dependencies\n- `other-wish` (its API)")]
    public void A_wish_may_wait_for_another(string text)
    {
        var wish = Docs.Read(
            $"# Wish: X\n**Status:** APPROVED\n{text}\n\n## Execution Groups\n### Group A: One\n**Goal:** x\n### Group B: Two\n**Depends on:** A\n"
        );
        wish.DependsOn.ShouldBe(["other-wish"]);
        wish.Groups[0].ExternalDependsOn.ShouldBe(["other-wish"]);
        wish.Groups[1].ExternalDependsOn.ShouldBeEmpty();
    }
}
