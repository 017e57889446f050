using Forge.Planning.Reading;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Reading;

public sealed class GroupTests
{
    [Theory]
    [InlineData("### Group A – one-thing", "A", "one-thing")]
    [InlineData("### Group A - One Thing", "A", "One Thing")]
    [InlineData("### Group A — One Thing", "A", "One Thing")]
    [InlineData("## Group 1: One", "1", "One")]
    [InlineData("#### Group 1: One", "1", "One")]
    [InlineData("### ✅ Group 2: One", "2", "One")]
    [InlineData("### Execution Group 1: One", "1", "One")]
    [InlineData("### Expanded Group B: One", "B", "One")]
    [InlineData("### GROUP C: One", "C", "One")]
    [InlineData("### group d: One", "D", "One")]
    [InlineData("### Group A1: One", "A1", "One")]
    [InlineData("### Group C-01: One", "C-01", "One")]
    [InlineData("### Group 0: One", "0", "One")]
    [InlineData("### Group 2b: One", "2B", "One")]
    [InlineData("### Group #3: One", "3", "One")]
    [InlineData("### **Group A: One**", "A", "One")]
    [InlineData("### `Group A`: One", "A", "One")]
    [InlineData("### 1. Group A: One", "A", "One")]
    [InlineData("### 3.2 Group A – One", "A", "One")]
    [InlineData("### 🚀 Group A: One 🚀", "A", "One")]
    [InlineData("### [Group A: One](other.md)", "A", "One")]
    [InlineData("### Group A: One {#group-a}", "A", "One")]
    [InlineData("### Group A (One)", "A", "One")]
    [InlineData("### Group A", "A", "Group A")]
    [InlineData("### Group One: First", "1", "First")]
    [InlineData("### Group A. One", "A", "One")]
    [InlineData("### Group A) One", "A", "One")]
    [InlineData("### Group A | One", "A", "One")]
    [InlineData("### Group A Foundation", "A", "Foundation")]
    [InlineData("### Group A: One ###", "A", "One")]
    [InlineData("Group A: One\n------------", "A", "One")]
    [InlineData("### Group A: One (30 min)", "A", "One")]
    [InlineData("### Group A: One (P0, depends on B)", "A", "One")]
    [InlineData("### Group A: One (M, ~2h)", "A", "One")]
    [InlineData("### Group A: One (Week 2)", "A", "One (Week 2)")]
    [InlineData("### Group A: One [DONE]", "A", "One")]
    [InlineData("### Group A: One — DONE", "A", "One")]
    [InlineData("### Group 1: B1 — Delete Message", "1", "B1 — Delete Message")]
    [InlineData("### Group A: Move C++ to C#!", "A", "Move C++ to C#!")]
    public void A_heading_is_a_group(string heading, string id, string title)
    {
        var group = Docs.Groups(heading + "\n\n**Goal:** x").Groups.ShouldHaveSingleItem();
        group.Id.ShouldBe(id);
        group.Title.ShouldBe(title);
        group.Goal.ShouldBe("x");
    }

    [Theory]
    [InlineData("### Groups A+B – both")]
    [InlineData("### Groups A and B")]
    [InlineData("### Group A+B: both")]
    [InlineData("### Group A & B: both")]
    [InlineData("### Groups A-C overview")]
    public void An_umbrella_is_no_group(string heading) =>
        Docs.Groups("### Group A: a\n**Goal:** x\n" + heading + "\ntext").Ids().ShouldBe("A");

    [Theory]
    [InlineData("```\n### Group X: example\n```")]
    [InlineData("~~~markdown\n### Group X: example\n~~~")]
    [InlineData("````markdown\n```\n### Group X: example\n```\n### Group Y: example\n````")]
    [InlineData("- item\n  ```\n  ### Group X: example\n  ```")]
    [InlineData("<!-- ### Group X: old -->")]
    [InlineData("<!--\n### Group X: old\n\n### Group Y: old\n-->")]
    [InlineData("### ~~Group X: dropped~~")]
    [InlineData("### Grouping: things")]
    [InlineData("### Group chat")]
    [InlineData("    ### Group X: indented code")]
    [InlineData("Group X is mentioned in a sentence.")]
    public void What_only_looks_like_a_group_is_none(string text) =>
        Docs.Groups("### Group A: a\n**Goal:** x\n\n" + text).Ids().ShouldBe("A");

    [Theory]
    [InlineData("### Group: Foundation", "group-without-id")]
    [InlineData("##### Group B: too deep", "group-heading-not-used")]
    [InlineData("> ### Group B: quoted", "group-heading-not-used")]
    [InlineData("### Group A: another name", "group-id-twice")]
    [InlineData("### Groups B+C – both", "group-umbrella")]
    [InlineData("### ~~Group B: dropped~~", "group-struck-out")]
    public void A_heading_that_cannot_be_used_is_reported(string heading, string code)
    {
        var wish = Docs.Groups("### Group A: a\n**Goal:** x\n\n## Execution Groups\n\n" + heading);
        wish.Ids().ShouldBe("A");
        wish.Codes().Split(' ').ShouldContain(code);
    }

