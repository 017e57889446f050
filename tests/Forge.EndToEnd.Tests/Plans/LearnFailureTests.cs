using System.Text.Json.Nodes;
using Forge.Api;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>What failed in a plan is offered as lessons, each with where it comes from. Against a fake of the server.</summary>
public sealed class LearnFailureTests : IAsyncLifetime
{
    private static readonly Guid AttemptA = Guid.Parse("44444444-0000-4000-8000-000000000000");
    private readonly FakePlans _fake = new();
    private PlanDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _desk = await PlanDesk.NewAsync();
        _desk.Server = _fake.Url;
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _fake.DisposeAsync();
    }

    private void Serves(PlanStatus plan, params PlanLogEntry[] log)
    {
        _fake.With(plan);
        var project = new Project
        {
            Id = PlanSamples.ProjectId,
            Name = "shop",
            GitRepoPath = _desk.Root,
            CreatedAt = PlanSamples.Now,
            UpdatedAt = PlanSamples.Now,
        };
        _fake.Has("GET /api/projects", [project], ForgeJson.Wire.EnvelopeIReadOnlyListProject);
        _fake.Has(
            $"GET /api/plans/{plan.Id}/log",
            log,
            ForgeJson.Wire.EnvelopeIReadOnlyListPlanLogEntry
        );
    }

    private static PlanLogEntry Line(string group, string by, string what, string text = "") =>
        new()
        {
            At = PlanSamples.Now,
            By = by,
            What = what,
            Group = group,
            Text = text,
        };

    private static GroupStatus A(string state) =>
        PlanSamples.Group("A", state, 1) with
        {
            Attempt = AttemptA,
            Head = new string('e', 40),
        };

    private async Task<JsonArray> LearntAsync()
    {
        (await _desk.RunAsync("learn", "--from", "login", "--json")).ShouldBe(0, _desk.Notes);
        return JsonNode.Parse(_desk.Output)!.AsArray();
    }

    private static string Body(JsonNode? lesson) => lesson!["body"]!.GetValue<string>();

    [Fact]
    public async Task A_group_that_has_failed_gives_its_cause_its_output_and_its_attempt()
    {
        var run = PlanSamples.Validation("make test", "failed", 2);
        Serves(
            PlanSamples.Plan(A("failed") with { Cause = "make test fails", Validation = [run] })
        );
        _fake.Has(
            $"GET /api/plans/{PlanSamples.LoginId}/validations/{run.Id}/output",
            new PlanText { Text = "the parser is missing" },
            ForgeJson.Wire.EnvelopePlanText
        );
        var lesson = (await LearntAsync()).ShouldHaveSingleItem();
        Body(lesson)
            .ShouldBe(
                """
                Group A failed, cause validation.

                ```text
                make test fails

                make test: exit code 2
                the parser is missing
                ```
                """
            );
        var source = lesson!["source"]!;
        source["kind"]!.GetValue<string>().ShouldBe("failure");
        source["path"]!.GetValue<string>().ShouldBe(".genie/wishes/login/login-wish.md");
        source["attempt"]!.GetValue<string>().ShouldBe(AttemptA.ToString());
        source["commit"]!.GetValue<string>().ShouldBe(new string('e', 40));
        _desk
            .Read(".genie/lessons/2026-11-26-group-a-failed-cause-validation.md")
            .ShouldContain("  kind: failure\n");
        (await LearntAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "send-back",
        "at 3f: `make test`: exit code 2",
        "validation",
        "its agent was sent back to it"
    )]
    [InlineData("retry", "rate_limit: 429", "rate limit", "its agent went on after a while")]
    [InlineData(
        "interrupt",
        "no word for 20 min",
        "stall",
        "its agent was interrupted and went on"
    )]
    public async Task What_went_wrong_and_was_merged_afterwards_says_what_helped(
        string what,
        string text,
        string cause,
        string helped
    )
    {
        Serves(
            PlanSamples.Plan(A("merged")),
            Line("A", "forge", what, text),
            Line("A", "Anna", "accept"),
            Line("A", "Anna", "merge", "as dddd")
        );
        Body((await LearntAsync()).ShouldHaveSingleItem())
            .ShouldBe(
                $"Group A failed, cause {cause}.\nWhat helped: {helped}\n\n```text\n{text}\n```"
            );
    }

    [Fact]
    public async Task What_a_person_did_about_it_is_what_helped_and_an_old_attempt_is_not_taken_for_the_new()
    {
        Serves(
            PlanSamples.Plan(A("merged")),
            Line("A", "Anna", "conflict", "with feat/login: src/a.c"),
            Line("A", "Anna", "follow-up", "Take theirs"),
            Line("A", "forge", "interrupt", "stood still"),
            Line("A", "Anna", "retry"),
            Line("A", "Anna", "merge", "as dddd")
        );
        var found = await LearntAsync();
        found
            .Select(Body)
            .ShouldBe([
                "Group A failed, cause conflict.\nWhat helped: a new attempt\n\n```text\nwith feat/login: src/a.c\n```",
                "Group A failed, cause stall.\nWhat helped: a new attempt\n\n```text\nstood still\n```",
            ]);
        found.ShouldAllBe(lesson => lesson!["source"]!["attempt"] == null);
    }

    [Fact]
    public async Task A_person_is_told_where_each_comes_from()
    {
        Serves(
            PlanSamples.Plan(A("running")),
            Line("A", "forge", "send-back", "`make`: exit code 2")
        );
        _desk.Answer = "n";
        (await _desk.RunAsync("learn", "--from", "login")).ShouldBe(0);
        _desk.Notes.ShouldContain(
            $"(a failure, `.genie/wishes/login/login-wish.md`, attempt {AttemptA})"
        );
        _desk.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_of_that_name_in_another_repository_is_not_meant()
    {
        Serves(PlanSamples.Plan(A("failed")) with { ProjectId = Guid.NewGuid() });
        (await LearntAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_server_that_knows_it_the_reports_are_read_all_the_same(bool refuses)
    {
        if (refuses)
            _fake.Refuses("GET /api/projects", 401, "no");
        else
            _desk.Server = null;
        _desk.Write(
            ".genie/wishes/login/reports/done-x.md",
            "# Done\n\n## Lessons\n\n- Salt every single hash.\n"
        );
        (await LearntAsync()).ShouldHaveSingleItem();
        _desk.Notes.ShouldContain("only reports are read");
    }
}
