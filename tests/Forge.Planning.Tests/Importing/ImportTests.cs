using System.Text.Json;
using Forge.Planning.Reading;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;
using Forge.Planning.Writing;

namespace Forge.Planning.Tests.Importing;

public sealed class ImportTests
{
    // Where the plan of the corpus was made.
    private const string TheirRoot = "/Volumes/PRO-G40/Code/omniclaude/";

    private static Wish Parallel() =>
        DocumentReader.Read(
            CorpusFiles.Text("plans/parallel-execution-plan.json"),
            new() { Path = "plans/parallel-execution-plan.json" }
        );

    [Fact]
    public void A_parallel_plan_gives_its_packages_waves_and_owners()
    {
        var plan = Parallel();
        plan.Kind.ShouldBe(DocumentKind.ParallelPlan);
        plan.Ids().ShouldBe("WP1 WP2 WP3 WP4 WP5 WP6 WP7");
        plan.Waves.ShouldHaveSingleItem().Count.ShouldBe(7);
        plan.StatedWaves.ShouldHaveSingleItem().Name.ShouldBe("phase_1_parallel");
        plan.Groups.Select(g => g.Files.Count).ShouldBe([1, 1, 1, 1, 2, 1, 2]);
        plan.Groups[4]
            .Files.ShouldBe([
                "sql/migrations/001_add_project_context_to_observability_tables.sql",
                "sql/migrations/001_add_project_context_to_observability_tables_down.sql",
            ]);
        plan.Diagnostics.ShouldHaveSingleItem().Text.ShouldContain(TheirRoot);
        plan.Groups[1].Effort.ShouldBe("4 h");
        plan.Groups[2].Personas.ShouldBe(["agent-testing-specialist"]);
        plan.Groups[2]
            .Validation.ShouldHaveSingleItem()
            .Command.ShouldBe("pytest agents/tests/test_intelligence_event_client.py -v");
        plan.Groups.Select(g => g.Acceptance.Count).ShouldBe([6, 7, 3, 5, 7, 6, 7]);
        plan.Fields.ShouldContain(f => f.Key == "file_ownership_matrix");
    }

    [Fact]
    public void Nothing_of_a_parallel_plan_is_lost()
    {
        var kept = Flat(PlanningJson.Text(Parallel(), j => j.Wish));
        using var source = JsonDocument.Parse(
            CorpusFiles.Text("plans/parallel-execution-plan.json")
        );
        foreach (var text in Leaves(source.RootElement))
            kept.ShouldContain(Flat(text.Replace(TheirRoot, "")), customMessage: text);
    }

    [Theory]
    [InlineData("/home/x/shop/src/a.c", true, "src/a.c")]
    [InlineData(@"C:\\work\\shop\\src\\a.c", true, "src/a.c")]
    [InlineData("src/a.c", true, "src/a.c")]
    [InlineData("/home/x/shop/src/a.c", false, "/home/x/shop/src/a.c")]
    public void Files_named_by_their_place_on_another_machine_are_looked_for_here(
        string named,
        bool isThere,
        string file
    )
    {
        var plan = DocumentReader.Read(
            $$"""{"work_packages":[{"package_id":"WP1","title":"a","files_to_modify":["{{named}}"]}]}""",
            new() { Exists = path => isThere && path == "src/a.c" }
        );
        plan.Groups[0].Files.ShouldBe([file]);
        plan.Codes()
            .ShouldBe(
                named == file
                    ? isThere
                        ? ""
                        : "file-elsewhere"
                    : "files-rebased"
            );
    }

    // What is kept as JSON is quoted once more: compare without the marks of quoting.
    private static string Flat(string text) =>
        text.Replace("\\", "").Replace("\"", "").Replace("\n", "n");

    private static IEnumerable<string> Leaves(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaves(p.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Leaves),
            JsonValueKind.String => [element.GetString()!],
            JsonValueKind.Number =>
            [
                element.GetDouble().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ],
            _ => [],
        };

    [Fact]
    public void Packages_wait_for_packages()
    {
        var plan = DocumentReader.Read(
            """{"work_packages":[{"package_id":"WP1","title":"a"},{"package_id":"WP2","title":"b","dependencies":["WP1"]},{"package_id":"WP3","title":"c","dependencies":["WP9"]}]}"""
        );
        plan.Waits().ShouldBe("WP2>WP1");
        plan.Codes().ShouldBe("dependency-unknown");
    }

