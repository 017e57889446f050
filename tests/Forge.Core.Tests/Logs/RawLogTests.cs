using System.Text;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Logs;

public sealed class RawLogTests : IDisposable
{
    private readonly RawLogGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task The_order_between_the_streams_is_the_one_that_was_seen()
    {
        using var log = _ground.Open();
        _ground.Err("e1\n");
        RawLogGround.PumpAll(log).ShouldBe(["Err 0 e1"]);
        _ground.Out("o1\no2\n");
        RawLogGround.PumpAll(log).ShouldBe(["Out 0 o1", "Out 3 o2"]);
        _ground.Err("e2\n");
        RawLogGround.PumpAll(log).ShouldBe(["Err 3 e2"]);
        log.Indexed.ShouldBe(new RawPosition(6, 6));
        var frames = await RawLogGround.FramesAsync(log, default, log.Indexed);
        frames
            .Select(frame => (frame.Stream, frame.Content))
            .ShouldBe([
                (LogStream.Err, "e1\n"),
                (LogStream.Out, "o1\no2\n"),
                (LogStream.Err, "e2\n"),
            ]);
        using var later = _ground.Open();
        later.Epoch.ShouldBe(log.Epoch);
        RawLogGround
            .ReadLines(later, default, later.Indexed)
            .ShouldBe(["Err 0 e1", "Out 0 o1", "Out 3 o2", "Err 3 e2"]);
    }

    [Fact]
    public void What_was_written_to_last_comes_last()
    {
        using var log = _ground.Open();
        _ground.Err("before\n");
        _ground.Out("after\n");
        File.SetLastWriteTimeUtc(
            _ground.PathOf(LogStream.Err),
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        );
        RawLogGround.PumpAll(log).ShouldBe(["Err 0 before", "Out 0 after"]);
    }

    [Fact]
    public void A_torn_last_line_waits_for_its_end()
    {
        using var log = _ground.Open();
        _ground.Out("one\ntw");
        RawLogGround.PumpAll(log).ShouldBe(["Out 0 one"]);
        log.Indexed.Out.ShouldBe(4);
        _ground.Out("o\n\n");
        RawLogGround.PumpAll(log).ShouldBe(["Out 4 two", "Out 8 "]);
    }

    [Fact]
    public void At_the_end_a_torn_line_is_taken_as_it_is_and_read_again_so()
    {
        using (var log = _ground.Open())
        {
            _ground.Out("one\ntwo");
            _ground.Err("no newline either");
            RawLogGround
                .PumpAll(log, final: true)
                .ShouldBe(["Out 0 one", "Out 4 two", "Err 0 no newline either"], ignoreOrder: true);
            RawLogGround.PumpAll(log, final: true).ShouldBeEmpty();
            // A child that outlived the agent writes on: that is a line of its own.
            _ground.Out("late\n");
            RawLogGround.PumpAll(log, final: true).ShouldBe(["Out 7 late"]);
        }
        using var again = _ground.Open();
        var lines = RawLogGround.ReadLines(again, default, again.Indexed);
        lines
            .Where(line => line.StartsWith("Out", StringComparison.Ordinal))
            .ShouldBe(["Out 0 one", "Out 4 two", "Out 7 late"]);
    }

    [Fact]
    public async Task A_long_line_streams_while_it_grows_and_is_handed_on_whole()
    {
        using var log = _ground.Open();
        var line = string.Concat(Enumerable.Repeat("€uro ", 40_000));
        _ground.Out("short\n" + line[..100_000]);
        RawLogGround.PumpAll(log).ShouldBe(["Out 0 short"]);
        var shown = RawLogGround.Text(
            await RawLogGround.FramesAsync(log, default, null),
            LogStream.Out
        );
        shown.Length.ShouldBeGreaterThan(50_000);
        ("short\n" + line).ShouldStartWith(shown);
        _ground.Out(line[100_000..]);
        RawLogGround.PumpAll(log).ShouldBeEmpty();
        _ground.Out("\nnext\n");
        RawLogGround
            .PumpAll(log)
            .ShouldBe([$"Out 6 {line}", $"Out {6 + Encoding.UTF8.GetByteCount(line) + 1} next"]);
        var frames = await RawLogGround.FramesAsync(log, default, log.Indexed);
        RawLogGround.Text(frames, LogStream.Out).ShouldBe($"short\n{line}\nnext\n");
        frames.ShouldAllBe(frame => Encoding.UTF8.GetByteCount(frame.Content) <= 64 * 1024);
    }

