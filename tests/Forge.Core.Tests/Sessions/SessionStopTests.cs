using System.Globalization;
using Forge.Core.Domain.Processes;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

public sealed class SessionStopTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    private SessionHost Host => _ground.Host;

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task A_willing_agent_is_only_interrupted_and_the_stop_does_not_wait_longer()
    {
        var d = _ground.Prepare(
            ["sh", "-c", "trap 'exit 8' INT; echo up; while :; do sleep 0.01; done"],
            stop: new StopTimes(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1))
        );
        await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        await SessionsGround.OutHasAsync(d, "up\n");
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.Interrupt, 0));
        Host.Look(d).ShouldBe(new SessionState.Ended(8));
    }

    [Fact]
    public async Task An_agent_that_ignores_interrupts_is_terminated()
    {
        var d = await _ground.StartAsync("trap '' INT; echo up; exec sleep 300");
        await SessionsGround.OutHasAsync(d, "up\n");
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.Terminate, 0));
        Host.Look(d).ShouldBe(new SessionState.Ended(143));
    }

    [Fact]
    public async Task An_agent_that_ignores_everything_is_killed()
    {
        var d = await _ground.StartAsync("trap '' INT TERM; echo up; exec sleep 300");
        await SessionsGround.OutHasAsync(d, "up\n");
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.Kill, 0));
        Host.Look(d).ShouldBe(new SessionState.Ended(137));
    }

    [Fact]
    public async Task What_is_left_of_the_group_goes_too_when_its_leader_went_at_once()
    {
        var d = await _ground.StartAsync(
            "(trap '' INT; echo child; exec sleep 300) & while :; do sleep 0.01; done"
        );
        await SessionsGround.OutHasAsync(d, "child\n");
        var stopped = await StopAsync(d);
        stopped.Needed.ShouldBe(StopStep.Terminate);
        stopped.Survivors.ShouldBe(0);
        ProcessTable.WithMark(d.Mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task Children_in_sessions_of_their_own_are_swept_by_the_mark()
    {
        var d = await _ground.StartAsync(
            "setsid -f sh -c 'trap \"\" TERM; echo stubborn; while :; do sleep 0.05; done'; setsid -f sleep 300; echo up; exec sleep 300"
        );
        await SessionsGround.OutHasAsync(d, "stubborn\n");
        await SessionsGround.OutHasAsync(d, "up\n");
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.SweepKill, 0));
        ProcessTable.WithMark(d.Mark).ShouldBeEmpty();
        Host.Look(d).ShouldBe(new SessionState.Ended(130));
    }

    [Fact]
    public async Task A_child_that_wiped_its_mark_is_found_through_its_parent_though_that_dies_first()
    {
        var d = await _ground.StartAsync(
            "env -i setsid sh -c 'echo $$; exec sleep 300' & wait; exit 1"
        );
        var child = await FirstNumberAsync(d);
        var identity = ProcessTable.Identify(child)!;
        ProcessTable.WithMark(d.Mark).ShouldNotContain(child);
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.SweepTerminate, 0));
        ProcessTable.IsAlive(identity).ShouldBeFalse();
    }

    [Fact]
    public async Task A_daemon_with_an_empty_environment_and_no_parent_escapes()
    {
        // The known limit: only a pid namespace would catch it. If this ever fails, the docs promise too little.
        var d = await _ground.StartAsync(
            "env -i setsid -f sh -c 'echo $$; exec sleep 300'; exec sleep 300"
        );
        var daemon = await FirstNumberAsync(d);
        await SessionsWait.UntilAsync(() =>
            ProcessTable.Read(daemon) is { } entry && entry.Parent != 0
        );
        await SessionsWait.UntilAsync(() =>
            ProcessTable.Descendants(d.ReadAgent()!.Pid).Count == 0
        );
        var identity = ProcessTable.Identify(daemon)!;
        try
        {
            (await StopAsync(d)).Survivors.ShouldBe(0);
            ProcessTable.IsAlive(identity).ShouldBeTrue();
        }
        finally
        {
            ProcessTable.Signal(daemon, Signals.Kill);
        }
    }

    [Fact]
    public async Task Stopping_one_session_leaves_its_neighbour_alone()
    {
        var a = await _ground.StartAsync("setsid -f sleep 300; echo up; exec sleep 300");
        var b = await _ground.StartAsync("setsid -f sleep 300; echo up; exec sleep 300");
        await SessionsGround.OutHasAsync(a, "up\n");
        await SessionsGround.OutHasAsync(b, "up\n");
        (await StopAsync(a)).Clean.ShouldBeTrue();
        Host.Look(b).ShouldBeOfType<SessionState.Running>();
        ProcessTable.WithMark(b.Mark).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Stopping_what_is_over_does_nothing_and_what_never_started_abandons_it()
    {
        var over = await _ground.StartAsync("exit 3");
        await _ground.EndAsync(over);
        (await StopAsync(over)).ShouldBe(new StopOutcome(StopStep.Nothing, 0));
        Host.Look(over).ShouldBe(new SessionState.Ended(3));
        var fresh = _ground.Prepare(["true"]);
        (await StopAsync(fresh)).ShouldBe(new StopOutcome(StopStep.Abandon, 0));
        Host.Look(fresh).ShouldBeOfType<SessionState.Abandoned>();
        (await StopAsync(fresh)).ShouldBe(new StopOutcome(StopStep.Nothing, 0));
    }

    [Fact]
    public async Task What_outlives_its_agent_is_swept()
    {
        var d = await _ground.StartAsync("setsid -f sleep 300; sleep 300 & exit 0");
        await _ground.EndAsync(d);
        ProcessTable.WithMark(d.Mark).Count.ShouldBe(2);
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.SweepTerminate, 0));
        ProcessTable.WithMark(d.Mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_right_after_the_start_stops()
    {
        for (var round = 0; round < 10; round++)
        {
            var d = await _ground.StartAsync("sleep 300", InputMode.Follow);
            (await StopAsync(d)).Survivors.ShouldBe(0);
            Host.Look(d).ShouldBeOfType<SessionState.Ended>().ExitCode.ShouldNotBeNull();
            SessionsGround.Recorders(d).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pid_that_belongs_to_someone_else_now_is_never_signalled(bool sameBoot)
    {
        var innocent = await _ground.StartAsync("echo up; sleep 300");
        await SessionsGround.OutHasAsync(innocent, "up\n");
        var agent = await _ground.AgentAsync(innocent);
        var stale = sameBoot
            ? agent with
            {
                StartTime = agent.StartTime - 100,
            }
            : agent with
            {
                BootId = "another-boot",
            };
        var d = _ground.Prepare(["true"]);
        Directory.CreateDirectory(d.Claim);
        await File.WriteAllTextAsync(d.Wrapper, stale + "\n");
        await File.WriteAllTextAsync(d.Pid, stale + "\n");
        Host.Look(d).ShouldBe(new SessionState.Ended(null));
        (await StopAsync(d)).ShouldBe(new StopOutcome(StopStep.Nothing, 0));
        ProcessTable.IsAlive(agent).ShouldBeTrue();
        Host.Look(innocent).ShouldBeOfType<SessionState.Running>();
    }

    [Fact]
    public async Task The_log_size_tells_when_the_cap_is_reached()
    {
        var d = await _ground.StartAsync("yes >&2 & yes");
        await SessionsWait.UntilAsync(() => Host.LogSize(d) > 5_000_000);
        (await StopAsync(d)).Clean.ShouldBeTrue();
        var size = Host.LogSize(d);
        size.ShouldBe(new FileInfo(d.OutLog).Length + new FileInfo(d.ErrLog).Length);
    }

    private Task<StopOutcome> StopAsync(SessionDirectory d) =>
        Host.StopAsync(d, CancellationToken.None).InTimeAsync();

    private static async Task<int> FirstNumberAsync(SessionDirectory d)
    {
        await SessionsGround.OutHasAsync(d, "\n");
        return int.Parse(SessionsGround.Out(d).Split('\n')[0], CultureInfo.InvariantCulture);
    }
}
