using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>What people do with an attempt's work.</summary>
public sealed class GitTests(OneServer one) : IClassFixture<OneServer>, IAsyncLifetime
{
    private readonly RunningServer _server = one.Server;
    private readonly HttpClient _http = one.Server.Http();
    private string _repository = "";
    private Guid _project;

    public async Task InitializeAsync()
    {
        _repository = _server.Place.MakeRepository($"git-{Guid.NewGuid():N}");
        _project = await _http.AddProjectAsync(_repository);
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Work_is_merged_goes_on_and_is_merged_again()
    {
        var attempt = await DoneAsync("cat >> notes.txt; echo >> notes.txt", "One");
        (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Main("show", "main:notes.txt").ShouldBe("One");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("done");
        (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.Conflict);
        await _http.FollowUpAsync(attempt, "Two");
        await _http.RestAsync(attempt, 2);
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        var second = await _http.DoAsync(attempt, "merge");
        second.Status.ShouldBe(HttpStatusCode.OK, second.Message);
        Main("show", "main:notes.txt").ShouldBe("One\nTwo");
        Main("rev-list", "--count", "main").ShouldBe("3", "two squash commits on the first one");
        Main("status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_merged_while_the_agent_works()
    {
        var attempt = await _http.RunAsync(_project, "Busy", command: "echo up; exec sleep 600");
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await _http.SaysAsync(process, "up");
        foreach (var verb in new[] { "merge", "rebase" })
        {
            var answer = await _http.DoAsync(attempt, verb);
            answer.Status.ShouldBe(HttpStatusCode.Conflict, verb);
            answer.Message.ShouldContain("still at work");
        }
        await _http.DoAsync(attempt, "stop");
    }

    [Fact]
    public async Task Edits_in_the_way_refuse_the_merge_and_nothing_moves()
    {
        var attempt = await DoneAsync("echo theirs > f1.txt");
        var before = Main("rev-parse", "main");
        File.WriteAllText(Path.Combine(_repository, "f1.txt"), "mine, not committed\n");
        var answer = await _http.DoAsync(attempt, "merge");
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Body["error_data"]!["files"]!
            .AsArray()
            .Select(f => f!.GetValue<string>())
            .ShouldBe(["f1.txt"]);
        Main("rev-parse", "main").ShouldBe(before);
        File.ReadAllText(Path.Combine(_repository, "f1.txt")).ShouldBe("mine, not committed\n");
        File.WriteAllText(Path.Combine(_repository, "f1.txt"), "file 1\n");
        (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Main("show", "main:f1.txt").ShouldBe("theirs");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rebase_that_conflicts_is_listed_then_goes_on_or_is_given_up(bool goOn)
    {
        var attempt = await DoneAsync("echo theirs > f1.txt");
        File.WriteAllText(Path.Combine(_repository, "f1.txt"), "mine\n");
        Main("commit", "-q", "-a", "-m", "mine");
        var branch = await _http.BranchAsync(attempt);
        var before = Main("rev-parse", branch);
        (await _http.DoAsync(attempt, "rebase")).Status.ShouldBe(HttpStatusCode.Conflict);
        var status = (await _http.ReadAsync($"/api/task-attempts/{attempt}/branch-status")).Data;
        status["is_rebase_in_progress"]!.GetValue<bool>().ShouldBeTrue();
        status["conflicted_files"]!
            .AsArray()
            .Select(f => f!.GetValue<string>())
            .ShouldBe(["f1.txt"]);
        (await _http.DoAsync(attempt, "conflicts/continue")).Status.ShouldBe(
            HttpStatusCode.Conflict,
            "the marks are still there"
        );
        if (goOn)
        {
            var file = Path.Combine(await _http.WorktreeAsync(attempt), "f1.txt");
            File.WriteAllText(file, "both\n");
            var done = await _http.DoAsync(attempt, "conflicts/continue");
            done.Status.ShouldBe(HttpStatusCode.OK, done.Message);
            Main("show", $"{branch}:f1.txt").ShouldBe("both");
            (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
            Main("show", "main:f1.txt").ShouldBe("both");
            return;
        }
        (await _http.DoAsync(attempt, "conflicts/abort")).Status.ShouldBe(HttpStatusCode.OK);
        Main("rev-parse", branch).ShouldBe(before);
        status = (await _http.ReadAsync($"/api/task-attempts/{attempt}/branch-status")).Data;
        status["is_rebase_in_progress"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_is_replaced_with_and_without_its_work(bool reset)
    {
        var attempt = await DoneAsync("cat >> all.txt; echo >> all.txt", "One");
        await _http.FollowUpAsync(attempt, "Two");
        var old = await _http.RestAsync(attempt, 2);
        var answer = await _http.SendAsync(
            $"/api/task-attempts/{attempt}/replace-process",
            new JsonObject
            {
                ["process_id"] = old[1].Id(),
                ["prompt"] = "Three",
                ["perform_git_reset"] = reset,
            }
        );
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Message);
        answer.Data["deleted_count"]!.GetValue<int>().ShouldBe(1);
        answer.Data["git_reset_applied"]!.GetValue<bool>().ShouldBe(reset);
        answer.Data["git_reset_needed"]!.GetValue<bool>().ShouldBe(!reset);
        var all = await _http.RestAsync(attempt, 2);
        all.Select(p => p.Id()).ShouldBe([old[0].Id(), answer.Data.Text("new_execution_id")]);
        var text = Main("show", $"{await _http.BranchAsync(attempt)}:all.txt");
        text.ShouldBe(reset ? "One\nThree" : "One\nTwo\nThree");
        Main("for-each-ref", $"refs/forge/snap/{attempt}").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_worktree_deleted_by_hand_comes_back_at_its_place_for_the_next_prompt()
    {
        var attempt = await DoneAsync("cat >> all.txt; echo >> all.txt", "One");
        var worktree = await _http.WorktreeAsync(attempt);
        Directory.Delete(worktree, recursive: true);
        await _http.FollowUpAsync(attempt, "Two");
        var all = await _http.RestAsync(attempt, 2);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        File.ReadAllText(Path.Combine(worktree, "all.txt")).ShouldBe("One\nTwo\n");
        (await _http.WorktreeAsync(attempt)).ShouldBe(worktree);
    }

    [Fact]
    public async Task A_worktree_that_went_after_a_rebase_comes_back_as_rebased()
    {
        var attempt = await DoneAsync("echo theirs > new.txt");
        File.WriteAllText(Path.Combine(_repository, "f2.txt"), "moved on\n");
        Main("commit", "-q", "-a", "-m", "moved on");
        (await _http.DoAsync(attempt, "rebase")).Status.ShouldBe(HttpStatusCode.OK);
        var worktree = await _http.WorktreeAsync(attempt);
        Directory.Delete(worktree, recursive: true);
        await _http.FollowUpAsync(attempt, "Two");
        await _http.RestAsync(attempt, 2);
        File.ReadAllText(Path.Combine(worktree, "f2.txt")).ShouldBe("moved on\n");
        (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Main("show", "main:f2.txt").ShouldBe("moved on");
    }

    [Fact]
    public async Task Discarded_work_stops_goes_to_the_trash_and_stays_in_a_snapshot()
    {
        var attempt = await _http.RunAsync(
            _project,
            "Away",
            command: "echo half > half.txt; echo up; exec sleep 600"
        );
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await _http.SaysAsync(process, "up");
        var worktree = await _http.WorktreeAsync(attempt);
        var session = _server.Place.SessionsIn(worktree).Single();
        var answer = await _http.DoAsync(attempt, "discard");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Message);
        Runs.Alive(session).ShouldBeEmpty();
        Directory.Exists(worktree).ShouldBeFalse();
        Main("show", $"{answer.Data.Text("snapshot_ref")}:half.txt").ShouldBe("half");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("cancelled");
        (await _http.FollowUpAsync(attempt, "More")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("task")]
    [InlineData("project")]
    public async Task Deleting_what_runs_stops_it_first(string what)
    {
        var attempt = await _http.RunAsync(_project, "Gone", command: "echo up; exec sleep 600");
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await _http.SaysAsync(process, "up");
        var worktree = await _http.WorktreeAsync(attempt);
        var session = _server.Place.SessionsIn(worktree).Single();
        var task = (await _http.AttemptAsync(attempt)).Text("task_id");
        var path = what == "task" ? $"/api/tasks/{task}" : $"/api/projects/{_project}";
        var answer = await _http.AskAsync(HttpMethod.Delete, path);
        ((int)answer.Status).ShouldBeInRange(200, 202, answer.Message);
        Runs.Alive(session).ShouldBeEmpty();
        Directory.Exists(worktree).ShouldBeFalse();
        (await _http.ReadAsync($"/api/task-attempts/{attempt}")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        Main("status", "--porcelain").ShouldBeEmpty();
    }

    private async Task<Guid> DoneAsync(string command, string title = "Work")
    {
        var attempt = await _http.RunAsync(_project, title, command: command);
        var all = await _http.RestAsync(attempt, 1);
        Support.Wire.Status(all[0]!).ShouldBe("completed");
        return attempt;
    }

    private string Main(params string[] arguments) => _server.Place.Git(_repository, arguments);
}
