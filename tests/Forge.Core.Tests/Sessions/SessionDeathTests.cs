using Forge.Core.Domain.Processes;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

/// <summary>Who died, and what follows.</summary>
public sealed class SessionDeathTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    private SessionHost Host => _ground.Host;

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task A_killed_agent_is_recorded_with_both_readings()
    {
        var d = await _ground.StartAsync("kill -9 $$");
        var ended = await _ground.EndAsync(d);
        ended.ExitCode.ShouldBe(137);
        ended.Text.ShouldBe("137 (SIGKILL?)");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(3, "3")]
    [InlineData(143, "143 (SIGTERM?)")]
    [InlineData(255, "255")]
    public void An_exit_code_reads_well(int code, string text) =>
        new SessionState.Ended(code).Text.ShouldBe(text);

    [Fact]
    public async Task A_killed_feed_is_the_end_of_input()
    {
        var d = await _ground.StartAsync("cat; exit 4", InputMode.Follow, "hello\n");
        await SessionsGround.OutHasAsync(d, "hello\n");
        var wrapper = d.ReadWrapper()!;
        var feed = SessionsGround.Recorders(d).Single(pid => pid != wrapper.Pid);
        ProcessTable.Signal(feed, Signals.Kill);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task A_signal_to_the_wrappers_group_ends_the_feed_but_not_the_recording()
    {
        var d = await _ground.StartAsync("cat; exit 4", InputMode.Follow, "hello\n");
        await SessionsGround.OutHasAsync(d, "hello\n");
        ProcessTable.Signal(-d.ReadWrapper()!.Pid, Signals.Terminate);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task A_killed_wrapper_leaves_the_agent_running_and_fed_and_its_exit_unknown()
    {
        var d = await _ground.StartAsync(
            "while read l; do echo \"got $l\"; done; exit 6",
            InputMode.Follow,
            "1\n"
        );
        await SessionsGround.OutHasAsync(d, "got 1\n");
        await KillWrapperAsync(d);
        var running = Host.Look(d).ShouldBeOfType<SessionState.Running>();
        running.ShouldBe(new SessionState.Running(d.ReadAgent(), ExitWillBeRecorded: false));
        running.Text.ShouldBe("running, its recorder is gone");
        Host.Send(d, 2, "2\n"u8);
        await SessionsGround.OutHasAsync(d, "got 2\n");
        SessionFeed.Left(d).ShouldNotBeEmpty();
        ProcessTable.Signal(d.ReadAgent()!.Pid, Signals.Kill);
        var ended = await _ground.EndAsync(d);
        ended.ExitCode.ShouldBeNull();
        ended.Text.ShouldBe("exit unknown: its recorder is gone");
        await SessionsWait.UntilAsync(() => SessionFeed.Left(d).Count == 0);
        SessionsGround.Recorders(d).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_whose_wrapper_was_killed_can_be_stopped()
    {
        var d = await _ground.StartAsync("cat; exit 6", InputMode.Follow, "1\n");
        await SessionsGround.OutHasAsync(d, "1\n");
        await KillWrapperAsync(d);
        var outcome = await Host.StopAsync(d, CancellationToken.None).InTimeAsync();
        outcome.ShouldBe(new StopOutcome(StopStep.Interrupt, 0));
        Host.Look(d).ShouldBe(new SessionState.Ended(null));
        SessionsGround.Recorders(d).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_killed_server_changes_nothing_and_its_successor_finds_the_session()
    {
        var d = _ground.Prepare(
            ["sh", "-c", "while read l; do echo \"got $l\"; done; exit 9"],
            InputMode.Follow,
            "1\n"u8.ToArray()
        );
        using (var server = SessionsServer.Start(d, "\"$@\" & wait"))
        {
            await SessionsGround.OutHasAsync(d, "got 1\n");
            await server.KillAsync();
        }
        var successor = _ground.NewHost();
        var found = successor.All().ShouldHaveSingleItem();
        successor
            .Look(found)
            .ShouldBe(new SessionState.Running(d.ReadAgent(), ExitWillBeRecorded: true));
        successor.Send(found, 2, "2\n"u8);
        await SessionsGround.OutHasAsync(d, "got 2\n");
        successor.EndInput(found);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task An_exit_is_recorded_while_no_server_runs()
    {
        var d = _ground.Prepare(["sh", "-c", "echo up; read l; exit 11"], InputMode.Follow);
        using (var server = SessionsServer.Start(d, "\"$@\" & wait"))
        {
            await SessionsGround.OutHasAsync(d, "up\n");
            await server.KillAsync();
        }
        File.AppendAllText(d.InLog, "go\n");
        Fifo.Ring(d.Bell);
        await SessionsWait.UntilAsync(() => File.Exists(d.Exit));
        File.ReadAllText(d.Exit).ShouldBe("11\n");
    }

    [Fact]
    public async Task An_agent_that_closes_its_output_lives_on()
    {
        var d = await _ground.StartAsync(
            "echo last; exec >&- 2>&-; read l; exit 2",
            InputMode.Follow
        );
        await SessionsGround.OutHasAsync(d, "last\n");
        Host.Look(d).ShouldBeOfType<SessionState.Running>();
        Host.Send(d, 0, "go\n"u8);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_restart_of_the_machine_the_exit_is_unknown()
    {
        var d = Fabricate("claim");
        var self = ProcessTable.Identify(Environment.ProcessId)!;
        await WriteAsync(d.Wrapper, self with { BootId = "another-boot" });
        await WriteAsync(d.Pid, self with { BootId = "another-boot" });
        Host.Look(d).ShouldBe(new SessionState.Ended(null));
    }

    [Fact]
    public async Task Every_step_of_a_start_that_was_cut_off_is_understood()
    {
        var claimed = Fabricate("claim");
        Host.Look(claimed).ShouldBeOfType<SessionState.Abandoned>();
        Host.Abandon(claimed).ShouldBeFalse();

        var torn = Fabricate("claim");
        await File.WriteAllTextAsync(torn.Wrapper, "12");
        Host.Look(torn).ShouldBeOfType<SessionState.Abandoned>();

        var dead = new ProcessIdentity(int.MaxValue, 1, ProcessTable.BootId);
        var noAgent = Fabricate("claim");
        await WriteAsync(noAgent.Wrapper, dead);
        Host.Look(noAgent).ShouldBe(new SessionState.Ended(null));

        var unwritten = Fabricate("claim");
        await WriteAsync(unwritten.Wrapper, dead);
        await WriteAsync(unwritten.Pid, dead);
        await File.WriteAllTextAsync(unwritten.Exit + ".tmp", "0\n");
        Host.Look(unwritten).ShouldBe(new SessionState.Ended(null));

        await File.WriteAllTextAsync(unwritten.Exit, "0\n");
        Host.Look(unwritten).ShouldBe(new SessionState.Ended(0));
    }

    [Fact]
    public async Task An_agent_that_has_not_signed_yet_when_its_wrapper_is_killed_counts_as_running()
    {
        var d = Fabricate("claim");
        await WriteAsync(d.Wrapper, new ProcessIdentity(int.MaxValue, 1, ProcessTable.BootId));
        var stand = _ground.Prepare(["sh", "-c", "echo up; sleep 300; :", "forge-agent", d.Mark]);
        await Host.StartAsync(stand, _ground.Environment, CancellationToken.None).InTimeAsync();
        await SessionsGround.OutHasAsync(stand, "up");
        Host.Look(d).ShouldBe(new SessionState.Running(null, ExitWillBeRecorded: false));
        (await Host.StopAsync(stand, CancellationToken.None).InTimeAsync()).Clean.ShouldBeTrue();
        Host.Look(d).ShouldBe(new SessionState.Ended(null));
    }

    [Fact]
    public async Task A_wrapper_killed_at_any_moment_of_its_start_leaves_something_that_is_understood()
    {
        for (var round = 0; round < 20; round++)
        {
            var d = _ground.Prepare(["sh", "-c", "echo up; read l"], InputMode.Follow);
            var start = Host.StartAsync(d, _ground.Environment, CancellationToken.None);
            var spins = 0;
            await SessionsWait.UntilAsync(() => Directory.Exists(d.Claim) || spins++ > 400);
            if (round % 5 > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(round % 5), TimeProvider.System);
            // The feed carries the same words; the wrapper is the one that leads the session.
            foreach (var pid in SessionsGround.Recorders(d))
            {
                if (ProcessTable.Read(pid)?.Session == pid)
                    ProcessTable.Signal(pid, Signals.Kill);
            }
            await start.InTimeAsync();
            await SessionsWait.UntilAsync(() =>
                Host.Look(d) is not SessionState.Running { Agent: null }
            );
            var stopped = await Host.StopAsync(d, CancellationToken.None).InTimeAsync();
            stopped.Survivors.ShouldBe(0);
            Host.Look(d).IsOver.ShouldBeTrue();
            await SessionsWait.UntilAsync(() => SessionsGround.Recorders(d).Count == 0);
        }
    }

    private async Task KillWrapperAsync(SessionDirectory d)
    {
        var wrapper = d.ReadWrapper()!;
        ProcessTable.Signal(wrapper.Pid, Signals.Kill);
        await SessionsWait.UntilAsync(() => !ProcessTable.IsAlive(wrapper));
    }

    private SessionDirectory Fabricate(string name)
    {
        var d = _ground.Prepare(["true"]);
        Directory.CreateDirectory(Path.Combine(d.Path, name));
        return d;
    }

    private static Task WriteAsync(string path, ProcessIdentity identity) =>
        File.WriteAllTextAsync(path, identity + "\n");
}
