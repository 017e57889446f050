using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Running;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>A new server takes over while agents of the old one work, wait, ask and write as fast as they can.</summary>
public sealed class UpgradeUnderLoad
{
    // Some 5,000 lines a second; as fast as it can would measure the machine.
    private const string Endless =
        "i=0; while :; do j=0; while [ $j -lt 100 ]; do j=$((j+1)); i=$((i+1)); echo line $i; done; sleep 0.02; done";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_the_old_server_started_goes_on_under_the_new_one(bool asked)
    {
        await using var ground = await CrashGround.StartAsync();
        var gate = ground.Place.At("gate");
        var merging = await ground.ShellAsync("echo merged >merged.txt", "Merge");
        var idle = await ground.ClaudeAsync("WRITE=idle.txt:one", "Idle");
        await ground.Http.RestAsync(merging, 1);
        await ground.Http.RestAsync(idle, 1);
        var asking = await ApprovingAsync(ground);
        var queueing = await ground.ClaudeAsync("SLEEP=2 WRITE=first.txt", "Queue");
        await ground.FollowUpAsync(queueing, "STDERR=queued WRITE=second.txt");
        var working = await ground.ShellAsync(
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done; echo last"
        );
        List<Guid> stopping =
        [
            await ground.ShellAsync(Endless, "Loud"),
            await ground.ClaudeAsync("LINES=1000000 RATE=300", "Long"),
        ];
        foreach (var attempt in stopping)
            await ground.SessionAsync(attempt, lines: 20);
        var old = await ground.SessionAsync(working, lines: 1);
        if (asked)
            await ground.Server.StopAsync();
        else
            await ground.Server.KillAsync();
        MakeOlder(old);
        await ground.ComeBackAsync();

        // All at once, and at once: the new server may still be reading what the agents wrote.
        var stops = stopping.Select(a => ground.Http.DoAsync(a, "stop")).ToList();
        var merge = ground.Http.DoAsync(merging, "merge");
        var next = ground.Http.FollowUpAsync(idle, "RECALL WRITE=idle.txt:two");
        var answer = AnswerAsync(ground, asking);
        foreach (var reply in await Task.WhenAll([.. stops, merge, next, answer]))
            reply.Status.ShouldBe(HttpStatusCode.OK, reply.Message);
        await File.WriteAllTextAsync(gate, "");

        foreach (var attempt in stopping)
            Status(await ground.EndAsync(attempt)).ShouldBe("killed");
        ground.Place.Git(ground.Place.Repository, "show", "main:merged.txt").ShouldBe("merged");
        Statuses(await ground.Http.RestAsync(idle, 2)).ShouldBe(["completed", "completed"]);
        Statuses(await ground.Http.RestAsync(queueing, 2)).ShouldBe(["completed", "completed"]);
        Statuses(await ground.Http.RestAsync(asking, 1)).ShouldBe(["completed"]);
        var worked = await ground.EndAsync(working);
        Status(worked).ShouldBe("completed");
        (await RawReplay.ReadAsync(ground.Server, worked["id"]!)).Out.ShouldBe("begun\nlast\n");
        ground.Server.Log.ShouldNotContain("fail: ");
    }

    [Fact]
    public async Task A_server_that_ends_on_request_lets_agents_go_that_have_nothing_to_do()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ClaudeAsync("WRITE=a.txt:one");
        await ground.Http.RestAsync(attempt, 1);
        var session = ground.Session(attempt);
        await ground.Server.StopAsync();
        await CrashGround.UntilAsync(() => File.Exists(Path.Combine(session, "exit")));
        await ground.ComeBackAsync();
        await ground.FollowUpAsync(attempt, "RECALL");
        var all = await ground.Http.RestAsync(attempt, 2);
        Statuses(all).ShouldBe(["completed", "completed"]);
        (await ground.Server.ConversationAsync(all[1])).ShouldContain("WRITE=a.txt:one | RECALL");
    }

    private static async Task<Guid> ApprovingAsync(CrashGround ground)
    {
        var attempt = await ground.Http.RunAsync(
            ground.Project,
            "Ask",
            "ASK=Bash WRITE=asked.txt",
            "CLAUDE_CODE",
            variant: "APPROVALS"
        );
        var process = (await ground.Http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await ground.Server.PendingAsync(process);
        return attempt;
    }

    private static async Task<Reply> AnswerAsync(CrashGround ground, Guid attempt)
    {
        var process = (await ground.Http.ProcessesAsync(attempt))[0];
        var approval = await ground.Server.PendingAsync(process);
        return await ClaudeTests.AnswerAsync(ground.Http, approval, allow: true);
    }

    // As a Forge wrote it that did not name the format yet, and with something that only another one knows.
    private static void MakeOlder(string session)
    {
        var path = Path.Combine(session, "spec.json");
        var spec = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        spec.Remove("format").ShouldBeTrue();
        spec["of_another_forge"] = new JsonObject { ["a"] = 1 };
        File.WriteAllText(path, spec.ToJsonString());
    }

    private static IEnumerable<string> Statuses(JsonArray processes) =>
        processes.Select(p => Status(p!));
}
