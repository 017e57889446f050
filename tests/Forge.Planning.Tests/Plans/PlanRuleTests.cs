using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Plans;

/// <summary>The rules of a plan, one by one.</summary>
public sealed class PlanRuleTests
{
    private const string One = "### Group A: One\n**Goal:** g\n**Validation:** `make a`\n";

    private static string Branches(Desk desk)
    {
        var plan = desk.Plan().Plan;
        return string.Join(' ', [plan.Branch.Name, .. plan.Groups.Select(g => g.Branch)]);
    }

    [Theory]
    [InlineData("", "", "feat/sample feat/sample-a")]
    [InlineData("", "feat/sample", "feat/sample-2 feat/sample-a")]
    [InlineData("", "feat/sample-a", "feat/sample feat/sample-a-2")]
    [InlineData("", "FEAT/Sample", "feat/sample-2 feat/sample-a")]
    [InlineData("", "feat/sample/x", "feat/sample-2 feat/sample-a")]
    [InlineData("**Branch:** `fix/the-thing`", "", "fix/the-thing feat/sample-a")]
    [InlineData("**Branch:** `fix/the-thing`", "fix/the-thing", "fix/the-thing feat/sample-a")]
    [InlineData("**Branch:** `wish/Über_Große.Dinge`", "", "wish/uber-grosse-dinge feat/sample-a")]
    [InlineData("**Branch:** `thing`", "", "feat/thing feat/sample-a")]
    [InlineData("**Branch:** `a/b/c`", "", "a/b-c feat/sample-a")]
    [InlineData("**Branch:** `main`", "", "main feat/sample-a")]
    [InlineData("**Branch:** micro-task", "", "main feat/sample-a")]
    public void Branches_have_a_type_and_are_nobody_elses(
        string head,
        string taken,
        string expected
    )
    {
        var desk = Desk.Groups(One, head: head + "\n");
        desk.Branches.AddRange(taken.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Branches(desk).ShouldBe(expected);
    }

    [Fact]
    public void A_long_name_is_cut_at_a_word_and_keeps_what_tells_groups_apart()
    {
        var desk = new Desk
        {
            WishPath =
                ".genie/wishes/a-very-long-name-of-a-wish-that-goes-on-and-on-for-ever/wish.md",
            Text = Desk.Groups(One + One.Replace("Group A", "Group C-01")).Text,
        };
        Branches(desk)
            .ShouldBe(
                "feat/a-very-long-name-of-a-wish-that-goes-on-and feat/a-very-long-name-of-a-wish-that-goes-on-a feat/a-very-long-name-of-a-wish-that-goes-c-01"
            );
    }

    [Fact]
    public void A_branch_that_several_groups_name_is_the_plans()
    {
        var text =
            One
            + "**Branch:** feat/both\n\n"
            + One.Replace("A: One", "B: Two")
            + "**Branch:** feat/both\n";
        Branches(Desk.Groups(text)).ShouldBe("feat/both feat/sample-a feat/sample-b");
    }

    [Fact]
    public void A_branch_that_stands_in_the_way_of_all_halts()
    {
        var desk = Desk.Groups(One);
        desk.Branches.Add("feat");
        var plan = desk.Plan().Plan;
        plan.Halts().ShouldBe("branch-unusable");
        plan.Blockers[0].Text.ShouldContain("\"feat\" is there");
    }

    [Theory]
    [InlineData("Fix the login", "", "", "[🐛] Bug: Fix the login")]
    [InlineData("Refactor storage", "", "", "[🔨] Refactor: Refactor storage")]
    [InlineData("Write the guide", "", "", "[📖] Docs: Write the guide")]
    [InlineData("Cleanup & Validation", "", "", "[🧹] Chore: Cleanup & Validation")]
    [InlineData("Core Replacement", "fix/x", "", "[🐛] Bug: Core Replacement")]
    [InlineData("phase-0-consolidation", "", "", "[⚙️] Forge: Phase 0 Consolidation")]
    [InlineData("Thing", "", "GitHub #242", "[⚙️] Forge: Thing (#242)")]
    public void Titles_say_what_kind_of_work_it_is(
        string title,
        string branch,
        string tracker,
        string expected
    ) =>
        new TaskTitles(null)
            .Claim("A", title, branch.Length > 0 ? branch : null, tracker)
            .ShouldBe(expected);

    [Fact]
    public void Titles_are_short_and_never_the_same()
    {
        var titles = new TaskTitles("7");
        var all = Enumerable
            .Range(0, 50)
            .Select(i =>
                titles.Claim(
                    $"G{i}",
                    string.Concat(Enumerable.Repeat("long words 🚀 ", 20)),
                    null,
                    null
                )
            )
            .ToList();
        all.ShouldBeUnique();
        all.ShouldAllBe(t => t.Length <= TaskTitles.MaxLength && t.EndsWith("(#7)"));
        all.ShouldAllBe(t => !t.Any(c => char.IsSurrogate(c)) || t.IsNormalized());
    }

    [Theory]
    [InlineData("**Status:** DRAFT", "not-approved")]
    [InlineData("**Status:** SHIPPED", "not-approved")]
    [InlineData("**Status:** BLOCKED", "not-approved")]
    [InlineData("", "not-approved")]
    [InlineData("**Status:** READY", "")]
    public void A_wish_has_to_be_approved(string status, string halts)
    {
        var desk = Desk.Groups(One);
        desk.Text = desk.Text.Replace("**Status:** APPROVED", status);
        desk.Plan().Plan.Halts().ShouldBe(halts);
    }

    [Fact]
    public void Without_a_contract_or_anything_in_its_place_nothing_goes_on()
    {
        var desk = Desk.Of("# Wish: X\n\n**Status:** APPROVED\n\n## Execution Groups\n\n" + One);
        var outcome = desk.Write();
        outcome.Plan.State.ShouldBe(PlanState.Blocked);
        outcome.Plan.Halts().ShouldBe("contract-missing");
        outcome.Plan.PlanFile.ShouldBeNull();
        outcome.Said().ShouldBe("create blocker-forge-sample-202611261805.md");
        var report = desk.Files.Single().Value;
        report.ShouldStartWith("# Blocker Report: forge-sample-202611261805\n");
        report.ShouldContain("## Issue\n- `contract-missing`");
        report.ShouldContain("## Investigation\n");
        report.ShouldContain("## Recommendations\n- add a <spec_contract>");
    }

    [Fact]
    public void A_partial_contract_goes_on_with_a_warning()
    {
        var desk = Desk.Of(
            "# Wish: X\n\n**Status:** APPROVED\n\n## Success Criteria\n- [ ] c\n\n## Execution Groups\n\n"
                + One
        );
        var plan = desk.Plan().Plan;
        plan.State.ShouldBe(PlanState.Draft);
        plan.Codes().ShouldContain("contract-partial");
        plan.Risks.ShouldContain(r => r.Contains("partial"));
    }

    [Fact]
    public void A_cycle_halts_with_its_path()
    {
        var plan = Desk.Groups(
                "### Group A: One\n**Depends on:** Group B\n\n### Group B: Two\n**Depends on:** Group A\n"
            )
            .Plan()
            .Plan;
        plan.Halts().ShouldBe("dependency-cycle");
        plan.Blockers[0].Text.ShouldContain("A → B → A");
        plan.Blockers[0].Mend.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_dependency_that_names_nothing_halts() =>
        Desk.Groups(One + "**Depends on:** Group 9\n")
            .Plan()
            .Plan.Halts()
            .ShouldBe("dependency-unknown");

    [Fact]
    public void A_persona_that_is_not_there_halts_where_one_can_look()
    {
        var desk = Desk.Groups(One + "**Suggested personas:** wizard\n");
        desk.Plan().Plan.Groups[0].Persona.ShouldBe("wizard");
        desk.Plan().Plan.Codes().ShouldContain("persona-unchecked");

        desk.Personas.Add(new Persona("implementor", ".genie/agents/implementor.md"));
        desk.Plan().Plan.Halts().ShouldBe("persona-missing");
        desk.Plan().Plan.Blockers[0].Text.ShouldContain("wizard");
    }

    [Theory]
    [InlineData("review", null, "")]
    [InlineData("review, tests", "tests", "review")]
    [InlineData("reasoning/tests", "tests", "")]
    [InlineData("@.genie/agents/tests.md", "tests", "")]
    [InlineData("", "implementor", "")]
    public void An_orchestrator_does_no_group(string named, string? expected, string support)
    {
        var desk = Desk.Groups(
            One + (named.Length > 0 ? $"**Suggested personas:** {named}\n" : "")
        );
        desk.Personas.Add(new Persona("implementor", ".genie/agents/implementor.md"));
        desk.Personas.Add(new Persona("tests", ".genie/agents/tests.md"));
        desk.Personas.Add(new Persona("review", ".genie/agents/review.md"));
        var plan = desk.Plan().Plan;
        plan.Groups[0].Persona.ShouldBe(expected);
        string.Join(' ', plan.Groups[0].Support).ShouldBe(expected is null ? "review" : support);
        plan.Halts().ShouldBe(expected is null ? "persona-missing" : "");
    }

    [Theory]
    [InlineData("in progress", "task-file-in-use")]
    [InlineData("RUNNING", "task-file-in-use")]
    [InlineData("🔄 In Progress", "task-file-in-use")]
    [InlineData("pending", "")]
    [InlineData("failed", "")]
    public void A_task_file_in_use_halts_before_it_changes(string status, string halts)
    {
        var desk = Desk.Groups(One);
        desk.Write();
        desk.Edit("task-a.md", "**Status:** pending", $"**Status:** {status}");
        desk.Write().Plan.Halts().ShouldBe("");
        desk.Text = desk.Text.Replace("**Goal:** g", "**Goal:** other");
        var before = desk.Task("a");
        var outcome = desk.Write();
        outcome.Plan.Halts().ShouldBe(halts);
        (desk.Task("a") == before).ShouldBe(halts.Length > 0);
    }

    [Fact]
    public void A_blocked_plan_says_so_once_and_goes_on_when_it_may()
    {
        var desk = Desk.Groups(One);
        desk.Write();
        var good = desk.Text;
        desk.Text = good + "\n### Group B: Two\n**Depends on:** Group 9\n";
        desk.Write()
            .Said()
            .ShouldBe(
                "create blocker-forge-sample-202611261805.md, update forge-plan-sample-202611261805.md"
            );
        desk.PlanText.ShouldContain(
            "**Status:** BLOCKED (see `.genie/wishes/sample/reports/blocker-forge-sample-202611261805.md`)"
        );
        desk.Now = desk.Now.AddHours(2);
        desk.Write().Said().ShouldBe("");

        desk.Text = good;
        desk.Write().Said().ShouldBe("update forge-plan-sample-202611261805.md");
        desk.PlanText.ShouldContain("**Status:** PENDING APPROVAL");
        desk.PlanText.ShouldContain("Blocked: dependency-unknown");
    }

    [Fact]
    public void A_final_validation_waits_for_all_and_runs_the_commands_of_the_whole()
    {
        var desk = Desk.Groups(One, "## Validation Commands\n```bash\nmake check\n```\n");
        desk.Plan().Plan.Groups.Count.ShouldBe(1);
        desk.Plan().Plan.Codes().ShouldContain("final-validation-offered");

        var plan = desk.Plan(finalValidation: true).Plan;
        var final = plan.Groups[^1];
        final.Id.ShouldBe("FINAL");
        final.Kind.ShouldBe(GroupKind.FinalValidation);
        final.DependsOn.ShouldBe(["A"]);
        final.Validation.Select(v => v.Command).ShouldBe(["make check"]);
        final.Persona.ShouldBe("tests");
        final.TaskFile.ShouldEndWith("/task-final.md");
        plan.Waves.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("## Final Validation\n```bash\nmake check\n```\n", "", true)]
    [InlineData("", "**Final validation:** yes\n", true)]
    [InlineData("", "**Final validation:** none\n", false)]
    [InlineData("## Validation Commands\n```bash\nmake check\n```\n", "", false)]
    public void The_wish_may_ask_for_a_final_validation(string rest, string head, bool asks) =>
        Desk.Groups(One, rest, head)
            .Plan()
            .Plan.Groups.Any(g => g.Kind == GroupKind.FinalValidation)
            .ShouldBe(asks);

    [Fact]
    public void A_group_that_validates_all_already_is_the_final_one()
    {
        var plan = Desk.Groups(
                One + "\n### Group B: Validation\n**Goal:** check\n**Depends on:** Group A\n"
            )
            .Plan(finalValidation: true)
            .Plan;
        plan.Groups.Count.ShouldBe(2);
        plan.Codes().ShouldContain("final-validation-there");
    }

    [Fact]
    public void Edges_keep_their_line_and_contradictions_are_said()
    {
        var desk = Desk.Groups(
            "### Group A: One\n**Goal:** x\n\n### Group B: Two\n**Depends on:** none\n\n### Group C: Three\n**Depends on:** Group A\n",
            "## Execution Order\n\nGroup B should start after Group A completes.\n"
        );
        var plan = desk.Plan().Plan;
        plan.Edges.ShouldHaveSingleItem();
        desk.Text.Split('\n')[plan.Edges[0].Line - 1].ShouldBe("**Depends on:** Group A");
        plan.Contradictions.Select(c => c.Code).ShouldBe(["order-disagrees"]);
        plan.Risks.ShouldContain(r => r.Contains("two things about the order"));
    }

    [Fact]
    public void Points_are_shared_in_whole_numbers_and_none_is_lost()
    {
        var plan = Desk.Groups(
                string.Concat(
                    Enumerable
                        .Range(0, 7)
                        .Select(i =>
                            $"### Group {(char)('A' + i)}: Part {i}\n**Goal:** g\n**Validation:** `make {i}`\n\n"
                        )
                )
            )
            .Plan()
            .Plan;
        plan.Matrix.Total.ShouldBe(100);
        plan.Groups.Sum(g => g.TargetScore).ShouldBe(plan.Matrix.Mapped);
        plan.Groups.Max(g => g.TargetScore).ShouldBeLessThanOrEqualTo(20);
        foreach (var box in plan.Matrix.Checkpoints.Where(c => c.Groups.Count > 0))
            box.Groups.Sum(g => g.Points).ShouldBe(box.Points);
    }

    [Fact]
    public void Unmapped_points_are_a_warning()
    {
        var plan = Desk.Groups("### Group A: One\n**Goal:** g\n").Plan().Plan;
        plan.Codes().ShouldContain("points-unmapped");
        plan.Diagnostics.Single(d => d.Code == "points-unmapped")
            .Severity.ShouldBe(Severity.Warning);
        plan.Matrix.Unmapped.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_code_of_planning_has_a_way_to_mend_it_and_stands_in_the_documentation()
    {
        var root = Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!;
        while (!File.Exists(Path.Combine(root.FullName, "Forge.slnx")))
            root = root.Parent!;
        var docs = File.ReadAllText(Path.Combine(root.FullName, "docs", "planning.md"));
        foreach (var code in Mends.Codes)
            docs.ShouldContain($"`{code}`");
    }
}
