using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>What needs a server with settings of its own, or one that may be killed.</summary>
public sealed class OwnServerTests
{
    [Fact]
    public async Task An_idle_agent_goes_and_the_next_prompt_resumes_its_conversation()
    {
        await using var server = await StartAsync(("FORGE_AGENT_IDLE_SECONDS", "1"));
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var attempt = await http.RunAsync(project, "T", "WRITE=a.txt:one", "CLAUDE_CODE");
        await http.RestAsync(attempt, 1);
        var session = server.Place.SessionsIn(await http.WorktreeAsync(attempt)).Single();
        await Until(() => File.Exists(Path.Combine(session, "exit")));
        Runs.Alive(session).ShouldBeEmpty();
        await http.FollowUpAsync(attempt, "RECALL");
        var all = await http.RestAsync(attempt, 2);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        (await server.ConversationAsync(all[1])).ShouldContain("WRITE=a.txt:one | RECALL");
        server.Place.SessionsIn(await http.WorktreeAsync(attempt)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Prompts_that_come_while_agents_go_are_never_lost()
    {
        // With no patience at all every turn's end races with the next prompt.
        await using var server = await StartAsync(("FORGE_AGENT_IDLE_SECONDS", "0"));
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var attempt = await http.RunAsync(project, "T", "WRITE=f0.txt", "CLAUDE_CODE");
        for (var i = 1; i <= 8; i++)
        {
            await http.FollowUpAsync(attempt, $"WRITE=f{i}.txt");
            if (i % 2 == 0)
                await http.RestAsync(attempt, i + 1);
        }
        var all = await http.RestAsync(attempt, 9);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        var branch = await http.BranchAsync(attempt);
        var files = server.Place.Git(server.Place.Repository, "ls-tree", "--name-only", branch);
        for (var i = 0; i <= 8; i++)
            files.ShouldContain($"f{i}.txt");
    }

    [Fact]
    public async Task No_more_agents_work_at_once_than_the_operator_allows()
    {
        await using var server = await StartAsync(("FORGE_MAX_AGENTS", "2"));
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var log = server.Place.At("at-work");
        Directory.CreateDirectory(log);
        // Each counts who is at work with it; the directory entries are the count.
        var command = $"touch {log}/$$; ls {log} | wc -l; sleep 0.4; ls {log} | wc -l; rm {log}/$$";
        var attempts = new List<Guid>();
        for (var i = 0; i < 6; i++)
            attempts.Add(await http.RunAsync(project, $"Run {i}", command: command));
        // One that waits is given up: its place must come to another one.
        var last = attempts[^1];
        (await http.DoAsync(last, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        Support.Wire.Status((await http.RestAsync(last, 1))[0]!).ShouldBe("killed");
        var most = 0;
        foreach (var attempt in attempts[..5])
        {
            var process = (await http.RestAsync(attempt, 1))[0]!;
            Support.Wire.Status(process).ShouldBe("completed");
            var counts = (await http.OutputAsync(process)).Split('\n');
            most = Math.Max(most, counts.Where(c => c.Length > 0).Max(int.Parse));
        }
        most.ShouldBe(2);
    }

    [Fact]
    public async Task An_agent_that_is_not_installed_is_said_on_the_process()
    {
        var place = new Place();
        await using var server = await RunningServer.StartAsync(
            place,
            ("PATH", PathWithout(place, "claude", "npx"))
        );
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var attempt = await http.RunAsync(project, "T", "hello", "CLAUDE_CODE");
        var process = (await http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(process).ShouldBe("failed");
        (await http.OutputAsync(process)).ShouldContain("not installed");
        var text = await server.ConversationAsync(process);
        text.ShouldContain("error_message");
        text.ShouldContain("not installed");
        text.ShouldContain(
            "Install it (`npm install -g @anthropic-ai/claude-code`) and send the prompt again"
        );
        (await http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        // As it says: no restart is needed.
        place.PutFakeClaude();
        File.CreateSymbolicLink(
            Path.Combine(place.At("only"), "claude"),
            Path.Combine(place.At("bin"), "claude")
        );
        await http.FollowUpAsync(attempt, "WRITE=a.txt");
        Support.Wire.Status((await http.RestAsync(attempt, 2))[1]!).ShouldBe("completed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_is_answered_after_the_server_was_killed(bool allow)
    {
        await using var server = await StartAsync();
        string approval;
        Guid attempt;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(server.Place.Repository);
            attempt = await http.RunAsync(
                project,
                "T",
                "ASK=Bash WRITE=after.txt",
                "CLAUDE_CODE",
                variant: "APPROVALS"
            );
            var process = (await http.ProcessesAsync(attempt, all => all.Count > 0))[0];
            approval = await server.PendingAsync(process);
            await server.KillAsync();
        }
        await server.StartAsync();
        using var again = server.Http();
        var running = (await again.ProcessesAsync(attempt))[0];
        (await server.PendingAsync(running)).ShouldBe(approval);
        var answer = await ClaudeTests.AnswerAsync(again, approval, allow);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Message);
        var all = await again.RestAsync(attempt, 1);
        all.Count.ShouldBe(1);
        (await server.ConversationAsync(all[0])).ShouldContain(allow ? "success" : "denied");
        (await ClaudeTests.AnswerAsync(again, approval, allow)).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_follow_up_right_after_a_restart_goes_to_the_agent_that_still_lives()
    {
        await using var server = await StartAsync();
        Guid attempt;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(server.Place.Repository);
            attempt = await http.RunAsync(project, "T", "LINES=20000 WRITE=a.txt", "CLAUDE_CODE");
            await http.RestAsync(attempt, 1);
            await server.KillAsync();
        }
        await server.StartAsync();
        using var again = server.Http();
        await again.FollowUpAsync(attempt, "RECALL");
        var all = await again.RestAsync(attempt, 2);
        Support.Wire.Status(all[1]!).ShouldBe("completed");
        server.Place.SessionsIn(await again.WorktreeAsync(attempt)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_that_was_asked_goes_on_after_the_server_was_killed()
    {
        await using var server = await StartAsync();
        Guid attempt;
        string session;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(server.Place.Repository);
            // It hears neither the interrupt nor the end: only the last step of the ladder ends it.
            attempt = await http.RunAsync(
                project,
                "Stubborn",
                command: "trap '' INT TERM; echo ready; while :; do sleep 1; done"
            );
            var process = (await http.ProcessesAsync(attempt, all => all.Count > 0))[0];
            await http.SaysAsync(process, "ready");
            session = server.Place.SessionsIn(await http.WorktreeAsync(attempt)).Single();
            var stop = http.DoAsync(attempt, "stop");
            await Until(() =>
                Sqlite.Number(
                    server.Place,
                    "SELECT COUNT(*) FROM sessions WHERE stop_asked_at IS NOT NULL"
                ) == 1
            );
            await server.KillAsync();
            await Should.ThrowAsync<HttpRequestException>(() => stop);
        }
        Runs.Alive(session).ShouldNotBeEmpty();
        await server.StartAsync();
        using var again = server.Http();
        var all = await again.RestAsync(attempt, 1);
        Support.Wire.Status(all[0]!).ShouldBe("killed");
        all[0]!["exit_code"]!.GetValue<long>().ShouldBe(137);
        all[0].Text("exit_note").ShouldBe("137 (SIGKILL?)");
        Runs.Alive(session).ShouldBeEmpty();
        (await again.TaskStatusAsync(attempt)).ShouldBe("inreview");
    }

    private static Task<RunningServer> StartAsync(params (string, string)[] settings)
    {
        var place = new Place();
        place.PutFakeClaude();
        return RunningServer.StartAsync(place, settings);
    }

    // One directory with links to everything else: git and dotnet often stand beside what must be missing.
    private static string PathWithout(Place place, params string[] names)
    {
        var only = place.At("only");
        Directory.CreateDirectory(only);
        foreach (var directory in Environment.GetEnvironmentVariable("PATH")!.Split(':'))
        foreach (var file in Directory.Exists(directory) ? Directory.EnumerateFiles(directory) : [])
        {
            var link = Path.Combine(only, Path.GetFileName(file));
            if (!names.Contains(Path.GetFileName(file)) && !File.Exists(link))
                File.CreateSymbolicLink(link, file);
        }
        return only;
    }

    internal static async Task Until(Func<bool> seen)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!seen())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }
}
