using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Reading;

public sealed class HeadTests
{
    [Theory]
    [InlineData("**Status:** APPROVED", "APPROVED", StatusKind.Approved)]
    [InlineData("Status: DRAFT", "DRAFT", StatusKind.Draft)]
    [InlineData("**Status**: ready", "ready", StatusKind.Approved)]
    [InlineData("| Field | Value |\n|---|---|\n| **Status** | DRAFT |", "DRAFT", StatusKind.Draft)]
    [InlineData(
        "| Status | `APPROVED` |\n|---|---|\n| Date | x |",
        "APPROVED",
        StatusKind.Approved
    )]
    [InlineData(
        "**Wish Status:** ✅ READY FOR IMPLEMENTATION",
        "✅ READY FOR IMPLEMENTATION",
        StatusKind.Approved
    )]
    [InlineData(
        "**Status:** SHIPPED — PR #356 merged",
        "SHIPPED — PR #356 merged",
        StatusKind.Finished
    )]
    [InlineData("**Status:** `READY_FOR_REVIEW`", "READY_FOR_REVIEW", StatusKind.Approved)]
    [InlineData("**Status:** [IN_PROGRESS]", "[IN_PROGRESS]", StatusKind.Approved)]
    [InlineData("**Status:** In progress (2 of 4)", "In progress (2 of 4)", StatusKind.Approved)]
    [InlineData("**Status:** 🔴 BLOCKED - waiting", "🔴 BLOCKED - waiting", StatusKind.Blocked)]
    [InlineData("**Status:** 100/100 ✅", "100/100 ✅", StatusKind.Finished)]
    [InlineData("**Status:** **COMPLETED**", "COMPLETED", StatusKind.Finished)]
    [InlineData("**Status:** GRANTED", "GRANTED", StatusKind.Finished)]
    [InlineData("**Status:** PARTIAL", "PARTIAL", StatusKind.Approved)]
    [InlineData("**Status:** REVIEWED", "REVIEWED", StatusKind.Approved)]
    [InlineData("**Status:** BRAINSTORM", "BRAINSTORM", StatusKind.Draft)]
    [InlineData("**Status:** PLANNING", "PLANNING", StatusKind.Draft)]
    [InlineData("**Status:** waiting for Anna", "waiting for Anna", StatusKind.Draft)]
    [InlineData("**Status:** NOT APPROVED", "NOT APPROVED", StatusKind.Draft)]
    [InlineData("**Status:** ~~DRAFT~~ APPROVED", "~~DRAFT~~ APPROVED", StatusKind.Approved)]
    [InlineData("- **Status:** DONE", "DONE", StatusKind.Finished)]
    [InlineData("> **Status:** DONE", "DONE", StatusKind.Finished)]
    [InlineData("**Status: DONE**", "DONE", StatusKind.Finished)]
    [InlineData("**Owner:** me | **Status:** DONE | **Date:** x", "DONE", StatusKind.Finished)]
    [InlineData("## Status\nAPPROVED", "APPROVED", StatusKind.Approved)]
    [InlineData("## Metadata\n- **Status:** APPROVED", "APPROVED", StatusKind.Approved)]
    [InlineData("**Status:** DRAFT\n---", "DRAFT", StatusKind.Draft)]
    [InlineData("**Status:** DRAFT\n\n## Review\n**Status:** APPROVED", "DRAFT", StatusKind.Draft)]
    public void The_first_word_of_the_status_decides(string text, string raw, StatusKind kind)
    {
        var status = Docs.Read($"# Wish: X\n\n{text}\n\n## Scope\n### IN\n- a\n").Status;
        status.Raw.ShouldBe(raw);
        status.Kind.ShouldBe(kind);
        status.Line.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("# Wish: X\n\n## Execution Groups\n### Group A: a\n**Status:** DONE\n**Goal:** x")]
    [InlineData("# Wish: X\n\n## Review\n**Status:** APPROVED")]
    [InlineData("# Wish: X\n\n```\nStatus: APPROVED\n```")]
    public void A_status_of_something_else_is_not_the_wishs(string text) =>
        Docs.Read(text).Status.Kind.ShouldBe(StatusKind.None);

    [Fact]
    public void Front_matter_holds_status_and_slug()
    {
        var wish = Docs.Read(
            "---\nstatus: DRAFT: waiting\nslug: my-wish\nbranch: feat/x\n---\n\n# My wish\n\n**Status:** APPROVED\n"
        );
        wish.Status.Raw.ShouldBe("DRAFT: waiting");
        wish.Slug.ShouldBe("my-wish");
        wish.Branch.ShouldBe("feat/x");
        wish.Title.ShouldBe("My");
    }

    [Theory]
    [InlineData("# 🧞 Big Feature WISH", "Big Feature")]
    [InlineData("# Wish: Big Feature", "Big Feature")]
    [InlineData("# WISH: Big Feature", "Big Feature")]
    [InlineData("# Wish – Big Feature", "Big Feature")]
    [InlineData("# BIG FEATURE WISH", "BIG FEATURE")]
    [InlineData("# 🧞 **Big Feature** WISH 🧞", "Big Feature")]
    [InlineData("# Forge Plan – Big Feature", "Big Feature")]
    [InlineData("# Forge Plan: Big Feature", "Big Feature")]
    [InlineData("# Wishing well", "Wishing well")]
    [InlineData("Big Feature Wish\n================", "Big Feature")]
    public void The_title_is_the_name_alone(string heading, string title) =>
        Docs.Read(heading + "\n\n**Status:** DRAFT\n").Title.ShouldBe(title);

