using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

public sealed class SessionPulseTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task An_agent_that_computes_is_seen_to_live_also_through_its_children()
    {
        var d = await _ground.StartAsync("echo up; (while :; do :; done)");
        await SessionsWait.UntilAsync(() => SessionHost.Pulse(d).Processes > 0);
        var first = SessionHost.Pulse(d);

        await SessionsWait.UntilAsync(() => SessionHost.Pulse(d).CpuTicks > first.CpuTicks + 20);

        var later = SessionHost.Pulse(d);
        later.DiffersFrom(first).ShouldBeTrue();
        later.WorksSince(first, TimeSpan.FromSeconds(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_agent_that_only_waits_has_a_pulse_that_stands_still()
    {
        var d = await _ground.StartAsync("exec sleep 300");
        // The shell that becomes the sleep still reads and maps files.
        var pulse = SessionHost.Pulse(d);
        await SessionsWait.UntilAsync(() =>
        {
            var before = pulse;
            pulse = SessionHost.Pulse(d);
            return pulse.Processes == 1 && pulse == before && Name(d) == "sleep";
        });
        var start = TimeProvider.System.GetTimestamp();
        await SessionsWait.UntilAsync(() =>
            TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMilliseconds(100)
        );

        SessionHost.Pulse(d).DiffersFrom(pulse).ShouldBeFalse();
        SessionHost.Pulse(d).WorksSince(pulse, TimeSpan.FromSeconds(1)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_it_writes_counts()
    {
        var d = await _ground.StartAsync("printf '%05000d' 1; while :; do sleep 1; done");

        await SessionsWait.UntilAsync(() => SessionHost.Pulse(d).WriteBytes >= 5_000);
    }

    [Fact]
    public void Work_is_more_than_timers_that_tick()
    {
        var ten = TimeSpan.FromSeconds(10);
        var first = new ProcessPulse(1_000, 1_000_000, 1_000_000, 3);

        (first with { CpuTicks = 1_005 }).WorksSince(first, ten).ShouldBeFalse();
        (first with { CpuTicks = 1_005 }).DiffersFrom(first).ShouldBeTrue();
        (first with { CpuTicks = 1_100 }).WorksSince(first, ten).ShouldBeTrue();
        (first with { ReadBytes = 1_001_000 }).WorksSince(first, ten).ShouldBeFalse();
        (first with { ReadBytes = 9_000_000 }).WorksSince(first, ten).ShouldBeTrue();
        // One came, or went and took its sums along.
        (first with { Processes = 4 })
            .WorksSince(first, ten)
            .ShouldBeTrue();
        (first with { CpuTicks = 400 }).WorksSince(first, ten).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_nothing_lives_there_is_none()
    {
        var d = await _ground.StartAsync("true");
        await _ground.EndAsync(d);

        SessionHost.Pulse(d).ShouldBe(ProcessPulse.None);
        ProcessPulse
            .None.WorksSince(new ProcessPulse(500, 0, 0, 2), TimeSpan.FromSeconds(1))
            .ShouldBeFalse();
    }

    private static string? Name(SessionDirectory d) =>
        d.ReadAgent() is { } agent
            ? Core.Platform.Files.TryReadText($"/proc/{agent.Pid}/comm")?.Trim()
            : null;
}
