using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>The server is killed at the steps of a start: what never ran is started anew, once; what ran is not.</summary>
public sealed class StartAnomalies
{
    [Fact]
    public async Task Work_that_was_written_down_and_never_started_is_started_once_after_the_restart()
    {
        await using var ground = await CrashGround.StartAsync();
        var (attempt, session) = await KilledBeforeStartAsync(ground);
        await ground.ComeBackAsync();
        await EndsWellAsync(ground, attempt);
        Directory.GetDirectories(Path.GetDirectoryName(session)!).Length.ShouldBe(2);
        ground.Server.Log.ShouldContain($"Session {Path.GetFileName(session)} of attempt");
        ground.Server.Log.ShouldContain("was never started");
    }

    [Fact]
    public async Task A_recovery_that_was_killed_right_after_it_gave_up_a_start_is_gone_on_with()
    {
        await using var ground = await CrashGround.StartAsync();
        var (attempt, session) = await KilledBeforeStartAsync(ground);
        Directory.CreateDirectory(Path.Combine(session, "claim"));
        File.WriteAllText(Path.Combine(session, "abandoned"), "");
        await ground.ComeBackAsync();
        await EndsWellAsync(ground, attempt);
    }

    [Fact]
    public async Task A_directory_that_never_got_its_rows_is_taken_away_and_its_work_runs_once()
    {
        await using var ground = await CrashGround.StartAsync();
        var (attempt, session) = await KilledBeforeStartAsync(ground);
        ground.Execute("DELETE FROM messages");
        ground.Execute("UPDATE processes SET session_id = NULL");
        ground.Execute("DELETE FROM sessions");
        await ground.ComeBackAsync();
        await EndsWellAsync(ground, attempt);
        Directory.Exists(session).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stop_that_was_asked_before_the_crash_is_not_forgotten()
    {
        await using var ground = await CrashGround.StartAsync();
        var (attempt, _) = await KilledBeforeStartAsync(ground);
        ground.Execute("UPDATE sessions SET stop_asked_at = 1");
        await ground.ComeBackAsync();
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("killed");
        process["exit_note"]!.GetValue<string>().ShouldBe("never started");
        ground.Query<string>("SELECT status FROM tasks").ShouldBe(["inreview"]);
        File.Exists(ground.Place.At("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_worktree_that_was_being_made_is_made_after_the_restart()
    {
        await using var ground = await CrashGround.StartAsync();
        var (attempt, session) = await KilledBeforeStartAsync(ground);
        ground.Execute("UPDATE processes SET session_id = NULL");
        ground.Execute("DELETE FROM sessions");
        ground.Execute("UPDATE attempts SET stage = 'preparing'");
        Directory.Delete(session, recursive: true);
        var worktree = ground.Query<string>("SELECT worktree FROM attempts").Single();
        Directory.Delete(worktree, recursive: true);
        await ground.ComeBackAsync();
        await EndsWellAsync(ground, attempt);
    }

    // The agent is held at its first step, so that nothing of its work is done when the start is undone.
    private static async Task<(Guid Attempt, string Session)> KilledBeforeStartAsync(
        CrashGround ground
    )
    {
        var gate = ground.Place.At("gate");
        var attempt = await ground.ShellAsync(
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done; echo ran >>'{ground.Place.At("ran")}'"
        );
        var session = await ground.SessionAsync(attempt, lines: 1);
        await ground.Server.KillAsync();
        CrashGround.UndoStart(session);
        await File.WriteAllTextAsync(gate, "");
        return (attempt, session);
    }

    private static async Task EndsWellAsync(CrashGround ground, Guid attempt)
    {
        Status(await ground.EndAsync(attempt)).ShouldBe("completed");
        File.ReadAllLines(ground.Place.At("ran")).ShouldBe(["ran"]);
        ground.Query<string>("SELECT status FROM tasks").ShouldBe(["inreview"]);
    }
}