    [Fact]
    public void A_long_line_survives_a_restart_in_its_middle()
    {
        var line = new string('x', 200_000);
        using (var log = _ground.Open())
        {
            _ground.Out("first\n" + line[..150_000]);
            RawLogGround.PumpAll(log).ShouldBe(["Out 0 first"]);
            log.Indexed.Out.ShouldBeGreaterThan(100_000);
        }
        using var again = _ground.Open();
        RawLogGround.ReadLines(again, default, again.Indexed).ShouldBe(["Out 0 first"]);
        _ground.Out(line[150_000..] + "\n");
        RawLogGround.PumpAll(again).ShouldBe([$"Out 6 {line}"]);
        // A window that begins in the middle of the line has the line in it, for there it ends.
        RawLogGround
            .ReadLines(again, new RawPosition(100_000, 0), again.Indexed)
            .ShouldBe([$"Out 6 {line}"]);
    }

    [Fact]
    public void A_remark_that_came_before_the_line_that_ends_a_turn_belongs_to_that_turn()
    {
        _ground.Err("early\n");
        _ground.Out("work\nresult\n");
        // A later one makes the error stream the last that was written to.
        File.SetLastWriteTimeUtc(_ground.PathOf(LogStream.Out), DateTime.UnixEpoch);
        _ground.Err("late\n");
        using var log = RawLog.Open(_ground.Root, TimeProvider.System, [], errorsFirst: true);
        var end = default(RawPosition);
        while (
            log.Pump(
                (line, after) =>
                {
                    if (line.Text == "result")
                        end = after;
                    return line.Text == "result";
                },
                final: false
            )
        ) { }
        end.Err.ShouldBeGreaterThanOrEqualTo("early\n".Length);
    }

    [Fact]
    public void A_line_beyond_32_MB_is_handed_on_in_pieces_the_same_way_again()
    {
        var bytes = new byte[70 * 1024 * 1024];
        bytes.AsSpan().Fill((byte)'a');
        // A character that lies across the border must not be torn.
        Encoding.UTF8.GetBytes("€").CopyTo(bytes, RawLogStrand.MostLineBytes - 1);
        bytes[^1] = (byte)'\n';
        _ground.Write(LogStream.Out, bytes);
        List<(long, int, int)> live = [];
        List<(long, int, int)> again = [];
        using (var log = _ground.Open())
        {
            while (log.Pump((line, _) => Note(live, line), final: false)) { }
        }
        using var later = _ground.Open();
        later.ReadLines(default, later.Indexed, (line, _) => Note(again, line));
        live.Count.ShouldBe(3);
        live[0].ShouldBe((0, RawLogStrand.MostLineBytes - 1, -1));
        live[1].Item3.ShouldBe(0);
        live.Sum(piece => piece.Item2).ShouldBe(bytes.Length - 1 - 2);
        again.ShouldBe(live);

        static bool Note(List<(long, int, int)> seen, LogLine line)
        {
            seen.Add((line.Offset, line.Text.Length, line.Text.IndexOf('€')));
            return false;
        }
    }

