using System.Net;
using Forge.ModelServer;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>The whole way with the real Claude Code from npm, against a scripted model. <c>tests/install-agents.sh</c> installs it.</summary>
public sealed class RealClaudeTests
{
    [Fact]
    public async Task It_edits_goes_on_live_is_resumed_and_stopped()
    {
        await using var model = await ScriptedModel.StartAsync(default);
        var place = new Place();
        PutClaude(place);
        await using var server = await RunningServer.StartAsync(
            place,
            ("ANTHROPIC_BASE_URL", model.Address.ToString().TrimEnd('/')),
            ("ANTHROPIC_API_KEY", "sk-ant-test-not-real"),
            ("ENABLE_TOOL_SEARCH", "false"),
            ("CLAUDE_CODE_MAX_RETRIES", "2")
        );
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);

        var attempt = await http.RunAsync(
            project,
            "Write",
            "WRITE made.txt by claude\nSHELL echo $((40+2)) > sum.txt\nEND one",
            "CLAUDE_CODE"
        );
        var first = (await http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(first).ShouldBe("completed", await server.ConversationAsync(first));
        var branch = await http.BranchAsync(attempt);
        place.Git(place.Repository, "show", $"{branch}:made.txt").ShouldBe("by claude");
        place.Git(place.Repository, "show", $"{branch}:sum.txt").ShouldBe("42");

        await http.FollowUpAsync(attempt, "WRITE more.txt live\nEND two");
        var all = await http.RestAsync(attempt, 2);
        Support.Wire.Status(all[1]!).ShouldBe("completed");
        var worktree = await http.WorktreeAsync(attempt);
        var session = place.SessionsIn(worktree).ShouldHaveSingleItem();
        place.Git(place.Repository, "show", $"{branch}:more.txt").ShouldBe("live");

        foreach (var pid in Runs.Alive(session))
            Signal(pid);
        await OwnServerTests.Until(() => File.Exists(Path.Combine(session, "exit")));
        await http.FollowUpAsync(attempt, "RECALL");
        all = await http.RestAsync(attempt, 3);
        var text = await server.ConversationAsync(all[2]);
        Support.Wire.Status(all[2]!).ShouldBe("completed", text);
        text.ShouldContain("END one");
        text.ShouldContain("END two");
        var sessions = place.SessionsIn(worktree);
        sessions.Count.ShouldBe(2);

        await http.FollowUpAsync(attempt, "SLOW 60000\nEND never");
        var slow = (await http.ProcessesAsync(attempt, p => p.Count == 4))[3];
        await server.ConversationAsync(slow, t => t.Contains("slow part"));
        (await http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        Support.Wire.Status((await http.ProcessesAsync(attempt))[3]!).ShouldBe("killed");
        Runs.Alive(place.SessionsIn(worktree)[^1]).ShouldBeEmpty();
        var row = await http.AttemptAsync(attempt);
        row["input_tokens"]!.GetValue<long>().ShouldBeGreaterThan(3000);
    }

    private static void PutClaude(Place place)
    {
        var cache =
            Environment.GetEnvironmentVariable("FORGE_TEST_CACHE")
            ?? Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                    ?? Path.Combine(Environment.GetEnvironmentVariable("HOME")!, ".cache"),
                "forge-test"
            );
        var claude = Path.Combine(cache, "claude/node_modules/.bin/claude");
        File.Exists(claude).ShouldBeTrue($"{claude} is missing: run tests/install-agents.sh");
        File.CreateSymbolicLink(Path.Combine(place.At("bin"), "claude"), claude);
    }

    private static void Signal(int pid)
    {
        using var process = System.Diagnostics.Process.Start("kill", ["-KILL", $"{pid}"]);
        process.WaitForExit();
    }
}
