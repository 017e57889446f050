using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>Lessons are files of the repository; no server is needed.</summary>
public sealed class LearnCommandTests
{
    private const string Report = """
        # Done: login

        ## What was done

        - Wrote the form.

        ## Lessons

        - Run `make gen` before the tests: the parser is generated.
        - The date picker needs the browser's language.

        """;

    private const string Done = ".genie/wishes/login/reports/done-forge-login-202611261805.md";

    [Fact]
    public async Task What_a_person_says_is_a_file_with_its_source_and_is_kept_once()
    {
        using var desk = await PlanDesk.NewAsync();
        var said = "Run make gen first.";
        (await desk.RunAsync("learn", said, "--tag", "gen", "--for", "src/**")).ShouldBe(0);
        const string path = ".genie/lessons/2026-11-26-run-make-gen-first.md";
        desk.Output.ShouldStartWith(path);
        desk.Read(path)
            .ShouldBe(
                """
                ---
                id: "2026-11-26-run-make-gen-first"
                source:
                  kind: person
                created: 2026-11-26
                applies_to: ["src/**"]
                tags: ["gen"]
                ---

                Run make gen first.

                """
            );
        (await desk.RunAsync("learn", said)).ShouldBe(0);
        desk.Notes.ShouldContain("kept already");
        (await desk.RunAsync("learn", "--list")).ShouldBe(0);
        desk.Output.ShouldBe(
            """
            DAY         SOURCE  LESSON               FOR     TAGS
            2026-11-26  person  Run make gen first.  src/**  gen

            """
        );
    }

    [Theory]
    [InlineData("login")]
    [InlineData(Done)]
    public async Task Reports_of_a_plan_or_one_of_them_give_their_lessons(string from)
    {
        using var desk = await PlanDesk.NewAsync();
        desk.Write(Done, Report);
        (await desk.RunAsync("learn", "--from", from, "--json")).ShouldBe(0, desk.Notes);
        var kept = JsonNode.Parse(desk.Output)!.AsArray();
        kept.Count.ShouldBe(2);
        kept[0]!["source"]!["kind"]!.GetValue<string>().ShouldBe("done");
        kept[0]!["source"]!["path"]!.GetValue<string>().ShouldBe(Done);
        Directory.GetFiles(Path.Combine(desk.Root, ".genie/lessons")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_person_is_asked_about_each_that_a_report_offers()
    {
        using var desk = await PlanDesk.NewAsync();
        desk.Write(Done, Report);
        desk.Answer = "n\ny";
        (await desk.RunAsync("learn", "--from", "login")).ShouldBe(0, desk.Notes);
        desk.Output.ShouldContain("The date picker");
        desk.Output.ShouldNotContain("make gen");
        Directory.GetFiles(Path.Combine(desk.Root, ".genie/lessons")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_plan_tells_its_groups_what_fits_them()
    {
        using var desk = await PlanDesk.NewAsync();
        await desk.RunAsync("learn", "Salt every hash.", "--tag", "compare");
        (await desk.RunAsync("plan", "login")).ShouldBe(0, desk.Notes);
        desk.Read(".genie/wishes/login/task-a.md").ShouldContain("Salt every hash.");
        desk.Read(".genie/wishes/login/task-b.md").ShouldNotContain("Salt every hash.");
    }

    [Theory]
    [InlineData]
    [InlineData("x", "--list")]
    [InlineData(" ")]
    public async Task What_says_nothing_or_two_things_is_a_wrong_command_line(
        params string[] arguments
    )
    {
        using var desk = await PlanDesk.NewAsync();
        (await desk.RunAsync(["learn", .. arguments])).ShouldBe(2);
        Directory.Exists(Path.Combine(desk.Root, ".genie/lessons")).ShouldBeFalse();
    }
}
