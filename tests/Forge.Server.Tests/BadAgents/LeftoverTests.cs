using System.Net;
using System.Text.RegularExpressions;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>What an agent started lives on when the agent is gone.</summary>
public sealed class LeftoverTests(BadAgentsServer one) : BadAgent(one)
{
    [Theory]
    [InlineData("setsid sh -c 'exec sleep 3600' >/dev/null 2>&1 </dev/null &")]
    [InlineData("(setsid sleep 3600 &)")]
    [InlineData("nohup sleep 3600 >/dev/null 2>&1 &")]
    public async Task A_daemon_is_named_at_the_end_and_a_stop_ends_it(string how)
    {
        var (attempt, process) = await ToEndAsync($"echo work > a.txt; {how}");
        ShouldHaveEnded(process, "completed", 0);
        var pid = int.Parse(
            Regex
                .Match(Note(process), "^What it started still runs: sleep \\((\\d+)\\)")
                .Groups[1]
                .Value
        );
        Note(process).ShouldContain("Stopping the attempt ends it");
        Runs.IsAlive(pid).ShouldBeTrue();
        (await Http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        // It keeps nobody from going on.
        var next = await NextAsync(attempt, "cat a.txt");
        (await Http.OutputAsync(next)).ShouldBe("work\n");
        Note(next).ShouldBe("");
        Runs.IsAlive(pid).ShouldBeTrue();
        (await Http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        Runs.IsAlive(pid).ShouldBeFalse();
        (await Http.ProcessesAsync(attempt)).ShouldAllBe(p =>
            Support.Wire.Status(p!) == "completed"
        );
    }

    [Fact]
    public async Task A_daemon_that_holds_the_output_open_does_not_keep_the_turn_from_ending()
    {
        var (attempt, process) = await ToEndAsync(
            "setsid sh -c 'echo late; exec sleep 3600' & sleep 0.2"
        );
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldContain("still runs: sleep");
        (await Http.DoAsync(attempt, "discard")).Status.ShouldBe(HttpStatusCode.OK);
        Server
            .Place.SessionsIn((await Http.AttemptAsync(attempt)).Text("container_ref"))
            .ShouldAllBe(s => Runs.Alive(s).Count == 0);
    }

    [Fact]
    public async Task What_is_only_slow_to_go_is_not_told_of()
    {
        var (_, process) = await ToEndAsync("sleep 0.1 & echo done");
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldBe("");
    }
}
