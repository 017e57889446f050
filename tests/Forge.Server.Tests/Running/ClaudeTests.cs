using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>An agent with a conversation, played by the fake one: what it does stands in the prompt.</summary>
public sealed class ClaudeTests(OneServer one) : IClassFixture<OneServer>, IAsyncLifetime
{
    private readonly RunningServer _server = one.Server;
    private readonly HttpClient _http = one.Server.Http();
    private Guid _project;

    public async Task InitializeAsync() =>
        _project = await _http.AddProjectAsync(
            _server.Place.MakeRepository($"claude-{Guid.NewGuid():N}")
        );

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_follow_up_goes_into_the_living_process()
    {
        var attempt = await StartAsync("WRITE=a.txt:one");
        await _http.RestAsync(attempt, 1);
        var session = _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).Single();
        var pid = File.ReadAllText(Path.Combine(session, "pid"));
        (await _http.FollowUpAsync(attempt, "WRITE=b.txt:two")).Status.ShouldBe(HttpStatusCode.OK);
        var all = await _http.RestAsync(attempt, 2);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).ShouldBe([session]);
        File.ReadAllText(Path.Combine(session, "pid")).ShouldBe(pid);
        var second = await _server.ConversationAsync(all[1]);
        second.ShouldContain("b.txt");
        second.ShouldNotContain("a.txt");
        (await _server.ConversationAsync(all[0])).ShouldNotContain("b.txt");
        all[1].Text("before_head_commit").ShouldBe(all[0].Text("after_head_commit"));
        Show(await _http.BranchAsync(attempt), "b.txt").ShouldBe("two");
    }

    [Fact]
    public async Task Tokens_are_summed_and_the_cost_is_the_conversations()
    {
        var attempt = await StartAsync("WRITE=a.txt");
        await _http.RestAsync(attempt, 1);
        await _http.FollowUpAsync(attempt, "WRITE=b.txt");
        await _http.RestAsync(attempt, 2);
        var row = await _http.AttemptAsync(attempt);
        row["input_tokens"]!.GetValue<long>().ShouldBe(2000);
        row["output_tokens"]!.GetValue<long>().ShouldBe(100);
        row["cache_read_tokens"]!.GetValue<long>().ShouldBe(400);
    }

    [Fact]
    public async Task What_is_asked_of_a_busy_agent_waits_in_its_order()
    {
        var attempt = await StartAsync("SLEEP=1 WRITE=o.txt:first");
        var ids = new List<string>();
        foreach (var prompt in new[] { "WRITE=second.txt", "RECALL", "WRITE=last.txt" })
            ids.Add((await _http.FollowUpAsync(attempt, prompt)).Data.Id());
        var all = await _http.RestAsync(attempt, 4);
        all.Skip(1).Select(p => p.Id()).ShouldBe(ids);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        var recalled = await _server.ConversationAsync(all[2]);
        recalled.ShouldContain("WRITE=second.txt | RECALL");
        recalled.ShouldNotContain("last.txt");
        _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_steered_message_joins_the_running_turn()
    {
        var attempt = await StartAsync("SLEEP=1.5 WRITE=a.txt:one");
        var first = await BusyAsync(attempt);
        var steered = await _http.FollowUpAsync(attempt, "WRITE=steered.txt:yes", steer: true);
        steered.Data.Id().ShouldBe(first.Id());
        var all = await _http.RestAsync(attempt, 1);
        all.Count.ShouldBe(1);
        Show(await _http.BranchAsync(attempt), "steered.txt").ShouldBe("yes");
        (await _server.ConversationAsync(all[0])).ShouldContain("user_message");
    }

    [Fact]
    public async Task A_steered_message_that_came_too_late_is_a_process_of_its_own()
    {
        // No tool call is left after the sleep, so the agent takes the message only in its next turn.
        var attempt = await StartAsync("SLEEP=1.5");
        await BusyAsync(attempt);
        await _http.FollowUpAsync(attempt, "WRITE=late.txt:yes", steer: true);
        await _http.FollowUpAsync(attempt, "RECALL");
        var all = await _http.RestAsync(attempt, 3);
        all.Count.ShouldBe(3);
        all.Select(p => p.Prompt()).ShouldContain("WRITE=late.txt:yes");
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).Count.ShouldBe(1);
        var late = all.Single(p => p.Prompt().StartsWith("WRITE"));
        (await _server.ConversationAsync(late)).ShouldContain("late.txt");
        Show(await _http.BranchAsync(attempt), "late.txt").ShouldBe("yes");
    }

    [Fact]
    public async Task Another_variant_gets_a_process_of_its_own_and_the_context()
    {
        var attempt = await StartAsync("WRITE=a.txt:one");
        await _http.RestAsync(attempt, 1);
        await _http.FollowUpAsync(attempt, "RECALL", variant: "PLAN");
        var all = await _http.RestAsync(attempt, 2);
        (await _server.ConversationAsync(all[1])).ShouldContain("WRITE=a.txt:one | RECALL");
        var sessions = _server.Place.SessionsIn(await _http.WorktreeAsync(attempt));
        sessions.Count.ShouldBe(2);
        Runs.Alive(sessions[0]).ShouldBeEmpty("two agents in one worktree");
    }

    [Fact]
    public async Task A_failure_of_the_api_is_a_failure_and_the_agent_stays_usable()
    {
        var attempt = await StartAsync("FAIL");
        var failed = (await _http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(failed).ShouldBe("failed");
        (await _server.ConversationAsync(failed)).ShouldContain("error_message");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        await _http.FollowUpAsync(attempt, "WRITE=a.txt");
        Support.Wire.Status((await _http.RestAsync(attempt, 2))[1]!).ShouldBe("completed");
    }

    [Fact]
    public async Task An_agent_that_dies_in_its_turn_is_failed_and_the_next_prompt_resumes_it()
    {
        var attempt = await StartAsync("WRITE=a.txt:one EXIT=9");
        var dead = (await _http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(dead).ShouldBe("failed");
        dead["exit_code"]!.GetValue<int>().ShouldBe(9);
        await _http.FollowUpAsync(attempt, "RECALL");
        var all = await _http.RestAsync(attempt, 2);
        Support.Wire.Status(all[1]!).ShouldBe("completed");
        (await _server.ConversationAsync(all[1])).ShouldContain("WRITE=a.txt:one EXIT=9 | RECALL");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_waits_for_a_person_and_takes_one_answer(bool allow)
    {
        var attempt = await StartAsync("ASK=Bash WRITE=after.txt", "APPROVALS");
        var process = await BusyAsync(attempt);
        var approval = await _server.PendingAsync(process);
        var answer = await AnswerAsync(_http, approval, allow);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        (await AnswerAsync(_http, approval, !allow)).Status.ShouldBeOneOf(
            HttpStatusCode.NotFound,
            HttpStatusCode.Conflict
        );
        var all = await _http.RestAsync(attempt, 1);
        var text = await _server.ConversationAsync(all[0]);
        text.ShouldContain(allow ? "\"success\"" : "\"denied\"");
    }

    [Fact]
    public async Task A_stopped_turn_leaves_the_conversation_to_go_on_with()
    {
        var attempt = await StartAsync("WRITE=a.txt:one LINES=100000 RATE=50 SLEEP=600");
        await BusyAsync(attempt);
        (await _http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        var stopped = (await _http.ProcessesAsync(attempt)).Single()!;
        Support.Wire.Status(stopped).ShouldBe("killed");
        await _http.FollowUpAsync(attempt, "RECALL");
        var all = await _http.RestAsync(attempt, 2);
        Support.Wire.Status(all[1]!).ShouldBe("completed");
        (await _server.ConversationAsync(all[1])).ShouldContain(
            "WRITE=a.txt:one LINES=100000 RATE=50 SLEEP=600 | RECALL"
        );
    }

    internal static Task<Reply> AnswerAsync(HttpClient http, string approval, bool allow) =>
        http.SendAsync(
            $"/api/approvals/{approval}/respond",
            new JsonObject { ["approved"] = allow, ["comment"] = allow ? null : "not that" }
        );

    private Task<Guid> StartAsync(string prompt, string? variant = null) =>
        _http.RunAsync(_project, "T", prompt, "CLAUDE_CODE", variant: variant);

    private async Task<JsonNode> BusyAsync(Guid attempt)
    {
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[^1]!;
        await _server.ConversationAsync(process, text => text.Contains("System initialized"));
        return process;
    }

    private string Show(string branch, string file)
    {
        var repository = Directory
            .EnumerateDirectories(_server.Place.Root, "claude-*")
            .Single(d => _server.Place.Git(d, "branch", "--list", branch).Length > 0);
        return _server.Place.Git(repository, "show", $"{branch}:{file}");
    }
}