    [Theory]
    [InlineData(512 * 1024)]
    [InlineData(64 * 1024)]
    public async Task Characters_and_invalid_bytes_at_a_border_read_as_in_one_piece(int border)
    {
        byte[][] sequences =
        [
            [0xF0, 0x9F, 0x98, 0x80],
            [0xE2, 0x82],
            [0xFF, 0xC3],
            [0xF0, 0x9F, 0x98],
            [0x80, 0x80],
        ];
        foreach (var sequence in sequences)
        {
            for (var before = 0; before <= sequence.Length; before++)
            {
                File.Delete(_ground.Index);
                var bytes = new byte[border + 70_000];
                bytes.AsSpan().Fill((byte)'a');
                sequence.CopyTo(bytes, border - before);
                bytes[^1] = (byte)'\n';
                await File.WriteAllBytesAsync(_ground.PathOf(LogStream.Out), bytes);
                using var log = _ground.Open();
                RawLogGround
                    .PumpAll(log)
                    .ShouldBe([$"Out 0 {Encoding.UTF8.GetString(bytes[..^1])}"]);
                var frames = await RawLogGround.FramesAsync(log, default, log.Indexed);
                RawLogGround.Text(frames, LogStream.Out).ShouldBe(Encoding.UTF8.GetString(bytes));
            }
        }
        File.ReadAllBytes(_ground.PathOf(LogStream.Out)).ShouldContain((byte)0x80);
    }

    [Fact]
    public void Zero_bytes_and_terminal_escapes_pass_as_they_are()
    {
        using var log = _ground.Open();
        _ground.Out("a\0b\u001b[31mred\u001b[0m\r\n");
        RawLogGround.PumpAll(log).ShouldBe(["Out 0 a\0b\u001b[31mred\u001b[0m\r"]);
    }