    [Theory]
    [InlineData("a/.genie/wishes/big-feature/big-feature-wish.md", "big-feature")]
    [InlineData("wishes/big-feature-wish.md", "big-feature")]
    [InlineData("wishes/big-feature/WISH.md", "big-feature")]
    [InlineData("wishes/big-feature/wish.md", "big-feature")]
    [InlineData("wishes/big-feature/README.md", "big-feature")]
    [InlineData("reports/forge-plan-big-feature-202501252126.md", "big-feature")]
    [InlineData(null, "the-title")]
    public void The_slug_comes_from_the_place(string? path, string slug) =>
        Docs.Read("# Wish: The Title\n**Status:** DRAFT\n", path).Slug.ShouldBe(slug);

    [Theory]
    [InlineData(
        "---\nname: forge\ndescription: Breaks wishes\n---\n# Forge\n### Group A: example\n**Goal:** x",
        DocumentKind.AgentPrompt
    )]
    [InlineData(
        "# 🧞 {Feature Name} WISH\n**Status:** DRAFT\n### Group A – {slug}\n",
        DocumentKind.Template
    )]
    [InlineData("# Wish: <title>\n**Status:** DRAFT\n### Group A: x", DocumentKind.Template)]
    [InlineData(
        "# Wish: [Feature Name]\n**Status:** [DRAFT|READY|APPROVED]\n### Group A – [slug]\n",
        DocumentKind.Template
    )]
    [InlineData(
        "# Wish: X\n| Field | Value |\n|---|---|\n| Slug | `<slug>` |\n### Group A: x",
        DocumentKind.Template
    )]
    [InlineData("# Wishes\n- [a](a/wish.md)\n- [b](b/wish.md)", DocumentKind.Index)]
    [InlineData(
        "# What we do\n- [a](a/a-wish.md)\n- [b](b/b-wish.md)\n- [c](c/c-wish.md)",
        DocumentKind.Index
    )]
    [InlineData("# Done Report: x\n## Status\nDONE", DocumentKind.Report)]
    [InlineData("# Task A - Name\n**Group:** A", DocumentKind.TaskFile)]
    [InlineData("", DocumentKind.Empty)]
    [InlineData("\n\n", DocumentKind.Empty)]
    public void Not_every_file_is_a_wish(string text, DocumentKind kind)
    {
        var wish = Docs.Read(text);
        wish.Kind.ShouldBe(kind);
        wish.Groups.ShouldBeEmpty();
        wish.Codes().ShouldBe("not-a-wish");
    }

    [Fact]
    public void A_wish_with_front_matter_of_an_agent_and_a_status_is_a_wish() =>
        Docs.Read(
                "---\nname: x\ndescription: y\nstatus: DRAFT\n---\n# Wish: X\n## Group A: a\n**Goal:** b"
            )
            .Ids()
            .ShouldBe("A");

    [Fact]
    public void A_finished_wish_without_groups_is_no_error()
    {
        var wish = Docs.Read(
            "# Wish: X\n**Status:** SHIPPED\n## Scope\n- a\n## Success Criteria\n- b\n## Summary\nAll done."
        );
        wish.Codes().ShouldContain("finished-without-groups");
        wish.Diagnostics.ShouldNotContain(d => d.Severity == Severity.Error);
    }

    [Fact]
    public void Line_ends_marks_and_tabs_change_nothing()
    {
        const string Text =
            "# Wish: X\n\n**Status:** DRAFT\n\n## Execution Groups\n\n### Group A: One\n- **Goal:** x\n- **Deliverables:**\n\t- d1\n\t- d2\n- **Validation:**\n\n\t```bash\n\tnpm test\n\t```\n";
        var plain = Docs.Read(Text);
        plain.Groups[0].Deliverables.ShouldBe(["d1", "d2"]);
        plain.Groups[0].Validation.Count.ShouldBe(1);
        foreach (
            var other in new[]
            {
                "\uFEFF" + Text,
                Text.Replace("\n", "\r\n"),
                Text.Replace("\n", "\r"),
                Text.Replace("\t", "    "),
            }
        )
            Json(Docs.Read(other)).ShouldBe(Json(plain));
    }

    [Fact]
    public void Wrongly_read_letters_are_repaired_wherever_they_stand()
    {
        var wish = Docs.Read(
            "# ðŸ§ž CafÃ© WISH\n**Status:** âœ… READY\n### Group A â€“ one-thing\n**Goal:** a â†’ b, “é” stays\n"
        );
        wish.Title.ShouldBe("Café");
        wish.Status.Kind.ShouldBe(StatusKind.Approved);
        wish.Groups[0].Title.ShouldBe("one-thing");
        wish.Groups[0].Goal.ShouldBe("a → b, “é” stays");
        Docs.Read("# Wish: «MENÜ» é ß Ω 漢字 ✅\n").Title.ShouldBe("MENÜ» é ß Ω 漢字 ✅");
    }

    [Fact]
    public void References_are_found_outside_of_code()
    {
        var wish = Forge.Planning.Reading.WishReader.Read(
            "# Wish: X\nSee @AGENTS.md, `@src/a.ts:10-20` and @.genie/product/mission.md §Pitch (@docs/*).\nNot me@mail.com, @types/react, @<slug>/x.md.\n```\n@not/this.md\n```\n",
            new() { Exists = path => path == "AGENTS.md" }
        );
        wish.References.Select(r => $"{r.Path}:{r.Line}:{r.Exists}")
            .ShouldBe([
                "AGENTS.md:2:True",
                "src/a.ts:2:False",
                ".genie/product/mission.md:2:False",
                "docs/*:2:False",
            ]);
        wish.Diagnostics.Count(d => d.Code == "reference-dead").ShouldBe(3);
    }

    private static string Json(Wish wish) => PlanningJson.Text(wish, j => j.Wish);
}
