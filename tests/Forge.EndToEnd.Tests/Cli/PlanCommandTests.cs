using System.Text.Json;
using Forge.Cli;
using Forge.Cli.Machine;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary><c>forge plan</c> in a real repository, without a server.</summary>
public sealed class PlanCommandTests
{
    private const string PlanFile = ".genie/wishes/login/reports/forge-plan-login-202611261805.md";

    [Fact]
    public async Task A_plan_is_written_beside_the_wish_and_the_wish_stays_as_it_is()
    {
        using var desk = await PlanDesk.NewAsync();
        var wish = desk.Files().Single();

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok, desk.Notes);

        desk.Files()
            .Keys.ShouldBe([
                ".genie/wishes/login/login-wish.md",
                PlanFile,
                ".genie/wishes/login/task-a.md",
                ".genie/wishes/login/task-b.md",
            ]);
        desk.Files()[wish.Key].ShouldBe(wish.Value);
        Directory.Exists(Path.Combine(desk.WishFolder, "qa", "group-a")).ShouldBeTrue();
        desk.Output.ShouldContain("waves      A → B");
        desk.Output.ShouldContain("feat/login-a");
        desk.Output.ShouldContain($"Forge Plan: @{PlanFile}");
        desk.Output.ShouldContain("Tasks: @.genie/wishes/login/task-*.md");
        desk.Output.ShouldNotContain("\e[");
    }

    [Fact]
    public async Task Planning_again_changes_no_byte_and_no_time()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        var before = desk.Files();
        var written = File.GetLastWriteTimeUtc(Path.Combine(desk.Root, PlanFile));
        desk.Later(TimeSpan.FromDays(2));
        await desk.GitAsync("checkout", "-q", "-b", "feat/login");
        await desk.GitAsync("branch", "feat/login-a");

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Ok);

        desk.Files().ShouldBe(before);
        File.GetLastWriteTimeUtc(Path.Combine(desk.Root, PlanFile)).ShouldBe(written);
        desk.Output.ShouldContain("Nothing changed");
        File.Exists(Path.Combine(desk.WishFolder, ".forge-plan")).ShouldBeFalse();
        Directory.Exists(Path.Combine(desk.WishFolder, ".forge-plan")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_dry_run_prints_a_diff_that_git_takes_and_writes_nothing()
    {
        using var desk = await PlanDesk.NewAsync();
        var before = desk.Files();

        (await desk.RunAsync("plan", "login", "--dry-run")).ShouldBe(ExitCodes.Ok);

        desk.Files().ShouldBe(before);
        desk.Output.ShouldStartWith($"diff --git a/{PlanFile} b/{PlanFile}\nnew file mode 100644");
        File.WriteAllText(Path.Combine(desk.Root, ".git", "patch"), desk.Output);
        await desk.GitAsync("apply", ".git/patch");
        var applied = desk.Files();
        foreach (var path in applied.Keys.Except(before.Keys).ToList())
            File.Delete(Path.Combine(desk.Root, path));
        await desk.RunAsync("plan", "login");
        desk.Files().ShouldBe(applied);
    }

    [Fact]
    public async Task Json_is_the_whole_plan()
    {
        using var desk = await PlanDesk.NewAsync();
        (await desk.RunAsync("plan", "login", "--json")).ShouldBe(ExitCodes.Ok);
        using var json = JsonDocument.Parse(desk.Output);
        var plan = json.RootElement;
        plan.GetProperty("state").GetString().ShouldBe("draft");
        plan.GetProperty("written").GetBoolean().ShouldBeTrue();
        plan.GetProperty("plan_file").GetString().ShouldBe(PlanFile);
        plan.GetProperty("branch").GetProperty("strategy").GetString().ShouldBe("dedicated");
        var group = plan.GetProperty("groups")[1];
        group.GetProperty("depends_on")[0].GetString().ShouldBe("A");
        group.GetProperty("task_file").GetString().ShouldBe(".genie/wishes/login/task-b.md");
        group.GetProperty("target_score").GetInt32().ShouldBeGreaterThan(0);
        group.GetProperty("kind").GetString().ShouldBe("work");
        group.GetProperty("prompt").GetString()!.ShouldContain("## Task Overview");
        plan.GetProperty("edges")[0].GetProperty("line").GetInt32().ShouldBeGreaterThan(0);
        plan.GetProperty("changes")[0].GetProperty("action").GetString().ShouldBe("create");
        plan.GetProperty("changes")[0].TryGetProperty("new", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wish_that_is_not_approved_leaves_a_report_and_ends_with_1()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        var wish = ".genie/wishes/login/login-wish.md";
        desk.Write(wish, desk.Read(wish).Replace("APPROVED", "DRAFT"));

        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);

        const string report = ".genie/wishes/login/reports/blocker-forge-login-202611261805.md";
        desk.Output.ShouldContain(
            "error: the wish is not approved: its status is \"DRAFT\" [not-approved]"
        );
        desk.Output.ShouldContain($"BLOCKED; the report: @{report}");
        desk.Read(report).ShouldContain("## Recommendations");
        desk.Read(PlanFile).ShouldContain("**Status:** BLOCKED");

        var before = desk.Files();
        desk.Later(TimeSpan.FromHours(1));
        (await desk.RunAsync("plan", "login")).ShouldBe(ExitCodes.Failed);
        desk.Files().ShouldBe(before);
    }

    [Fact]
    public async Task What_is_no_wish_is_refused_without_a_report()
    {
        using var desk = await PlanDesk.NewAsync();
        desk.Write("agent.md", "---\nname: x\ndescription: y\n---\n# X\n");
        (await desk.RunAsync("plan", "agent.md")).ShouldBe(ExitCodes.Failed);
        desk.Notes.ShouldContain("cannot be planned");
        (await desk.RunAsync("plan", "nothing")).ShouldBe(ExitCodes.NotFound);
        (await desk.RunAsync("plan", "login", "--group", "Z")).ShouldBe(ExitCodes.NotFound);
        desk.Notes.ShouldContain("there are A, B");
        desk.Write("empty-wish.md", "# Wish: Empty\n\n**Status:** APPROVED\n");
        (await desk.RunAsync("plan", "empty-wish.md", "--group", "Z")).ShouldBe(ExitCodes.NotFound);
        desk.Notes.ShouldContain("the document has none");
        desk.Files().Count.ShouldBe(3);

        await desk.RunAsync("plan", "login");
        (await desk.RunAsync("plan", PlanFile)).ShouldBe(ExitCodes.Usage);
        desk.Notes.ShouldContain("name its wish");
    }

    [Fact]
    public async Task Personas_come_from_the_repositorys_agent_files()
    {
        using var desk = await PlanDesk.NewAsync();
        desk.Write(
            ".genie/code/agents/implementor.md",
            "---\nname: implementor\ndescription: works\ngenie:\n  executor: claude\n  model: sonnet\n---\n"
        );
        (await desk.RunAsync("plan", "login", "--json")).ShouldBe(ExitCodes.Ok);
        using var json = JsonDocument.Parse(desk.Output);
        var group = json.RootElement.GetProperty("groups")[0];
        group.GetProperty("persona_file").GetString().ShouldBe(".genie/code/agents/implementor.md");
        group.GetProperty("profile").GetProperty("model").GetString().ShouldBe("sonnet");
        group.GetProperty("prompt").GetString()!.ShouldStartWith("Use the implementor subagent");
    }

    [Fact]
    public async Task Branches_of_the_repository_and_its_remotes_are_taken()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.GitAsync("branch", "feat/login-a");
        await desk.GitAsync("update-ref", "refs/remotes/origin/feat/login", "HEAD");
        (await desk.RunAsync("plan", "login", "--dry-run", "--json")).ShouldBe(ExitCodes.Ok);
        using var json = JsonDocument.Parse(desk.Output);
        json.RootElement.GetProperty("branch")
            .GetProperty("name")
            .GetString()
            .ShouldBe("feat/login-2");
        json.RootElement.GetProperty("groups")[0]
            .GetProperty("branch")
            .GetString()
            .ShouldBe("feat/login-a-2");
    }

    [Fact]
    public async Task The_direct_call_is_what_a_shell_takes_and_makes_nothing()
    {
        using var desk = await PlanDesk.NewAsync();
        var before = desk.Files();
        (await desk.RunAsync("plan", "login", "--direct")).ShouldBe(ExitCodes.Usage);
        (await desk.RunAsync("plan", "login", "--direct", "--group", "a")).ShouldBe(ExitCodes.Ok);
        desk.Files().ShouldBe(before);

        // The shell gives the words back as they were.
        var words = await Children.RunAsync(
            "sh",
            ["-c", "forge() { printf '%s\\0' \"$@\"; }\n" + desk.Output],
            desk.Root,
            TimeSpan.FromSeconds(20),
            CancellationToken.None
        );
        var said = words.Output.Split('\0');
        said[..4].ShouldBe(["run", "--title", "[⚙️] Forge: Hash", "--"]);
        said[4].ShouldStartWith("## Task Overview\nGroup A of the wish \"Login\"");
        said[4].ShouldNotContain("task-a.md");
        desk.Notes.ShouldContain("Evidence: .genie/wishes/login/qa/group-a/");
    }

    [Fact]
    public async Task Lint_tells_width_and_findings_with_a_way_to_mend_them()
    {
        using var desk = await PlanDesk.NewAsync();
        var wish = ".genie/wishes/login/login-wish.md";
        desk.Write(
            wish,
            desk.Read(wish)
                .Replace("**Dependencies:** A", "**Files:** `src/*`")
                .Replace("`src/a.c`", "x\n- **Files:** `src/a.c`")
        );

        (await desk.RunAsync("plan", "lint", "login")).ShouldBe(ExitCodes.Ok);

        desk.Output.ShouldContain(
            "both change src/a.c [ownership-overlap]\n    give the files to one group"
        );
        desk.Output.ShouldContain("waves      2 (A B)");
        desk.Output.ShouldContain("wall time  unknown");
        desk.Output.ShouldContain("cost       unknown");
        (await desk.RunAsync("plan", "lint", "--strict", "login")).ShouldBe(ExitCodes.Failed);
        (await desk.RunAsync("plan", "lint", "--json", "login")).ShouldBe(ExitCodes.Ok);
        using var json = JsonDocument.Parse(desk.Output);
        json.RootElement[0].GetProperty("worst").GetString().ShouldBe("warning");
        json.RootElement[0]
            .GetProperty("findings")
            .EnumerateArray()
            .ShouldAllBe(f => f.GetProperty("mend").GetString()!.Length > 0);
        json.RootElement[0]
            .GetProperty("forecast")
            .GetProperty("basis")
            .GetString()
            .ShouldBe("unknown");
        desk.Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_wish_can_be_planned_once_it_is_answered()
    {
        using var desk = await PlanDesk.NewAsync();
        string[] make =
        [
            "wish",
            "new",
            "Change the log & review template",
            "--scope",
            "a",
            "--out-of-scope",
            "b",
            "--metric",
            "c",
            "--group",
            "First",
            "--group",
            "Second",
        ];
        (await desk.RunAsync(make)).ShouldBe(ExitCodes.Ok, desk.Notes);
        const string wish =
            ".genie/wishes/change-the-log-review-template/change-the-log-review-template-wish.md";
        desk.Output.ShouldBe(wish + "\n");
        (await desk.RunAsync(make)).ShouldBe(ExitCodes.Conflict);

        (await desk.RunAsync("wish", "lint", wish)).ShouldBe(ExitCodes.Ok);
        desk.Output.ShouldContain("[question-open]");
        (await desk.RunAsync("plan", wish)).ShouldBe(ExitCodes.Failed);
        desk.Write(wish, desk.Read(wish).Replace("DRAFT", "APPROVED"));
        (await desk.RunAsync("plan", "change-the-log-review-template")).ShouldBe(ExitCodes.Ok);
        desk.Output.ShouldContain("waves      A B");
    }

    [Fact]
    public async Task A_document_is_shown_as_a_wish_in_the_common_form()
    {
        using var desk = await PlanDesk.NewAsync();
        desk.Write(
            "tasks.md",
            "# Tasks\n\n- [ ] T001 First\n- [ ] T002 [P] Second\n- [ ] T003 [P] Third\n"
        );
        (await desk.RunAsync("wish", "show", "--markdown", "tasks.md")).ShouldBe(ExitCodes.Ok);
        desk.Output.ShouldContain("## Execution Groups");
        desk.Output.ShouldContain("### Group T001: First");
    }

    [Fact]
    public async Task The_shell_completes_groups_and_words()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("[suggest:19]", "plan login --group ");
        desk.Output.Split('\n').ShouldContain("A");
        await desk.RunAsync("[suggest:7]", "plan --");
        desk.Output.ShouldContain("--dry-run");
    }

    [Fact]
    public async Task Titles_of_tasks_are_none_of_another_plans()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("plan", "login");
        desk.Write(
            ".genie/wishes/again/again-wish.md",
            desk.Read(".genie/wishes/login/login-wish.md")
        );
        await desk.RunAsync("plan", "again");
        desk.Read(".genie/wishes/again/task-a.md")
            .ShouldContain("**Title:** [⚙️] Forge: Hash – A\n");
        await desk.RunAsync("plan", "login");
        desk.Output.ShouldContain("Nothing changed");
    }

    [Fact]
    public async Task A_wish_from_elsewhere_is_planned_into_the_repository_one_stands_in()
    {
        using var desk = await PlanDesk.NewAsync();
        var elsewhere = Directory.CreateTempSubdirectory("forge-elsewhere-");
        try
        {
            var wish = Path.Combine(elsewhere.FullName, "there-wish.md");
            File.WriteAllText(wish, desk.Read(".genie/wishes/login/login-wish.md"));
            (await desk.RunAsync("plan", wish)).ShouldBe(ExitCodes.Ok, desk.Notes);
            desk.Output.ShouldContain("[wish-outside]");
            desk.Files().Keys.ShouldContain(".genie/wishes/there/task-a.md");
            elsewhere.EnumerateFileSystemInfos().Count().ShouldBe(1);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }
}
