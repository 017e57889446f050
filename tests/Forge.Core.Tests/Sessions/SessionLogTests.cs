using Forge.Core.Domain.Processes;
using Forge.Core.Logs;
using Forge.Core.Sessions;
using Forge.Core.Streams;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

/// <summary>A session, its bell and its log together, as the server uses them.</summary>
public sealed class SessionLogTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task Every_line_comes_by_the_bell_in_the_order_of_writing()
    {
        var d = await _ground.StartAsync(
            "while read l; do echo \"out $l\"; read l; echo \"err $l\" >&2; done; printf 'no newline'",
            InputMode.Follow
        );
        using var log = RawLog.Open(d.Path, TimeProvider.System, []);
        using var watch = _ground.Host.Watch(d);
        var lines = new List<string>();
        for (var n = 0; n < 20; n++)
        {
            _ground.Host.Send(d, new FileInfo(d.InLog).Length, "x\n"u8);
            await PumpUntilAsync(log, watch, lines, n + 1).InTimeAsync();
        }
        _ground.Host.EndInput(d);
        await _ground.EndAsync(d);
        while (log.Pump((line, _) => Note(lines, line), final: true)) { }
        lines.ShouldBe([
            .. Enumerable.Range(0, 20).Select(n => n % 2 == 0 ? "Out out x" : "Err err x"),
            "Out no newline",
        ]);
    }

    [Fact]
    public async Task Writing_the_index_does_not_ring_the_bell_that_led_to_it()
    {
        var d = await _ground.StartAsync("echo one");
        await _ground.EndAsync(d);
        using var log = RawLog.Open(d.Path, TimeProvider.System, []);
        using var watch = _ground.Host.Watch(d);
        var ticket = watch.Bell.Now;
        RawLogGround.PumpAll(log, final: true).ShouldBe(["Out 0 one"]);
        // Whatever the index might have rung would come before the ring for this file.
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var other = _ground.Inotify.Watch(
            d.Path,
            Forge.Core.Platform.Linux.InotifyMask.Create,
            happened => seen.Enqueue($"{happened.Name} {ticket.Rung.IsCompleted}")
        );
        await File.WriteAllTextAsync(Path.Combine(d.Path, "index.probe"), "");
        await SessionsWait.UntilAsync(() => !seen.IsEmpty);
        seen.ShouldBe(["index.probe False"]);
        await File.WriteAllTextAsync(Path.Combine(d.Path, "else"), "");
        await ticket.Rung.InTimeAsync();
    }

    [Fact]
    public async Task A_script_that_empties_its_error_output_hides_nothing_of_what_follows()
    {
        var d = await _ground.StartAsync(
            "echo a first line of some length >&2; read go; echo 2 >/dev/stderr; echo 3 >&2",
            InputMode.Follow
        );
        using var log = RawLog.Open(d.Path, TimeProvider.System, []);
        await SessionsWait.UntilAsync(() => SessionsGround.Err(d).EndsWith('\n'));
        var lines = RawLogGround.PumpAll(log);
        _ground.Host.Send(d, 0, "go\n"u8);
        await _ground.EndAsync(d);
        lines.AddRange(RawLogGround.PumpAll(log, final: true));
        lines.Select(line => line.Split(' ')[^1]).ShouldBe(["length", "2", "3"]);
    }

    private static async Task PumpUntilAsync(
        RawLog log,
        SessionWatch watch,
        List<string> lines,
        int count
    )
    {
        while (true)
        {
            var ticket = watch.Bell.Now;
            while (log.Pump((line, _) => Note(lines, line), final: false)) { }
            if (lines.Count >= count)
                return;
            await Bell.WaitAsync(ticket, CancellationToken.None);
        }
    }

    private static bool Note(List<string> lines, LogLine line)
    {
        lines.Add($"{line.Stream} {line.Text}");
        return false;
    }
}