    [Theory]
    [InlineData("`greet`, `tests/shout.txt`", "greet tests/shout.txt")]
    [InlineData("`greet` – the program", "greet")]
    [InlineData("greet, tests/shout.txt", "tests/shout.txt")]
    [InlineData("`none`", "")]
    public void A_file_without_an_ending_is_one_when_back_ticks_say_so(string files, string read) =>
        string.Join(
                ' ',
                DocumentReader
                    .Read(
                        $"# Wish: X\n\n## Execution Groups\n\n### Group A – a\n- **Goal:** g\n- **Files:** {files}\n",
                        new()
                    )
                    .Groups[0]
                    .Files
            )
            .ShouldBe(read);

    [Fact]
    public void Groups_of_a_review_are_the_reviews() =>
        Docs.Groups("", "## Review Results\n\n### Group 1: PASS\nfine\n").Ids().ShouldBe("");

    [Fact]
    public void Bare_lines_are_groups_where_groups_are_at_home()
    {
        var wish = Docs.Groups(
            "Group A: Foundation\n- Goal: lay it\n- Validation: `npm test`\n\n**Group B: Walls**\n\n**Goal:** build\n**Dependencies:** A\n"
        );
        wish.Ids().ShouldBe("A B");
        wish.Groups[0].Goal.ShouldBe("lay it");
        wish.Groups[0].Validation.ShouldHaveSingleItem().Command.ShouldBe("npm test");
        wish.Groups[1].Goal.ShouldBe("build");
        wish.Waits().ShouldBe("B>A");
        Docs.Read("# Wish: X\n\n## Notes\n\n**Group A: Foundation**\ntext\n").Ids().ShouldBe("");
    }

    [Fact]
    public void Bullets_are_groups_where_nothing_else_is()
    {
        var wish = Docs.Groups(
            "- **Group A: One**\n  - Goal: x\n- **Group B: Two**\n  - Goal: y\n  - Depends on: A"
        );
        wish.Ids().ShouldBe("A B");
        wish.Waits().ShouldBe("B>A");
        Docs.Groups("- Group A: One\n- Group B: Two\n\n### Group A: One\n**Goal:** x\n")
            .Ids()
            .ShouldBe("A");
    }

    [Fact]
    public void A_list_before_the_headings_repeats_them() =>
        Docs.Groups(
                "Group A: One\nGroup B: Two\n\n### Group A: One\n**Goal:** x\n### Group B: Two\n**Goal:** y"
            )
            .Ids()
            .ShouldBe("A B");

    [Fact]
    public void Deeper_headings_belong_to_the_group_above()
    {
        var group = Docs.Groups(
                """
                ### Group A: One
                #### Goal
                The goal.
                #### Deliverables
                - d1
                - d2
                #### Task 1.1: First
                **Acceptance Criteria:**
                - [x] works
                #### Task 1.2: Second
                **Validation:** `npm run lint`
                #### Validation
                ```bash
                npm test
                ```
                """
            )
            .Groups.ShouldHaveSingleItem();
        group.Goal.ShouldBe("The goal.");
        group.Deliverables.ShouldBe(["d1", "d2"]);
        group.Tasks.ShouldBe(["Task 1.1: First", "Task 1.2: Second"]);
        group.Acceptance.ShouldBe(["works"]);
        group.Validation.Select(v => v.Command).ShouldBe(["npm run lint", "npm test"]);
    }

    [Fact]
    public void Headings_of_the_groups_own_level_may_be_its_fields()
    {
        var wish = Docs.Read(
            """
            # Wish: X
            **Status:** DRAFT
            ## Group 1: One
            text
            ## Deliverables
            - a
            ## Group 2: Two
            ## Deliverables
            - b
            - c
            ## Success Criteria
            - all is well
            """
        );
        wish.Groups.Select(g => g.Deliverables.Count).ShouldBe([1, 2]);
        wish.Groups[1].Acceptance.ShouldBeEmpty();
        wish.Contract.SuccessMetrics.ShouldBe(["all is well"]);
    }

    [Fact]
    public void A_table_of_the_group_holds_fields()
    {
        var group = Docs.Groups(
            "### Group A: One\n| Field | Value |\n|---|---|\n| Goal | do it |\n| **Agent** | `tests` |\n| Depends on | none |\n| Branch | `feat/x` |"
        ).Groups[0];
        group.Goal.ShouldBe("do it");
        group.Personas.ShouldBe(["tests"]);
        group.Branch.ShouldBe("feat/x");
    }

    [Fact]
    public void Several_keys_may_share_a_line()
    {
        var group = Docs.Groups(
            "### Group A: One\n**Effort:** 5 minutes | **Risk:** Low | **Priority:** P1"
        ).Groups[0];
        (group.Effort, group.Risk, group.Priority).ShouldBe(("5 minutes", "Low", "P1"));
    }