    [Fact]
    public void One_call_takes_a_bounded_part()
    {
        using var log = _ground.Open();
        _ground.Out(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 40_000)));
        log.Pump((_, _) => false, final: false).ShouldBeTrue();
        log.Indexed.Out.ShouldBeInRange(100_000, 1_100_000);
        RawLogGround.PumpAll(log, final: true);
        log.Indexed.Out.ShouldBe(4_000_000);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_line_before_the_index_has_it()
    {
        using var log = _ground.Open();
        using var reader = RawLog.OpenToRead(_ground.Root, TimeProvider.System);
        _ground.Out("one\n");
        var ticket = log.Bell.Now;
        log.Pump(
            (_, _) =>
            {
                ticket.Rung.IsCompleted.ShouldBeFalse();
                return false;
            },
            final: false
        );
        ticket.Rung.IsCompleted.ShouldBeTrue();
        // What another object sees is in the file.
        reader.Indexed.ShouldBe(default);
        reader.Refresh();
        reader.Indexed.ShouldBe(new RawPosition(4, 0));
        (await RawLogGround.FramesAsync(reader, default, null))
            .ShouldHaveSingleItem()
            .Content.ShouldBe("one\n");
        File.Delete(_ground.Index);
        Should.Throw<InvalidDataException>(() =>
            RawLog.OpenToRead(_ground.Root, TimeProvider.System)
        );
    }

    [Fact]
    public async Task A_record_has_the_time_at_which_it_was_seen()
    {
        var time = new FixedTime(
            new DateTimeOffset(2026, 11, 21, 6, 0, 0, 123, 456, TimeSpan.Zero)
        );
        using var log = RawLog.Open(_ground.Root, time, []);
        _ground.Out("one\n");
        RawLogGround.PumpAll(log);
        (await RawLogGround.FramesAsync(log, default, null))[0].Time.ShouldBe(time.GetUtcNow());
    }

    [Fact]
    public async Task A_window_ends_where_its_turn_ends()
    {
        using var log = _ground.Open();
        _ground.Out("a\nend\nb\nc\n");
        RawPosition? end = null;
        while (
            log.Pump(
                (line, after) =>
                {
                    if (line.Text == "end")
                        end = after;
                    return line.Text == "end";
                },
                final: false
            )
        ) { }
        end.ShouldBe(new RawPosition(6, 0));
        var first = await RawLogGround.FramesAsync(log, default, end);
        first.ShouldHaveSingleItem().Content.ShouldBe("a\nend\n");
        var second = await RawLogGround.FramesAsync(log, end!.Value, log.Indexed);
        second.ShouldHaveSingleItem().Content.ShouldBe("b\nc\n");
        var empty = await log.Window(end.Value, () => end).ReadAsync(0, 10, CancellationToken.None);
        empty.ShouldBe(new Forge.Core.Streams.TailPage<RawFrame>(empty.Items, 0, true));
        RawLogGround.ReadLines(log, end.Value, log.Indexed).ShouldBe(["Out 6 b", "Out 8 c"]);
    }

    [Fact]
    public async Task A_follower_ends_when_the_end_becomes_known_and_is_reached()
    {
        using var log = _ground.Open();
        RawPosition? end = null;
        var window = log.Window(default, () => end);
        var seen = new StringBuilder();
        var following = Task.Run(async () =>
        {
            await foreach (var page in window.FollowAsync(0, 10, CancellationToken.None))
                seen.AppendJoin("", page.Items.Select(item => item.Content));
        });
        _ground.Out("one\n");
        RawLogGround.PumpAll(log);
        _ground.Out("two\n");
        end = new RawPosition(8, 0);
        log.Bell.Ring();
        (await window.ReadAsync(1, 10, CancellationToken.None)).Ended.ShouldBeFalse();
        RawLogGround.PumpAll(log);
        await following.InTimeAsync();
        seen.ToString().ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task A_hundred_followers_see_the_same_and_hold_nothing()
    {
        using var log = _ground.Open();
        RawPosition? end = null;
        var followers = Enumerable
            .Range(0, 100)
            .Select(n => Task.Run(() => CollectAsync(log, () => end, n)))
            .ToList();
        var expected = new StringBuilder();
        for (var n = 0; n < 200; n++)
        {
            _ground.Out($"line {n}\n");
            expected.Append($"line {n}\n");
            RawLogGround.PumpAll(log);
        }
        end = log.Indexed;
        log.Bell.Ring();
        foreach (var text in await Task.WhenAll(followers).InTimeAsync())
            text.ShouldBe(expected.ToString());
    }

    [Fact]
    public async Task A_follower_of_a_big_log_takes_one_page_at_a_time_and_nothing_while_it_waits()
    {
        using var log = _ground.Open();
        _ground.Out(string.Concat(Enumerable.Repeat(new string('x', 999) + "\n", 30_000)));
        RawLogGround.PumpAll(log);
        var page = await log.Window(default, () => null)
            .ReadAsync(0, 100_000, CancellationToken.None);
        page.Items.Sum(item => item.Content.Length).ShouldBeInRange(900_000, 1_100_000);
        var records = (await RawLogGround.FramesAsync(log, default, null)).Count;
        // Of this thread alone, for other tests run beside; reading is synchronous, so it sees all of it.
        AllocatedBy(() => Waiting(log, records));
        AllocatedBy(() => Waiting(log, records)).ShouldBeLessThan(2000);

        static void Waiting(RawLog log, int position)
        {
            var reading = log.Window(default, () => null)
                .ReadAsync(position, 1000, CancellationToken.None);
            reading.IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_tail_of_a_window_is_its_last_text()
    {
        using var log = _ground.Open();
        _ground.Out("before\n");
        RawLogGround.PumpAll(log);
        var start = log.Indexed;
        _ground.Out("one\n");
        RawLogGround.PumpAll(log);
        _ground.Err("zwei €\n");
        RawLogGround.PumpAll(log);
        _ground.Out("three\n");
        RawLogGround.PumpAll(log);
        log.ReadTail(start, null, 1000).ShouldBe("one\nzwei €\nthree\n");
        log.ReadTail(start, null, 8).ShouldBe("\nthree\n");
        log.ReadTail(start, null, 10).ShouldBe("€\nthree\n");
        log.ReadTail(start, start with { Out = start.Out + 4 }, 1000).ShouldBe("one\n");
        log.ReadTail(start, start, 1000).ShouldBe("");
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static async Task<string> CollectAsync(RawLog log, Func<RawPosition?> end, int delay)
    {
        var text = new StringBuilder();
        await foreach (
            var page in log.Window(default, end)
                .FollowAsync(0, 1 + delay % 7, CancellationToken.None)
        )
        {
            text.AppendJoin("", page.Items.Select(item => item.Content));
            if (delay % 3 == 0)
                await Task.Yield();
        }
        return text.ToString();
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
