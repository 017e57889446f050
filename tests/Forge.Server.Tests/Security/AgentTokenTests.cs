using System.Net;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

/// <summary>What a session runs has a token of its own, in its environment and nowhere else.</summary>
public sealed class AgentTokenTests
{
    private const string Wait = "echo ready; sleep 120";

    [Fact]
    public async Task An_agent_finds_the_server_and_reads_its_own_run_through_it()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var (attempt, agent) = await AgentAsync(server, http, project);
        agent.Url.ShouldBe(server.Url);
        agent.Token.ShouldStartWith("forge_a_");
        agent.Token.ShouldNotBe(server.Token);
        server.Place.ShouldNotHoldAnywhere(agent.Token);
        using var own = server.HttpAs(agent.Token);
        var row = (await own.ReadAsync($"/api/task-attempts/{attempt}")).Data;
        var processes = await own.ProcessesAsync(attempt);
        (await own.ReadAsync($"/api/tasks/{row.Text("task_id")}")).Data.Text("title").ShouldBe("T");
        (await own.OutputAsync(processes[0])).ShouldContain("ready");
        await using var log = await StreamClient.OpenAsync(
            server,
            $"/api/execution-processes/{processes[0].Id()}/raw-logs/ws",
            agent.Token
        );
        (await log.NextAsync())!.ToJsonString().ShouldContain("ready");
    }

    [Fact]
    public async Task What_an_agent_may_not_is_refused_told_and_written_down()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var (attempt, agent) = await AgentAsync(server, http, project);
        var (other, _) = await AgentAsync(server, http, project);
        using var own = server.HttpAs(agent.Token);
        var merge = await own.DoAsync(attempt, "merge");
        merge.Status.ShouldBe(HttpStatusCode.Forbidden);
        merge.Message.ShouldContain(attempt.ToString());
        merge.Message.ShouldContain($"POST /api/task-attempts/{attempt}/merge");
        (await own.SendAsync("/api/approvals/x/respond", [])).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await own.ReadAsync($"/api/task-attempts/{other}?secret=1")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        server
            .Place.Refused(attempt)
            .ShouldBe(
                $"POST /api/task-attempts/{attempt}/merge, POST /api/approvals/x/respond, GET /api/task-attempts/{other}"
            );
        server.Place.Refused(other).ShouldBe("");
        server.Log.ShouldContain($"tried POST /api/task-attempts/{attempt}/merge");
        server.Log.ShouldNotContain(agent.Token);
    }

    [Fact]
    public async Task A_running_agents_token_outlives_the_server_and_ends_with_the_session()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        Guid attempt;
        Agent agent;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(server.Place.Repository);
            (attempt, agent) = await AgentAsync(server, http, project);
        }
        await server.KillAsync();
        await server.StartAsync();
        using var person = server.Http();
        using var own = server.HttpAs(agent.Token);
        (await own.ReadAsync($"/api/task-attempts/{attempt}")).Status.ShouldBe(HttpStatusCode.OK);
        (await person.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        await GoneAsync(own, attempt);
        await server.KillAsync();
        await server.StartAsync();
        using var after = server.HttpAs(agent.Token);
        (await after.ReadAsync($"/api/task-attempts/{attempt}")).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task Every_token_of_an_attempt_goes_with_it()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var (attempt, agent) = await AgentAsync(server, http, project);
        var (_, byHand) = await http.TokenAsync("agent", attempt);
        using var own = server.HttpAs(agent.Token);
        using var hand = server.HttpAs(byHand);
        (await hand.ReadAsync($"/api/task-attempts/{attempt}")).Status.ShouldBe(HttpStatusCode.OK);
        (await http.DoAsync(attempt, "discard")).Status.ShouldBe(HttpStatusCode.OK);
        (await own.ReadAsync("/api/access")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await hand.ReadAsync("/api/access")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.ReadAsync("/api/tokens")).Data.AsArray().ShouldBeEmpty();
        var again = await http.SendAsync(
            "/api/tokens",
            new()
            {
                ["name"] = "late",
                ["role"] = "agent",
                ["attempt_id"] = attempt,
            }
        );
        again.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_profile_cannot_hand_an_agent_other_rights()
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_TOKEN", "the-operators"),
            ("FORGE_URL", "http://elsewhere.example")
        );
        using var http = server.Http();
        (
            await http.AskAsync(
                HttpMethod.Put,
                "/api/profiles",
                """{"executors": {"SHELL": {"DEFAULT": {"SHELL": {"env": {"FORGE_TOKEN": "mine", "FORGE_URL": "http://x"}}}}}}"""
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        var project = await http.AddProjectAsync(server.Place.Repository);
        var (_, agent) = await AgentAsync(server, http, project);
        agent.Token.ShouldStartWith("forge_a_");
        agent.Url.ShouldBe(server.Url);
    }

    private sealed record Agent(string Url, string Token);

    private static async Task<(Guid Attempt, Agent Agent)> AgentAsync(
        RunningServer server,
        HttpClient http,
        Guid project
    )
    {
        var attempt = await http.RunAsync(project, "T", command: Wait);
        var worktree = await http.WorktreeAsync(attempt);
        var processes = await http.ProcessesAsync(attempt);
        await http.SaysAsync(processes[0], "ready");
        var session = server.Place.SessionsIn(worktree).Single();
        var variables = (
            await File.ReadAllTextAsync($"/proc/{Runs.Alive(session)[0]}/environ")
        ).Split('\0');
        string Value(string name) =>
            variables.Single(v => v.StartsWith(name + "="))[(name.Length + 1)..];
        return (attempt, new Agent(Value("FORGE_URL"), Value("FORGE_TOKEN")));
    }

    private static async Task GoneAsync(HttpClient own, Guid attempt)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (
            (await own.ReadAsync($"/api/task-attempts/{attempt}")).Status
            != HttpStatusCode.Unauthorized
        )
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, limit.Token);
    }
}
