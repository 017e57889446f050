using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Logs;

public sealed class RawLogRecoveryTests : IDisposable
{
    private readonly RawLogGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task A_torn_last_record_is_cut_and_its_lines_come_again()
    {
        Guid epoch;
        using (var log = _ground.Open())
        {
            Seen(log, "one\n", "two\n");
            epoch = log.Epoch;
        }
        Shorten(_ground.Index, 5);
        using var again = _ground.Open();
        (again.Epoch, again.Rebuilt).ShouldBe((epoch, false));
        again.Indexed.ShouldBe(new RawPosition(4, 0));
        RawLogGround.PumpAll(again).ShouldBe(["Out 4 two"]);
        var frames = await RawLogGround.FramesAsync(again, default, again.Indexed);
        frames.Select(frame => frame.Content).ShouldBe(["one\n", "two\n"]);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("damaged")]
    [InlineData("headless")]
    [InlineData("exchanged")]
    [InlineData("empty")]
    public async Task A_lost_index_is_a_new_epoch_and_says_so_for_ever(string how)
    {
        Guid epoch;
        RawPosition turn;
        using (var log = _ground.Open())
        {
            Seen(log, "one\n", "two\n");
            _ground.Err("err\n");
            RawLogGround.PumpAll(log);
            turn = log.Indexed;
            Seen(log, "three\n");
            epoch = log.Epoch;
        }
        Lose(how);
        using (var rebuilt = _ground.Open(default, turn))
        {
            rebuilt.Epoch.ShouldNotBe(epoch);
            rebuilt.Rebuilt.ShouldBeTrue();
            // Up to the last known end of a turn; the rest comes through the pump, which knows where turns end.
            rebuilt.Indexed.ShouldBe(turn);
            RawLogGround.PumpAll(rebuilt).ShouldBe(["Out 8 three"]);
        }
        using var again = _ground.Open(default, turn);
        again.Rebuilt.ShouldBeTrue();
        var frames = await RawLogGround.FramesAsync(again, default, turn);
        RawLogGround.Text(frames, LogStream.Out).ShouldBe("one\ntwo\n");
        RawLogGround.Text(frames, LogStream.Err).ShouldBe("err\n");
        (await RawLogGround.FramesAsync(again, turn, again.Indexed))
            .ShouldHaveSingleItem()
            .Content.ShouldBe("three\n");
    }

    [Fact]
    public async Task An_index_that_claims_more_than_the_logs_have_is_rebuilt_and_followers_come_to_an_end()
    {
        RawPosition end;
        using (var log = _ground.Open())
        {
            Seen(log, "one\n", "two\n");
            end = log.Indexed;
        }
        Shorten(_ground.PathOf(LogStream.Out), 2);
        using var rebuilt = _ground.Open(default, end);
        rebuilt.Rebuilt.ShouldBeTrue();
        RawLogGround.PumpAll(rebuilt, final: true);
        var pages = new List<string>();
        var following = Task.Run(async () =>
        {
            await foreach (
                var page in rebuilt
                    .Window(default, () => end)
                    .FollowAsync(0, 10, CancellationToken.None)
            )
                pages.AddRange(page.Items.Select(item => item.Content));
        });
        await following.InTimeAsync();
        string.Concat(pages).ShouldBe("one\ntw");
    }

    [Fact]
    public void A_first_opening_after_a_crash_is_no_rebuilding()
    {
        _ground.Out("one\n");
        using var log = _ground.Open(default(RawPosition));
        log.Rebuilt.ShouldBeFalse();
        log.Indexed.ShouldBe(default);
        RawLogGround.PumpAll(log).ShouldBe(["Out 0 one"]);
    }

    [Fact]
    public async Task A_turn_known_to_the_store_but_not_to_the_index_keeps_its_window()
    {
        // The server died between storing the turn's end and writing the index.
        _ground.Out("a\nb\n");
        _ground.Err("x\ny\n");
        var turn = new RawPosition(2, 4);
        using var log = _ground.Open(default, turn);
        log.Rebuilt.ShouldBeTrue();
        RawLogGround.PumpAll(log);
        var first = await RawLogGround.FramesAsync(log, default, turn);
        RawLogGround.Text(first, LogStream.Out).ShouldBe("a\n");
        RawLogGround.Text(first, LogStream.Err).ShouldBe("x\ny\n");
        var second = await RawLogGround.FramesAsync(log, turn, log.Indexed);
        second.ShouldHaveSingleItem().Content.ShouldBe("b\n");
    }