    [Theory]
    [InlineData("**Goal:** text")]
    [InlineData("**Goal**: text")]
    [InlineData("- **Goal:** text")]
    [InlineData("* **Goal**: text")]
    [InlineData("**Goal** — text")]
    [InlineData("**Goal** - text")]
    [InlineData("- Goal: text")]
    [InlineData("Goal: text")]
    [InlineData("__Goal:__ text")]
    [InlineData("🎯 **Goal:** text")]
    [InlineData("**🎯 Goal:** text")]
    [InlineData("#### Goal\ntext")]
    [InlineData("#### 🎯 Goal:\ntext")]
    [InlineData("**Goal:**\ntext")]
    [InlineData("**Goal**\n\ntext")]
    [InlineData("- **Goal:**\n  text")]
    [InlineData("- **Goal:**\n  - text")]
    [InlineData("**GOAL:** text")]
    [InlineData("**Objective:** text")]
    [InlineData("*Goal:* text")]
    [InlineData("**Goal: text**")]
    [InlineData("1. **Goal:** text")]
    [InlineData("> **Goal:** text")]
    [InlineData("|Goal|text|\n|---|---|\n|Risk|low|")]
    public void A_field_may_be_written_in_many_ways(string text) =>
        Docs.Groups("### Group A: One\n\n" + text + "\n").Groups[0].Goal.ShouldBe("text");

    [Fact]
    public void Bold_words_in_a_list_stay_in_their_field()
    {
        var group = Docs.Groups(
            "### Group A: One\n**Scope:**\n- **API:** one\n- **Tests:** two\n- **Docs:** three\n\n**Deliverables:**\n- x"
        ).Groups[0];
        group.Scope.Count.ShouldBe(3);
        group.Deliverables.ShouldBe(["x"]);
    }

    [Fact]
    public void Unknown_fields_and_loose_text_are_kept()
    {
        var group = Docs.Groups("### Group A: One\nSome words.\n\n**Gates:**\n- g1\n- g2\n").Groups[
            0
        ];
        group.Notes.ShouldBe(["Some words."]);
        group.Other.ShouldHaveSingleItem().Items.ShouldBe(["g1", "g2"]);
    }

    [Fact]
    public void A_group_repeated_in_another_section_is_continued_there()
    {
        var wish = Docs.Groups(
            "### Group A: One\n**Goal:** x",
            "## Created Tasks\n\n### Group A: One\n- **Task ID:** 42\n\n## Evidence\n\n### Group A\n- log.txt"
        );
        wish.Ids().ShouldBe("A");
        wish.Groups[0].Tracker.ShouldBe("42");
        wish.Groups[0].Evidence.ShouldBe("log.txt");
    }

    [Fact]
    public void Phases_are_groups_only_when_asked_for()
    {
        const string Text =
            "# Wish: X\n**Status:** APPROVED\n\n## Phase 1: Prepare\n**Goal:** a\n\n## Phase 2: Do\n**Goal:** b\n**Depends on:** Phase 1\n";
        var plain = Docs.Read(Text);
        plain.Ids().ShouldBe("");
        plain.Diagnostics.ShouldContain(d =>
            d.Code == "work-under-another-name" && d.Text.Contains("--groups-from phase")
        );
        var phases = Docs.Read(Text, groupsFrom: "phase");
        phases.Groups.Select(g => g.Title).ShouldBe(["Prepare", "Do"]);
    }

    [Fact]
    public void Nested_groups_are_groups_of_their_own() =>
        Docs.Groups("### Group A: One\n**Goal:** x\n\n#### Group A1: Part\n**Goal:** y")
            .Ids()
            .ShouldBe("A A1");

    [Fact]
    public void An_open_fence_is_reported()
    {
        var wish = Docs.Groups("### Group A: One\n```bash\nnpm test\n\n### Group B: lost\n");
        wish.Ids().ShouldBe("A");
        wish.Codes().ShouldContain("fence-unclosed");
    }

    [Fact]
    public void A_key_right_below_a_bullet_is_the_next_field()
    {
        var group = Docs.Groups(
            "### Group A: One\n**Deliverables:**\n- one\n- two\n  - more\n**Acceptance Criteria:**\n- [ ] three\n- four\n  goes on\n**Validation:** `npm test`\n**Depends on:** none"
        ).Groups[0];
        group.Deliverables.ShouldBe(["one", "two\n- more"]);
        group.Acceptance.ShouldBe(["three", "four goes on"]);
        group.Validation.ShouldHaveSingleItem().Command.ShouldBe("npm test");
    }

    [Theory]
    [InlineData("# Wish: Log in")]
    [InlineData("# Review Results WISH")]
    [InlineData("# Wish: Template engine")]
    public void A_title_may_have_any_word_in_it(string title) =>
        Docs.Read(
                $"{title}\n\n**Status:** APPROVED\n\n## Scope\nx\n\n## Execution Groups\n\n### Group A: One\n"
            )
            .Ids()
            .ShouldBe("A");
}
