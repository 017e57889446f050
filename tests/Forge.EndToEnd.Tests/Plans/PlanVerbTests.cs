using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>What each command asks of the server, what it says, and its exit code. Against a fake of the server.</summary>
public sealed partial class PlanVerbTests : IAsyncLifetime
{
    private readonly FakePlans _fake = new();
    private PlanDesk _desk = null!;

    private static string Group(string verb) =>
        $"POST /api/plans/{PlanSamples.LoginId}/groups/{verb}";

    private static PlanStatus Mergeable() =>
        PlanSamples.Plan(
            PlanSamples.Group("A", "awaiting_merge", 1) with
            {
                Attempt = Guid.NewGuid(),
                AttemptNumber = 1,
                Verdict = "excellent",
                Score = 91,
            },
            PlanSamples.Group("B", "waiting", 2, "form") with
            {
                DependsOn = ["A"],
            }
        );

    public async Task InitializeAsync()
    {
        _desk = await PlanDesk.NewAsync();
        _desk.Server = _fake.Url;
        _fake.With(Mergeable());
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _fake.DisposeAsync();
    }

    private Task<int> ForgeAsync(params string[] arguments) => _desk.RunAsync(arguments);

    private (string Line, string Body) OnlyPost() => _fake.Posts.ShouldHaveSingleItem();

    [Theory]
    [InlineData("pause", "/pause", "pause", "login")]
    [InlineData("paused", "/pause", "plan", "pause", "login")]
    [InlineData("goes on", "/resume", "plan", "resume", "login")]
    [InlineData("goes on", "/resume", "resume", "login")]
    [InlineData("cancelled", "/cancel", "cancel", "login")]
    [InlineData("cancelled", "/cancel", "plan", "cancel", "login")]
    [InlineData("Delivered login into main", "/deliver", "deliver", "login", "--yes")]
    [InlineData("Began again", "/groups/A/retry", "retry", "login/A")]
    [InlineData("Gave up the work of login/A", "/groups/A/discard", "discard", "login/A")]
    [InlineData("Undid the merge", "/groups/A/revert", "revert", "login/a", "--yes")]
    [InlineData("run again", "/groups/A/validate", "validate", "login/A")]
    [InlineData("Told login/A", "/groups/A/follow-up", "resume", "login/A", "go on")]
    [InlineData("Started login", "/start", "start", "login")]
    public async Task A_verb_reaches_its_route_and_says_what_it_did(
        string says,
        string path,
        params string[] arguments
    )
    {
        _fake.Answers(path, Mergeable());
        (await ForgeAsync(arguments)).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldContain(says);
        OnlyPost().Line.ShouldEndWith(path);
        (await ForgeAsync([.. arguments, "--json"])).ShouldBe(0);
        JsonNode.Parse(_desk.Output)!["plan"]!.GetValue<string>().ShouldBe("login");
    }

    [Fact]
    public async Task Starting_sends_what_was_given_and_nothing_else()
    {
        _fake.Answers("/start", Mergeable());
        await ForgeAsync("start", "login", "--agent", "claude", "--variant", "plan", "--stacked");
        Members(OnlyPost().Body).ShouldBe("executor=CLAUDE_CODE variant=PLAN stacked=true");
        await ForgeAsync([
            .. "start login --parallel 3 --no-back-pressure --clean-copy --send-back 0".Split(' '),
            .. "--validation-limit 60 --budget 1.5 --model m --command".Split(' '),
            "make it",
        ]);
        Members(_fake.Posts[1].Body)
            .ShouldBe(
                "executor=SHELL model=m command=make it max_parallel=3 back_pressure=false clean_copy=true most_sent_back=0 validation_limit=60 group_budget=1.5"
            );
    }

    [Theory]
    [InlineData("--no-wait-for-rate-limits", "wait_for_rate_limits=false")]
    [InlineData("--wait-for-rate-limits", "wait_for_rate_limits=true")]
    [InlineData("--back-pressure", "back_pressure=true")]
    [InlineData("--no-stacked", "stacked=false")]
    [InlineData("--no-clean-copy", "clean_copy=false")]
    public async Task What_a_start_turned_off_or_on_a_later_one_turns_back(
        string option,
        string sent
    )
    {
        _fake.Answers("/start", Mergeable());
        (await ForgeAsync("start", "login", option)).ShouldBe(0, _desk.Notes);
        Members(OnlyPost().Body).ShouldBe(sent);
    }

    private static string Members(string body) =>
        string.Join(
            ' ',
            JsonNode
                .Parse(body)!
                .AsObject()
                .Where(member => member.Value is not null)
                .Select(member => $"{member.Key}={member.Value}")
        );

