using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>Parts of a running session are killed or taken away: the end is told as it was, or said to be unknown.</summary>
public sealed class EndAnomalies
{
    private static string Hold(CrashGround ground) =>
        $"while [ ! -e '{ground.Place.At("gate")}' ]; do sleep 0.02; done";

    private static void LetGo(CrashGround ground) => File.WriteAllText(ground.Place.At("gate"), "");

    // From then on the server has the session's files open.
    private static Task FollowedAsync(string session) =>
        CrashGround.UntilAsync(() =>
            new FileInfo(Path.Combine(session, "index")) is { Exists: true, Length: > 32 }
        );

    [Fact]
    public async Task An_agent_that_ended_while_the_server_was_down_has_its_true_exit_code()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync(
            $"echo begun; {Hold(ground)}; echo last; printf torn; exit 7"
        );
        var session = await ground.SessionAsync(attempt, lines: 1);
        await ground.Server.KillAsync();
        LetGo(ground);
        await CrashGround.UntilAsync(() => File.Exists(Path.Combine(session, "exit")));
        await ground.ComeBackAsync();
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("failed");
        process["exit_code"]!.GetValue<long>().ShouldBe(7);
        var log = await RawReplay.ReadAsync(ground.Server, process["id"]!);
        log.Out.ShouldBe("begun\nlast\ntorn");
    }

    [Fact]
    public async Task An_agent_that_is_killed_ends_with_137_and_its_reading()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync($"echo begun; {Hold(ground)}");
        var session = await ground.SessionAsync(attempt, lines: 1);
        CrashGround.KillNamed(session, "pid");
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("failed");
        process["exit_code"]!.GetValue<long>().ShouldBe(137);
        process["exit_note"]!.GetValue<string>().ShouldBe("137 (SIGKILL?)");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_recorder_was_killed_goes_on_and_ends_with_an_unknown_exit(
        bool whileTheServerIsDown
    )
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync($"echo begun; {Hold(ground)}; echo last");
        var session = await ground.SessionAsync(attempt, lines: 1);
        if (whileTheServerIsDown)
            await ground.Server.KillAsync();
        CrashGround.KillNamed(session, "wrapper");
        LetGo(ground);
        await CrashGround.UntilAsync(() => !CrashGround.Lives(session, "pid"));
        if (whileTheServerIsDown)
            await ground.ComeBackAsync();
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("failed");
        process["exit_code"].ShouldBeNull();
        process["exit_note"]!.GetValue<string>().ShouldStartWith("exit unknown");
        (await RawReplay.ReadAsync(ground.Server, process["id"]!)).Out.ShouldBe("begun\nlast\n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_directory_that_somebody_deleted_ends_the_process_and_its_agent(
        bool whileTheServerIsDown
    )
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync($"echo begun; {Hold(ground)}; echo last");
        var session = await ground.SessionAsync(attempt, lines: 1);
        var pid = File.ReadAllText(Path.Combine(session, "pid")).Split(' ')[0];
        await FollowedAsync(session);
        if (whileTheServerIsDown)
            await ground.Server.KillAsync();
        Directory.Delete(session, recursive: true);
        if (whileTheServerIsDown)
            await ground.ComeBackAsync();
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("failed");
        process["exit_note"]!.GetValue<string>().ShouldContain("gone");
        await CrashGround.UntilAsync(() => !Directory.Exists($"/proc/{pid}"));
        var log = await RawReplay.ReadAsync(ground.Server, process["id"]!);
        log.Err.ShouldContain("gone");
        await using var conversation = await StreamClient.ConversationAsync(
            ground.Server,
            process["id"]!
        );
        (await conversation.ToEndAsync()).ShouldHaveSingleItem();
        LetGo(ground);
        await ground.FollowUpAsync(attempt, "again");
        var again = await ground.Http.RestAsync(attempt, 2);
        Status(again[1]!).ShouldBe("completed");
    }

    [Fact]
    public async Task Those_who_follow_a_log_whose_directory_is_deleted_come_to_an_end()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync($"echo begun; {Hold(ground)}; echo last");
        var session = await ground.SessionAsync(attempt, lines: 1);
        var process = ground.Query<string>("SELECT id FROM processes").Single();
        await using var raw = await StreamClient.RawAsync(ground.Server, process);
        await using var conversation = await StreamClient.ConversationAsync(ground.Server, process);
        await FollowedAsync(session);
        Directory.Delete(session, recursive: true);
        await raw.ToEndAsync();
        await conversation.ToEndAsync();
    }

    [Fact]
    public async Task A_follow_up_that_waited_when_the_agent_ended_behind_the_server_s_back_starts_after_the_restart()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync(
            $"cat >>'{ground.Place.At("said")}'; echo >>'{ground.Place.At("said")}'; echo begun; {Hold(ground)}"
        );
        var session = await ground.SessionAsync(attempt, lines: 1);
        await ground.FollowUpAsync(attempt, "the second thing");
        await ground.Server.KillAsync();
        LetGo(ground);
        await CrashGround.UntilAsync(() => File.Exists(Path.Combine(session, "exit")));
        await ground.ComeBackAsync();
        var processes = await ground.Http.RestAsync(attempt, 2);
        processes.Select(p => Status(p!)).ShouldBe(["completed", "completed"]);
        File.ReadAllLines(ground.Place.At("said")).ShouldBe(["Work", "the second thing"]);
    }

    [Fact]
    public async Task A_stop_that_the_crash_broke_off_is_gone_on_with()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ShellAsync($"echo begun; {Hold(ground)}");
        var session = await ground.SessionAsync(attempt, lines: 1);
        await ground.Server.KillAsync();
        ground.Execute("UPDATE sessions SET stop_asked_at = 1");
        await ground.ComeBackAsync();
        Status(await ground.EndAsync(attempt)).ShouldBe("killed");
        CrashGround.Lives(session, "pid").ShouldBeFalse();
    }
}
