using System.Text;
using Forge.Core.Domain.Processes;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

public sealed class SessionInputTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    private SessionHost Host => _ground.Host;

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task Messages_arrive_in_order_until_the_end_of_input()
    {
        var d = await _ground.StartAsync("cat; echo bye", InputMode.Follow, "first\n");
        await SessionsGround.OutHasAsync(d, "first\n");
        Send(d, "second\n");
        await SessionsGround.OutHasAsync(d, "second\n");
        Send(d, "third\n");
        Host.EndInput(d);
        Host.EndInput(d);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe("first\nsecond\nthird\nbye\n");
    }

    [Fact]
    public async Task All_400_001_bytes_arrive_though_the_end_was_asked_for_at_once()
    {
        var input = new string('x', 400_000) + "\n";
        var d = await _ground.StartAsync("sleep 0.2; cat", InputMode.Follow, input[..100_000]);
        Host.Send(d, 100_000, Encoding.UTF8.GetBytes(input[100_000..]));
        Host.EndInput(d);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe(input);
    }

    [Fact]
    public async Task Killing_the_feed_instead_would_lose_input()
    {
        // Why EndInput does not do it: what is still on its way is gone. The agent sees the end of its input, its code is recorded.
        var d = await _ground.StartAsync(
            "echo up; while [ ! -e go ]; do sleep 0.01; done; cat; exit 5",
            InputMode.Follow,
            new string('x', 400_001)
        );
        await SessionsGround.OutHasAsync(d, "up\n");
        var wrapper = d.ReadWrapper()!;
        foreach (var each in ProcessTable.All().Where(each => each.Session == wrapper.Pid))
        {
            if (each.Pid != wrapper.Pid)
                ProcessTable.Signal(each.Pid, Signals.Kill);
        }
        await File.WriteAllTextAsync(Path.Combine(_ground.Cwd, "go"), "");
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(5);
        SessionsGround.Out(d).Length.ShouldBeLessThan(400_001);
    }

    [Fact]
    public async Task A_message_torn_by_a_crash_is_completed_and_arrives_once()
    {
        var d = await _ground.StartAsync("cat", InputMode.Follow, "one\n");
        await SessionsGround.OutHasAsync(d, "one\n");
        File.AppendAllText(d.InLog, "tw");
        var recovered = _ground.NewHost();
        recovered.Send(d, 4, "two\n"u8);
        recovered.Send(d, 4, "two\n"u8);
        await SessionsGround.OutHasAsync(d, "two\n");
        Host.EndInput(d);
        await _ground.EndAsync(d);
        SessionsGround.Out(d).ShouldBe("one\ntwo\n");
        File.ReadAllText(d.InLog).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task A_message_whose_ring_was_lost_by_a_crash_arrives_once()
    {
        var d = await _ground.StartAsync("cat", InputMode.Follow, "one\n");
        await SessionsGround.OutHasAsync(d, "one\n");
        File.AppendAllText(d.InLog, "two\n");
        _ground.NewHost().Send(d, 4, "two\n"u8);
        await SessionsGround.OutHasAsync(d, "two\n");
        Host.EndInput(d);
        await _ground.EndAsync(d);
        SessionsGround.Out(d).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task Messages_sent_before_the_start_arrive()
    {
        var d = _ground.Prepare(["cat"], InputMode.Follow, "one\n"u8.ToArray());
        Send(d, "two\n");
        Host.EndInput(d);
        await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public void A_gap_or_another_message_at_the_place_is_refused()
    {
        var d = _ground.Prepare(["cat"], InputMode.Follow, "one\n"u8.ToArray());
        Should
            .Throw<InvalidOperationException>(() => Host.Send(d, 5, "x"u8))
            .Message.ShouldContain("gap");
        Should.Throw<InvalidOperationException>(() => Host.Send(d, 0, "two\n"u8));
        File.ReadAllText(d.InLog).ShouldBe("one\n");
    }

    [Fact]
    public async Task Sends_to_an_agent_that_does_not_read_never_block()
    {
        var d = await _ground.StartAsync("read go; wc -c; exit 0", InputMode.Follow);
        var agent = await _ground.AgentAsync(d);
        ProcessTable.Signal(agent.Pid, 19);
        var line = Encoding.UTF8.GetBytes(new string('x', 999) + "\n");
        // More rings than a FIFO can hold, and more bytes than a pipe can.
        for (var n = 0; n < 70_000; n++)
            Fifo.Ring(d.Bell).ShouldBeTrue();
        for (var n = 0; n < 300; n++)
            Host.Send(d, n * 1000L, line);
        ProcessTable.Signal(agent.Pid, 18);
        Host.EndInput(d);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).Trim().ShouldBe("299000");
    }

    private void Send(SessionDirectory d, string text) =>
        Host.Send(d, new FileInfo(d.InLog).Length, Encoding.UTF8.GetBytes(text));
}
