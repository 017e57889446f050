using Forge.Planning.Folders;
using Forge.Planning.Plans;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Folders;

/// <summary>What lies on disk of a plan, and whether it is the plan that would be made now.</summary>
public sealed class PlanFolderTests : IDisposable
{
    private const string Two =
        "### Group A: First\n**Goal:** one\n**Validation:** `make a`\n\n### Group B: Second\n**Goal:** two\n**Depends on:** Group A\n**Validation:** `make b`\n";

    private const string Folder = ".genie/wishes/sample";
    private const string PlanFile = $"{Folder}/reports/forge-plan-sample-202611261805.md";

    private readonly Checkout _checkout = new(Two);

    [Fact]
    public void Everything_that_planning_has_to_know_is_read()
    {
        _checkout.Write();
        _checkout.Put($"{Folder}/reports/blocker-forge-sample-202611261700.md", "a report");
        _checkout.Put($"{Folder}/notes.md", "nobody's");
        _checkout.Put(".genie/agents/tests.md", "---\nname: tests\ndescription: d\n---\nbody\n");
        _checkout.Put(".genie/wishes/x/agent.md", "---\nname: x\ndescription: d\n---\nbody\n");
        _checkout.Put(".genie/wishes/other/task-a.md", "# Task\n**Title:** [✨] Feature: Taken\n");

        var (_, facts) = _checkout.Look();

        facts
            .Existing.Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                $"{Folder}/reports/blocker-forge-sample-202611261700.md",
                PlanFile,
                $"{Folder}/task-a.md",
                $"{Folder}/task-b.md",
            ]);
        facts.Existing[$"{Folder}/task-a.md"].ShouldContain("# Task: First");
        facts.Personas.ShouldHaveSingleItem().Path.ShouldBe(".genie/agents/tests.md");
        facts.TakenTitles.ShouldBe(["[✨] Feature: Taken"]);
        facts.WishPath.ShouldBe(Checkout.WishPath);
        facts.Now.ShouldBe(_checkout.Now);
    }

    [Fact]
    public void A_folder_without_a_plan_has_no_current_one()
    {
        var outcome = _checkout.Plan();
        outcome.IsCurrent.ShouldBeFalse();
        PlanFolder.OwnFiles(outcome.Plan).ShouldBe([Checkout.WishPath]);
    }

    [Fact]
    public void A_plan_is_current_once_it_is_written_and_names_its_files()
    {
        _checkout.Write().IsCurrent.ShouldBeFalse("it was still to be written");
        _checkout.Now = _checkout.Now.AddDays(1);

        var again = _checkout.Plan();

        again.IsCurrent.ShouldBeTrue();
        PlanFolder
            .OwnFiles(again.Plan)
            .ShouldBe([Checkout.WishPath, PlanFile, $"{Folder}/task-a.md", $"{Folder}/task-b.md"]);
    }

    [Fact]
    public void A_plan_whose_wish_changed_is_not_current()
    {
        _checkout.Write();
        _checkout.Edit(Checkout.WishPath, "**Goal:** one", "**Goal:** another");
        _checkout.Plan().IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public void A_plan_with_a_file_missing_is_not_current_and_does_not_name_it()
    {
        _checkout.Write();
        File.Delete(Path.Combine(_checkout.Root, Folder, "task-b.md"));

        var outcome = _checkout.Plan();

        outcome.IsCurrent.ShouldBeFalse();
        PlanFolder
            .OwnFiles(outcome.Plan)
            .ShouldBe([Checkout.WishPath, PlanFile, $"{Folder}/task-a.md"]);
    }

    [Fact]
    public void What_a_person_edited_and_what_ran_leaves_a_plan_current()
    {
        _checkout.Write();
        _checkout.Edit($"{Folder}/task-a.md", "one", "one, said by a person");
        _checkout.Edit($"{Folder}/task-b.md", "**Status:** pending", "**Status:** merged");
        _checkout.Plan().IsCurrent.ShouldBeTrue();
    }

    [Fact]
    public void A_task_file_of_somebody_else_is_none_of_the_plans_own()
    {
        _checkout.Write();
        _checkout.Put($"{Folder}/task-a.md", "# mine\n");

        var outcome = _checkout.Plan();

        outcome.IsCurrent.ShouldBeFalse();
        PlanFolder.OwnFiles(outcome.Plan).ShouldNotContain($"{Folder}/task-a.md");
    }

    [Fact]
    public void A_blocked_plan_is_not_current_even_when_its_report_stands()
    {
        _checkout.Write();
        _checkout.Edit(Checkout.WishPath, "**Status:** APPROVED", "**Status:** DRAFT");
        _checkout.Write().IsBlocked.ShouldBeTrue();

        var outcome = _checkout.Plan();

        outcome.Changes.Files.ShouldNotContain(c => c.Writes);
        outcome.IsCurrent.ShouldBeFalse();
        PlanFolder.OwnFiles(outcome.Plan).ShouldNotContain(f => f.Contains("blocker"));
    }

    [Fact]
    public void A_final_validation_that_the_command_line_asked_for_is_found_again()
    {
        _checkout.Write(finalValidation: true);
        _checkout.Plan().IsCurrent.ShouldBeFalse("the wish does not ask for it");
        var (wish, facts) = _checkout.Look();

        var again = PlanFolder.PlanAgain(wish, facts);

        again.IsCurrent.ShouldBeTrue();
        PlanFolder.OwnFiles(again.Plan).ShouldContain($"{Folder}/task-final.md");
        _checkout.Edit(Checkout.WishPath, "**Goal:** one", "**Goal:** another");
        (wish, facts) = _checkout.Look();
        PlanFolder.PlanAgain(wish, facts).Plan.Groups.Count.ShouldBe(2);
    }

    [Fact]
    public void Groups_under_a_name_that_only_the_command_line_was_told_are_found_again()
    {
        const string text = "# Wish: x\n\n## Phase 1: First\n**Goal:** one\n\n## Phase 2: Second\n";
        var path = Path.Combine(_checkout.Root, Checkout.WishPath);
        WishOnDisk
            .Readings(text, path)
            .Select(wish => string.Join(' ', wish.Groups.Select(g => g.Title)))
            .ShouldBe(["", "First Second"]);
        WishOnDisk.Readings(text + "\n## Group A: One\n", path).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_a_group_delivers_is_its_own_where_it_declares_files()
    {
        Of("**Surfaces:** `src/a.c`").ShouldBe(["src/a.c"]);
        Of("**Surfaces:** `src/a.c`\n**Deliverables:** `docs/b.md`")
            .ShouldBe(["src/a.c", "docs/b.md"]);
        Of("**Deliverables:** `docs/b.md`").ShouldBeEmpty();

        static IReadOnlyList<string> Of(string fields)
        {
            using var checkout = new Checkout($"### Group A: First\n{fields}\n");
            return checkout.Plan().Plan.Groups[0].Files;
        }
    }

    [Fact]
    public void A_document_from_elsewhere_is_no_file_of_the_checkout()
    {
        var outcome = Planner.Plan(
            Docs.Groups(Two),
            new PlanFacts
            {
                Now = _checkout.Now,
                WishPath = "../beside/sample-wish.md",
                WishText = "",
            }
        );
        PlanFolder.OwnFiles(outcome.Plan).ShouldBeEmpty();
    }

    [Fact]
    public void References_of_a_wish_are_looked_for_in_its_repository()
    {
        _checkout.Put("docs/there.md", "");
        _checkout.Edit(
            Checkout.WishPath,
            "- [ ] c",
            "- [ ] c, as in @docs/there.md and @docs/not.md"
        );

        var (wish, _) = _checkout.Look();

        wish.References.ToDictionary(r => r.Path, r => r.Exists)
            .ShouldBe(
                new Dictionary<string, bool?> { ["docs/there.md"] = true, ["docs/not.md"] = false },
                ignoreOrder: true
            );
    }

    public void Dispose() => _checkout.Dispose();
}