    [Fact]
    public void A_turn_that_the_logs_never_reach_holds_nothing_back()
    {
        using (var log = _ground.Open())
            Seen(log, "a\n");
        using var again = _ground.Open(default, new RawPosition(2, 100));
        _ground.Out("b\n");
        RawLogGround.PumpAll(again).ShouldBe(["Out 2 b"]);
    }

    [Fact]
    public async Task A_finished_session_is_rebuilt_whole_with_its_torn_last_line()
    {
        RawPosition end;
        using (var log = _ground.Open())
        {
            _ground.Out("one\ntorn");
            _ground.Err("torn too");
            RawLogGround.PumpAll(log, final: true);
            end = log.Indexed;
        }
        File.Delete(_ground.Index);
        using var rebuilt = _ground.Open(default, end);
        rebuilt.Indexed.ShouldBe(end);
        var window = await rebuilt
            .Window(default, () => end)
            .ReadAsync(0, 100, CancellationToken.None);
        window.Ended.ShouldBeTrue();
        RawLogGround
            .ReadLines(rebuilt, default, end)
            .ShouldBe(["Out 0 one", "Out 4 torn", "Err 0 torn too"]);
    }

    [Fact]
    public async Task A_window_that_begins_or_ends_inside_a_record_shows_only_its_own_part()
    {
        using var log = _ground.Open();
        Seen(log, "one\ntwo\nthree\n");
        var (from, to) = (new RawPosition(4, 0), new RawPosition(8, 0));
        (await RawLogGround.FramesAsync(log, from, to))
            .ShouldHaveSingleItem()
            .Content.ShouldBe("two\n");
        RawLogGround.ReadLines(log, from, log.Indexed).ShouldBe(["Out 4 two", "Out 8 three"]);
    }

    [Fact]
    public void A_program_that_empties_its_own_log_hides_nothing_of_what_follows()
    {
        // What `echo x >/dev/stderr` does to an agent whose errors go to a file.
        using var log = _ground.Open();
        Seen(log, "a long line before\n");
        File.WriteAllText(_ground.PathOf(LogStream.Out), "x\n");
        RawLogGround.PumpAll(log).ShouldBe(["Out 19 x"]);
        _ground.Out("and on\n");
        RawLogGround.PumpAll(log).ShouldBe(["Out 21 and on"]);
    }

    [Fact]
    public async Task It_opens_to_read_while_another_object_writes()
    {
        using var writer = _ground.Open();
        Seen(writer, "zero\n");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var n = 0; n < 2000 && !stop.IsCancellationRequested; n++)
                Seen(writer, $"{n}\n");
        });
        while (!writing.IsCompleted)
        {
            using var reader = RawLog.OpenToRead(_ground.Root, TimeProvider.System);
            var frames = await RawLogGround.FramesAsync(reader, default, null);
            var text = RawLogGround.Text(frames, LogStream.Out);
            text.Length.ShouldBe((int)reader.Indexed.Out);
        }
        await writing.InTimeAsync();
    }

    private void Seen(RawLog log, params string[] texts)
    {
        foreach (var text in texts)
        {
            _ground.Out(text);
            RawLogGround.PumpAll(log);
        }
    }

    private void Lose(string how)
    {
        var bytes = File.ReadAllBytes(_ground.Index);
        switch (how)
        {
            case "deleted":
                File.Delete(_ground.Index);
                return;
            case "damaged":
                bytes[32 + 9] ^= 1;
                break;
            case "headless":
                bytes[0] = 0;
                break;
            case "exchanged":
                var first = bytes[32..64];
                bytes.AsSpan(64, 32).CopyTo(bytes.AsSpan(32));
                first.CopyTo(bytes, 64);
                break;
            default:
                bytes = [];
                break;
        }
        File.WriteAllBytes(_ground.Index, bytes);
    }

    private static void Shorten(string path, int bytes)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(file.Length - bytes);
    }
}
