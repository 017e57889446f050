using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Plans;

/// <summary>Planning again: nothing without a reason, and never over what a person wrote.</summary>
public sealed class IdempotenceTests
{
    private const string Two =
        "### Group A: First\n**Goal:** one\n**Deliverables:** x.md\n**Validation:** `make a`\n\n### Group B: Second\n**Goal:** two\n**Depends on:** Group A\n**Validation:** `make b`\n";

    [Fact]
    public void An_unchanged_wish_changes_nothing_not_even_a_time()
    {
        var desk = Desk.Groups(Two);
        desk.Write()
            .Said()
            .ShouldBe(
                "create forge-plan-sample-202611261805.md, create task-a.md, create task-b.md"
            );
        var before = desk.Files.ToList();
        desk.Now = desk.Now.AddDays(3);
        desk.Branches.AddRange(["feat/sample", "feat/sample-a", "feat/sample-b"]);

        var again = desk.Write();

        again.Said().ShouldBe("");
        desk.Files.ToList().ShouldBe(before);
        again.Plan.PlanFile.ShouldBe(
            ".genie/wishes/sample/reports/forge-plan-sample-202611261805.md"
        );
    }

    [Theory]
    [InlineData("", "feat/sample feat/sample-b")]
    [InlineData("**Branch:** `fix/it`", "fix/it")]
    [InlineData("**Branch:** `fix/It All`", "")]
    [InlineData("**Branch:** micro-task", "")]
    public void Names_that_were_given_stay_whatever_becomes_of_the_branches(
        string head,
        string taken
    )
    {
        var desk = Desk.Groups(Two, head: head + "\n");
        desk.Branches.AddRange(taken.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var first = desk.Write().Plan;
        desk.Branches.Add(first.Branch.Name);
        desk.Branches.AddRange(first.Groups.Select(g => g.Branch));
        desk.Write().Said().ShouldBe("");
        desk.Branches.RemoveAll(b => b != "main");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void A_changed_wish_changes_what_depends_on_it()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        var b = desk.Task("b");
        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        desk.Now = desk.Now.AddHours(1);

        var again = desk.Write();

        again.Said().ShouldBe("update forge-plan-sample-202611261805.md, update task-a.md");
        again
            .Changes.Files.Single(c => c.Path.EndsWith("task-a.md"))
            .Changed.ShouldBe(["scope", "prompt"]);
        desk.Task("b").ShouldBe(b);
        desk.PlanText.ShouldContain("**Generated:** 2026-11-26T18:05:00Z");
        desk.PlanText.ShouldContain(
            "- [2026-11-26T19:05:00Z] Planned again (group-a changed); a person's approval is pending"
        );
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void What_a_person_edited_is_kept_and_said()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit("task-a.md", "## Scope\none\n", "## Scope\none, said by a person\n");
        desk.Edit("forge-plan", "- **Goal:** two", "- **Goal:** two, said by a person");
        desk.Write().Said().ShouldBe("");

        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        var again = desk.Write();

        again.Plan.Codes().ShouldContain("section-kept");
        desk.Task("a").ShouldContain("one, said by a person");
        desk.Task("a").ShouldContain("\nanother\n", customMessage: "the prompt was not edited");
        desk.PlanText.ShouldContain("two, said by a person");
        again.Changes.Files.Single(c => c.Path.EndsWith("task-a.md")).Kept.ShouldBe(["scope"]);
    }

    [Fact]
    public void Text_that_a_person_adds_between_and_below_stays()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit("task-a.md", "## Inputs\n", "## My notes\nmine\n\n## Inputs\n");
        desk.Files[".genie/wishes/sample/task-a.md"] += "\nbelow\n";
        desk.Text = desk.Text.Replace("x.md", "y.md").Replace("**Goal:** one", "**Goal:** another");

        desk.Write();

        desk.Task("a").ShouldContain("## My notes\nmine\n\n## Inputs\n");
        desk.Task("a").ShouldEndWith("\nbelow\n");
        desk.Task("a").ShouldContain("- y.md");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void A_section_that_a_person_copied_or_moved_is_not_lost()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        var text = desk.Task("a");
        var from = text.IndexOf("## Evidence", StringComparison.Ordinal);
        var to = text.IndexOf("## Prompt", StringComparison.Ordinal);
        var copy = text[from..to].Replace("- Store", "- A person's copy: store");
        desk.Files[".genie/wishes/sample/task-a.md"] = text.Insert(to, copy)
            .Insert(
                text.IndexOf("## Scope", StringComparison.Ordinal),
                copy.Replace("copy", "other copy")
            );
        desk.Write().Said().ShouldBe("");
        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");

        desk.Write();

        desk.Task("a").ShouldContain("A person's copy");
        desk.Task("a").ShouldContain("A person's other copy");
        desk.Task("a").ShouldContain("\nanother\n");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void A_section_that_a_person_took_out_stays_out()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        var text = desk.Task("a");
        var from = text.IndexOf("## Evidence", StringComparison.Ordinal);
        var to = text.IndexOf("## Prompt", StringComparison.Ordinal);
        desk.Files[".genie/wishes/sample/task-a.md"] = text.Remove(from, to - from);

        desk.Write().Said().ShouldBe("");
        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        desk.Write().Plan.Codes().ShouldContain("section-removed");
        desk.Task("a").ShouldNotContain("## Evidence");
    }