    [Theory]
    [InlineData("start", "login", "--parallel", "0")]
    [InlineData("start", "login", "--budget", "0")]
    [InlineData("start", "login", "--agent", "claude", "--command", "x")]
    [InlineData("merge", "login/A")]
    [InlineData("deliver", "login")]
    [InlineData("revert", "login/A")]
    [InlineData("start", "login", "--wait-for-rate-limits", "--no-wait-for-rate-limits")]
    [InlineData("review", "login", "--accept")]
    [InlineData("review", "login/A", "--accept", "--reject")]
    [InlineData("award", "login", "x", "5")]
    [InlineData("clear", "login")]
    [InlineData("retry", "login")]
    [InlineData("status", "--live")]
    [InlineData("resume", "nothing")]
    public async Task A_wrong_command_line_changes_nothing_and_ends_with_2(
        params string[] arguments
    )
    {
        (await ForgeAsync(arguments)).ShouldBe(2, _desk.Output + _desk.Notes);
        _desk.Notes.ShouldNotBeEmpty();
        _fake.Posts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status", "nothing")]
    [InlineData("pause", "nothing")]
    [InlineData("retry", "login/Z")]
    [InlineData("status", "login/Z")]
    [InlineData("view", "login/B")]
    [InlineData("discard", "login/Z")]
    [InlineData("merge", "login/Z", "--yes")]
    [InlineData("revert", "login/Z", "--yes")]
    public async Task What_is_not_there_ends_with_4(params string[] arguments)
    {
        _fake.Has("GET /api/task-attempts", [], ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt);
        (await ForgeAsync(arguments)).ShouldBe(4, _desk.Output + _desk.Notes);
        _fake.Posts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("discard", "login/Z")]
    [InlineData("resume", "login/Z", "go on")]
    [InlineData("merge", "login/Z", "--yes")]
    public async Task A_group_that_a_plan_does_not_have_is_told_with_those_it_has(
        params string[] arguments
    )
    {
        _fake.Has("GET /api/task-attempts", [], ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt);
        (await ForgeAsync(arguments)).ShouldBe(4);
        _desk.Notes.ShouldBe("forge: The plan login has no group 'Z'; it has A, B\n");
    }

    [Fact]
    public async Task A_merge_names_its_commit_and_what_it_releases()
    {
        var after = Mergeable();
        _fake.Answers(
            "/groups/A/merge",
            after with
            {
                Groups =
                [
                    after.Groups[0] with
                    {
                        State = "merged",
                        MergeCommit = new string('d', 40),
                    },
                    after.Groups[1] with
                    {
                        State = "running",
                    },
                ],
            }
        );
        _desk.Answer = "yes";
        (await ForgeAsync("merge", "login/A")).ShouldBe(0, _desk.Notes);
        _desk.Notes.ShouldContain(
            "login/A (hash) is awaiting merge, excellent with 91 of 100 points. Merge it into feat/login? [y/N]"
        );
        _desk.Output.ShouldBe(
            "Merged login/A (hash) into feat/login as dddddddddd. Now starts: B\n"
        );
    }

    [Fact]
    public async Task A_shut_gate_is_told_before_anybody_is_asked_and_a_reason_opens_it()
    {
        var plan = Mergeable();
        _fake.With(
            plan with
            {
                Groups = [plan.Groups[0] with { Gate = ["make lint failed"] }, plan.Groups[1]],
            }
        );
        (await ForgeAsync("merge", "login/A", "--yes")).ShouldBe(5);
        _desk.Notes.ShouldContain("make lint failed");
        _desk.Notes.ShouldContain("--despite");
        _fake.Posts.ShouldBeEmpty();
        _fake.Answers("/groups/A/merge", plan);
        (await ForgeAsync("merge", "login/A", "--yes", "--despite", "lint is wrong")).ShouldBe(0);
        OnlyPost().Body.ShouldBe("""{"despite":"lint is wrong"}""");
    }

    [Fact]
    public async Task A_conflict_names_the_files_and_ends_with_5()
    {
        _fake.Refuses(
            Group("A/merge"),
            409,
            "A does not fit what is on feat/login",
            """{"type":"merge_conflicts","message":"m","op":"merge","files":["src/a.c"]}"""
        );
        (await ForgeAsync("merge", "login/A", "--yes")).ShouldBe(5);
        _desk.Notes.ShouldContain("Nothing was merged into feat/login");
        _desk.Notes.ShouldContain("  src/a.c");
        _desk.Notes.ShouldContain("rebase login/A");
    }

    [Fact]
    public async Task The_help_names_what_a_command_takes_and_asks_no_server_for_it()
    {
        (await ForgeAsync("--help")).ShouldBe(0);
        foreach (
            var line in (string[])["start <plan>", "retry <group>", "plan <wish>", "diff <id>"]
        )
            _desk.Output.ShouldContain(line);
        _fake.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_branch_with_a_slash_is_a_run_where_no_plan_has_such_a_group()
    {
        var run = CliSupport.Run("3f2a", "Fix login", PlanSamples.ProjectId);
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
            "GET /api/task-attempts",
            [run.Attempt, run.Attempt with { Id = Guid.NewGuid(), Branch = "login/Z" }],
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt
        );
        _fake.Has(
            $"GET /api/tasks?project_id={project.Id}",
            [run.Task],
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskWithStatus
        );
        (await ForgeAsync("open", run.Attempt.Branch)).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldBe(run.Attempt.ContainerRef + "\n");
        (await ForgeAsync("open", "login/Z")).ShouldBe(0, _desk.Notes);
        (await ForgeAsync("merge", run.Attempt.Branch, "--despite", "x")).ShouldBe(2);
        _desk.Notes.ShouldContain("for a group of a plan");
        // A server that knows no plans has runs all the same.
        _fake.Refuses("GET /api/plans", 404, "no such route");
        (await ForgeAsync("open", run.Attempt.Branch)).ShouldBe(0, _desk.Notes);
    }

    [Fact]
    public async Task A_group_stands_for_the_attempt_that_counts()
    {
        var run = CliSupport.Run("3f2a", "hash", PlanSamples.ProjectId);
        var plan = Mergeable();
        _fake.With(
            plan with
            {
                Groups = [plan.Groups[0] with { Attempt = run.Id }, plan.Groups[1]],
            }
        );
        var project = new Project
        {
            Id = PlanSamples.ProjectId,
            Name = "shop",
            GitRepoPath = "/elsewhere",
            CreatedAt = PlanSamples.Now,
            UpdatedAt = PlanSamples.Now,
        };
        _fake.Has("GET /api/projects", [project], ForgeJson.Wire.EnvelopeIReadOnlyListProject);
        _fake.Has(
            "GET /api/task-attempts",
            [run.Attempt],
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt
        );
        _fake.Has(
            $"GET /api/tasks?project_id={project.Id}",
            [run.Task],
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskWithStatus
        );
        (await ForgeAsync("open", "login/A")).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldBe(run.Attempt.ContainerRef + "\n");
        (await ForgeAsync("open", "login/B")).ShouldBe(4);
        _desk.Notes.ShouldContain("login/B has no run yet: it is waiting");
    }

    [Fact]
    public async Task Validation_that_has_ended_is_told_and_a_failure_ends_with_1()
    {
        var plan = Mergeable();
        PlanStatus With(params ValidationStatus[] runs) =>
            plan with
            {
                Groups = [plan.Groups[0] with { Validation = runs }, plan.Groups[1]],
            };
        var old = PlanSamples.Validation("make old", "failed", 1);
        _fake.With(With(old));
        _fake.Answers("/groups/A/validate", With(old));
        (await ForgeAsync("validate", "login/A")).ShouldBe(0);
        _fake.Answers("/groups/A/validate", With(PlanSamples.Validation("make test", "failed", 2)));
        (await ForgeAsync("validate", "login/A")).ShouldBe(1);
        _desk.Output.ShouldContain("✗ make test: exit code 2 after 12.3 s");
    }

    [Fact]
    public async Task Award_clear_and_widen_send_their_reasons_for_a_plan_or_a_group()
    {
        foreach (var path in (string[])["/award", "/clear", "/groups/A/award", "/groups/A/widen"])
            _fake.Answers(path, Mergeable());
        (await ForgeAsync("award", "login", "docs", "5", "--reason", "read it")).ShouldBe(0);
        (await ForgeAsync("award", "login/A", "docs", "5", "--reason", "read it")).ShouldBe(0);
        (await ForgeAsync("clear", "login/A", "--reason", "harmless")).ShouldBe(0);
        (await ForgeAsync("widen", "login/A", "src/**", "b.c", "--reason", "needs it")).ShouldBe(0);
        _fake
            .Posts.Select(post => post.Line.Split($"{PlanSamples.LoginId}")[1] + " " + post.Body)
            .ShouldBe([
                """/award {"checkpoint":"docs","points":5,"reason":"read it"}""",
                """/groups/A/award {"checkpoint":"docs","points":5,"reason":"read it"}""",
                """/clear {"group":"A","reason":"harmless"}""",
                """/groups/A/widen {"files":["src/**","b.c"],"reason":"needs it"}""",
            ]);
    }
}
