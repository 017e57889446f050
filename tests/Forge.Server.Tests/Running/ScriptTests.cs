using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>What runs before, after and beside the agent.</summary>
public sealed class ScriptTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task Setup_agent_and_cleanup_are_one_chain()
    {
        using var http = _server.Http();
        var (_, project) = await ProjectAsync(
            http,
            setup: "echo s >> o.txt",
            cleanup: "echo c >> o.txt"
        );
        var attempt = await http.RunAsync(project, "Chain", command: "echo a >> o.txt");
        var all = await http.RestAsync(attempt, 3);
        all.Select(p => p.Text("run_reason"))
            .ShouldBe(["setupscript", "codingagent", "cleanupscript"]);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        var chain = all[0]!["executor_action"]!;
        chain["typ"].Text("context").ShouldBe("SetupScript");
        chain["next_action"]!["typ"].Text("type").ShouldBe("CodingAgentInitialRequest");
        chain["next_action"]!["next_action"]!["typ"].Text("context").ShouldBe("CleanupScript");
        (await http.AttemptAsync(attempt)).Text("setup_completed_at").ShouldNotBeEmpty();
        File.ReadAllText(Path.Combine(await http.WorktreeAsync(attempt), "o.txt"))
            .ShouldBe("s\na\nc\n");
    }

    [Fact]
    public async Task A_setup_that_fails_ends_the_chain()
    {
        using var http = _server.Http();
        var (_, project) = await ProjectAsync(http, setup: "exit 3", cleanup: "touch never");
        var attempt = await http.RunAsync(project, "Broken", command: "touch never");
        var all = await http.RestAsync(attempt, 1);
        all.Count.ShouldBe(1);
        Support.Wire.Status(all[0]!).ShouldBe("failed");
        all[0]!["exit_code"]!.GetValue<int>().ShouldBe(3);
        (await http.AttemptAsync(attempt)).Text("setup_completed_at").ShouldBeEmpty();
        (await http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        File.Exists(Path.Combine(await http.WorktreeAsync(attempt), "never")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_cleanup_runs_once_after_the_last_queued_follow_up()
    {
        using var http = _server.Http();
        var (_, project) = await ProjectAsync(http, cleanup: "echo c >> o.txt");
        var attempt = await http.RunAsync(
            project,
            "First",
            command: "cat >> o.txt; echo >> o.txt; while ! test -e go; do sleep 0.05; done"
        );
        var worktree = await http.WorktreeAsync(attempt);
        await http.FollowUpAsync(attempt, "Second");
        await http.FollowUpAsync(attempt, "Third");
        File.WriteAllText(Path.Combine(worktree, "go"), "");
        var all = await http.RestAsync(attempt, 4);
        all.Select(p => p.Text("run_reason"))
            .ShouldBe(["codingagent", "codingagent", "codingagent", "cleanupscript"]);
        File.ReadAllText(Path.Combine(worktree, "o.txt")).ShouldBe("First\nSecond\nThird\nc\n");
    }

    [Fact]
    public async Task What_is_asked_while_the_setup_runs_comes_after_the_first_prompt()
    {
        using var http = _server.Http();
        var (_, project) = await ProjectAsync(
            http,
            setup: "while ! test -e go; do sleep 0.05; done"
        );
        var attempt = await http.RunAsync(project, "First", command: "cat >> o.txt; echo >> o.txt");
        var worktree = await http.WorktreeAsync(attempt);
        await http.FollowUpAsync(attempt, "Second");
        File.WriteAllText(Path.Combine(worktree, "go"), "");
        var all = await http.RestAsync(attempt, 3);
        File.ReadAllText(Path.Combine(worktree, "o.txt")).ShouldBe("First\nSecond\n");
        all.Skip(1).Select(p => p.Prompt()).ShouldBe(["First", "Second"]);
    }

    [Fact]
    public async Task The_dev_server_starts_once_and_stops_alone()
    {
        using var http = _server.Http();
        var (_, project) = await ProjectAsync(http, dev: "echo up $FORGE_PORT_0; exec sleep 600");
        var attempt = await http.RunAsync(project, "Dev", command: "true");
        await http.RestAsync(attempt, 1);
        (await http.DoAsync(attempt, "start-dev-server")).Status.ShouldBe(HttpStatusCode.OK);
        (await http.DoAsync(attempt, "start-dev-server")).Status.ShouldBe(HttpStatusCode.OK);
        var server = (await http.ProcessesAsync(attempt, all => all.Count == 2))[1];
        server.Text("run_reason").ShouldBe("devserver");
        await http.SaysAsync(server, "up ");
        (await http.TaskStatusAsync(attempt)).ShouldBe("inreview", "a dev server is no work");
        var stop = await http.SendAsync($"/api/execution-processes/{server.Id()}/stop", []);
        stop.Status.ShouldBe(HttpStatusCode.OK);
        var after = await http.ProcessesAsync(attempt);
        after.Count.ShouldBe(2);
        Support.Wire.Status(after[1]!).ShouldBe("killed");
        var session = _server.Place.SessionsIn(await http.WorktreeAsync(attempt))[^1];
        Runs.Alive(session).ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_that_git_does_not_track_are_copied_as_the_project_says()
    {
        using var http = _server.Http();
        var repository = _server.Place.MakeRepository($"copy-{Guid.NewGuid():N}");
        File.WriteAllText(Path.Combine(repository, ".gitignore"), ".env*\nlocal/\n");
        File.WriteAllText(Path.Combine(repository, ".worktreeinclude"), "local/*.conf\n");
        _server.Place.Git(repository, "add", "-A");
        _server.Place.Git(repository, "commit", "-q", "-m", "ignore");
        File.WriteAllText(Path.Combine(repository, ".env"), "KEY=1\n");
        Directory.CreateDirectory(Path.Combine(repository, "local"));
        File.WriteAllText(Path.Combine(repository, "local", "a.conf"), "a\n");
        File.WriteAllText(Path.Combine(repository, "local", "b.log"), "b\n");
        var project = await http.AddProjectAsync(
            repository,
            new JsonObject { ["copy_files"] = ".env" }
        );
        var attempt = await http.RunAsync(
            project,
            "Copy",
            command: "cat .env local/a.conf; ls local"
        );
        var process = (await http.RestAsync(attempt, 1))[0];
        (await http.OutputAsync(process)).ShouldBe("KEY=1\na\na.conf\n");
    }

    private async Task<(string, Guid)> ProjectAsync(
        HttpClient http,
        string? setup = null,
        string? cleanup = null,
        string? dev = null
    )
    {
        var repository = _server.Place.MakeRepository($"scripts-{Guid.NewGuid():N}");
        var project = await http.AddProjectAsync(
            repository,
            new JsonObject
            {
                ["setup_script"] = setup,
                ["cleanup_script"] = cleanup,
                ["dev_script"] = dev,
            }
        );
        return (repository, project);
    }
}