    [Fact]
    public void Status_and_tracker_are_others_to_write()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit("task-a.md", "**Status:** pending", "**Status:** failed");
        desk.Edit("task-a.md", "placeholder-group-a", "JIRA-7");
        desk.Text = desk.Text.Replace("### Group A: First", "### Group A: Third");

        desk.Write().Said().ShouldContain("update task-a.md");

        desk.Task("a").ShouldContain("**Status:** failed");
        desk.Task("a").ShouldContain("**Tracker:** JIRA-7");
        desk.Task("a").ShouldContain("# Task: Third");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void What_ran_is_left_as_it_is()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit("task-a.md", "**Status:** pending", "**Status:** merged");
        var before = desk.Task("a");
        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");

        var again = desk.Write();

        desk.Task("a").ShouldBe(before);
        again.Said().ShouldContain("kept task-a.md");
        again.Plan.Codes().ShouldContain("task-file-kept");
    }

    [Fact]
    public void Somebody_elses_task_file_is_archived_first()
    {
        var desk = Desk.Groups(Two);
        desk.Files[".genie/wishes/sample/task-a.md"] = "# Task A\n\nmine\n";

        desk.Write().Said().ShouldContain("replace task-a.md");

        desk.Files[".genie/wishes/sample/task-a.202611261805.md"].ShouldBe("# Task A\n\nmine\n");
        desk.Task("a").ShouldContain("# Task: First");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void The_task_file_of_a_group_that_is_gone_is_archived_unless_it_was_edited()
    {
        var desk = Desk.Groups(Two + "\n### Group C: Last\n**Goal:** three\n");
        desk.Write();
        desk.Edit("task-c.md", "## Scope\nthree\n", "## Scope\nthree, by a person\n");
        desk.Text = Desk.Groups(Two[..Two.IndexOf("### Group B", StringComparison.Ordinal)]).Text;

        var again = desk.Write();

        again.Said().ShouldContain("archive task-b.md");
        desk.Files.Keys.ShouldContain(".genie/wishes/sample/task-b.202611261805.md");
        desk.Files.Keys.ShouldContain(".genie/wishes/sample/task-c.md");
        again.Plan.Codes().ShouldContain("task-file-left");
        desk.PlanText.ShouldNotContain("### Group B");
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void The_log_grows_where_it_stands_even_when_a_person_emptied_it()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit(
            "forge-plan",
            "## Approval Log\n- [2026-11-26T18:05:00Z] Planned; a person's approval is pending\n",
            ""
        );
        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        desk.Write();
        desk.PlanText.ShouldStartWith("# Forge Plan – sample\n");
        var entry = desk.PlanText.IndexOf("Planned again", StringComparison.Ordinal);
        var mark = desk.PlanText.IndexOf("<!-- forge part log", StringComparison.Ordinal);
        entry.ShouldBeInRange(mark - 100, mark);
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void A_plan_that_was_approved_waits_again_once_it_changes()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        desk.Edit("forge-plan", "**Status:** PENDING APPROVAL", "**Status:** APPROVED by Ada");
        desk.Write().Said().ShouldBe("");
        desk.PlanText.ShouldContain("APPROVED by Ada");

        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        desk.Write();

        desk.PlanText.ShouldContain("**Status:** PENDING APPROVAL");
    }

    [Fact]
    public void Windows_line_ends_of_an_editor_are_no_edit()
    {
        var desk = Desk.Groups(Two);
        desk.Write();
        var path = ".genie/wishes/sample/task-a.md";
        desk.Files[path] = desk.Files[path].Replace("\n", "\r\n");
        desk.Write().Said().ShouldBe("");

        desk.Text = desk.Text.Replace("**Goal:** one", "**Goal:** another");
        desk.Write().Plan.Codes().ShouldNotContain("section-kept");
        desk.Files[path].Replace("\r\n", "").ShouldNotContain('\n');
        desk.Files[path].ShouldContain("\r\nanother\r\n");
    }

    [Fact]
    public void Only_the_files_of_the_groups_that_are_named()
    {
        var desk = Desk.Groups(Two);
        desk.Write(false, "B")
            .Said()
            .ShouldBe("create forge-plan-sample-202611261805.md, create task-b.md");
        desk.Text = desk.Text.Replace("**Goal:** two", "**Goal:** another");
        var plan = desk.PlanText;

        var again = desk.Write(false, "B");

        again.Said().ShouldBe("update task-b.md");
        again.Changes.Folders.ShouldBe([".genie/wishes/sample/qa/group-b/"]);
        desk.PlanText.ShouldBe(plan);
    }

    [Fact]
    public void Marks_in_the_wish_are_not_taken_for_ours()
    {
        var desk = Desk.Groups(
            Two
                + "**Scope:**\n```\n<!-- forge part scope 0123456789ab -->\n<!-- forge end head -->\n```\n"
        );
        desk.Write();
        var parts = MarkedText.Parse(desk.Task("b"));

        parts.Chunks.Count.ShouldBe(8);
        parts.Chunks.ShouldAllBe(c => !c.IsEdited);
        desk.Write().Said().ShouldBe("");
    }

    [Fact]
    public void The_wish_is_only_read()
    {
        var desk = Desk.Groups(Two);
        var outcome = desk.Write();
        outcome.Changes.Files.ShouldNotContain(c => c.Path == desk.WishPath);
        outcome.Plan.WishDigest.ShouldBe(desk.Plan().Plan.WishDigest);
    }
}