    [Fact]
    public void What_a_package_sets_right_keeps_its_severity()
    {
        var plan = DocumentReader.Read(
            """{"work_packages":[{"package_id":"WP1","title":"a","issues_fixed":["C1","N2"],"issue_details":{"C1":{"severity":"critical","description":"It is cut"},"N2":5}}]}"""
        );
        plan.Groups[0].Issues.ShouldBe([new("C1", "critical", "It is cut"), new("N2")]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\": [1, 2}")]
    [InlineData("{}")]
    [InlineData("{\"work_packages\": 5}")]
    [InlineData("{\"work_packages\": [1, null, \"x\"]}")]
    public void Broken_json_is_said_to_be_so(string json) =>
        DocumentReader.Read(json).Diagnostics.ShouldContain(d => d.Severity == Severity.Error);

    private const string SpecKit = """
        # Tasks: Photo Albums

        **Input**: Design documents from `/specs/001-photo/`

        ## Phase 3.1: Setup
        - [x] T001 Create project structure
        - [ ] T002 Initialize project with dependencies
        - [ ] T003 [P] Configure linting

        ## Phase 3.2: Tests First
        - [ ] T004 [P] Contract test in tests/contract/test_users.py
        - [ ] T005 [P] [US1] Integration test in tests/integration/test_auth.py

        ## Phase 3.3: Core
        - [ ] T006 User model in src/models/user.py
        - [ ] T007 Service (depends on T004)

        ## Dependencies
        - Tests (T004-T005) before implementation (T006-T007)
        - T001 blocks T007

        ## Notes
        - [P] tasks = different files
        """;

    [Fact]
    public void A_check_list_of_spec_kit_marks_what_is_parallel()
    {
        var list = DocumentReader.Read(SpecKit, new() { Path = "specs/001-photo/tasks.md" });
        list.Kind.ShouldBe(DocumentKind.TaskList);
        list.Title.ShouldBe("Photo Albums");
        list.Slug.ShouldBe("001-photo");
        list.Ids().ShouldBe("T001 T002 T003 T004 T005 T006 T007");
        list.Groups[0].Done.ShouldBeTrue();
        list.Groups[3].Files.ShouldBe(["tests/contract/test_users.py"]);
        list.Groups[4].Other.ShouldContain(o => o.Key == "story" && o.Items[0] == "US1");
        list.Waits()
            .ShouldBe(
                "T002>T001 T003>T002 T004>T003 T005>T003 T006>T004 T006>T005 T007>T004 T007>T005 T007>T001"
            );
    }

    [Fact]
    public void A_check_list_of_OpenSpec_goes_from_task_to_task()
    {
        var list = DocumentReader.Read(
            "## 1. Implementation\n- [x] 1.1 Create schema\n- [ ] 1.2 Implement API\n\n## 2. Tests\n- [ ] 2.1 Add tests\n",
            new() { Path = "openspec/changes/add-2fa/tasks.md" }
        );
        list.Slug.ShouldBe("add-2fa");
        list.Ids().ShouldBe("1.1 1.2 2.1");
        list.Waits().ShouldBe("1.2>1.1 2.1>1.2");
    }

    [Theory]
    [InlineData("wishes/heading-contract-evidence.md")]
    [InlineData("wishes/numbered-groups-waves-a.md")]
    [InlineData("wishes/omni-short-6-groups.md")]
    [InlineData("wishes/contract-section-8-groups.md")]
    [InlineData("wishes/heading-contract-3-groups.md")]
    [InlineData("seeds/wish-forge-executor-replacement.md")]
    [InlineData("seeds/forge-plan-discord-parity.md")]
    [InlineData("plans/forge-plan-token-efficient-output.md")]
    public void What_is_written_as_Markdown_is_read_the_same(string file)
    {
        var first = CorpusFiles.Read(file);
        var second = WishReader.Read(WishMarkdown.Write(first));
        Told(second).ShouldBe(Told(first));
    }

    [Fact]
    public void A_parallel_plan_becomes_Markdown_with_the_same_groups()
    {
        var first = Parallel();
        var second = WishReader.Read(WishMarkdown.Write(first));
        second.Ids().ShouldBe(first.Ids());
        second.Groups.Select(g => g.Files.Count).ShouldBe(first.Groups.Select(g => g.Files.Count));
    }

    private static string Told(Wish wish) =>
        string.Join(
            '\n',
            wish.Groups.Select(g =>
                    $"{g.Id} {g.Title} | {g.Goal} | {string.Join(',', g.DependsOn)} | {string.Join(',', g.ExternalDependsOn)} | {string.Join(';', g.Validation.Select(v => v.Command))} | {g.Deliverables.Count} {g.Acceptance.Count} {g.Tasks.Count} {g.Scope.Count} | {string.Join(',', g.Personas)} | {g.Branch} | {g.Tracker} | {g.Done}"
                )
                .Prepend(
                    $"{wish.Title} {wish.Slug} {wish.Status.Kind} {wish.Matrix.Sum(m => m.Checkpoints.Count)}"
                )
        );
}
