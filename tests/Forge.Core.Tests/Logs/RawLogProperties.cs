using System.Text;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Logs;

/// <summary>Whatever an agent writes, in whatever chunks, and whenever the server dies: nothing is lost, doubled or moved.</summary>
public sealed class RawLogProperties
{
    private static readonly byte[][] Pieces =
    [
        "\n"u8.ToArray(),
        "\n"u8.ToArray(),
        "word"u8.ToArray(),
        "TURN\n"u8.ToArray(),
        "€"u8.ToArray(),
        "😀"u8.ToArray(),
        [0xE2],
        [0x82],
        [0xF0, 0x9F],
        [0xFF, 0x00, 0x1B],
        [.. Enumerable.Repeat((byte)'a', 70_001)],
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 30_000))),
        [.. Enumerable.Repeat((byte)0x9F, 66_000)],
    ];

    private enum Act
    {
        Out,
        Err,
        Pump,
        Restart,
        TearIndex,
        LoseIndex,
    }

    private sealed record Step(Act Act, int Amount)
    {
        public override string ToString() => $"{Act}({Amount})";
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var step =
            from act in Gen.Frequency(
                (6, Gen.Constant(Act.Out)),
                (5, Gen.Constant(Act.Err)),
                (6, Gen.Constant(Act.Pump)),
                (1, Gen.Constant(Act.Restart)),
                (1, Gen.Constant(Act.TearIndex)),
                (1, Gen.Constant(Act.LoseIndex))
            )
            from amount in Gen.Choose(0, Pieces.Length - 1)
            select new Step(act, amount);
        var runs = step.ListOf().Resize(60).ToArbitrary();
        Prop.ForAll(runs, steps => new Run().Play([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    /// <summary>A server's dealings with one log: it folds lines, counts turns, and stores where each ended.</summary>
    private sealed class Run
    {
        private readonly RawLogGround _ground = new();
        private readonly List<RawPosition> _cuts = [default];
        private List<(LogLine Line, RawPosition After)> _fold = [];
        private int _turns;
        private RawLog _log;

        public Run() => _log = _ground.Open();

        public void Play(IReadOnlyList<Step> steps)
        {
            try
            {
                foreach (var step in steps)
                    Do(step);
                while (_log.Pump(Fold, final: true)) { }
                Check();
            }
            finally
            {
                _log.Dispose();
                _ground.Dispose();
            }
        }

        private void Do(Step step)
        {
            switch (step.Act)
            {
                case Act.Out:
                    _ground.Write(LogStream.Out, Pieces[step.Amount]);
                    break;
                case Act.Err:
                    _ground.Write(LogStream.Err, Pieces[step.Amount]);
                    break;
                case Act.Pump:
                    _log.Pump(Fold, final: false);
                    break;
                case Act.Restart:
                    var before = _fold;
                    Reopen(() => { });
                    _fold.ShouldBe(before);
                    break;
                case Act.TearIndex:
                    Reopen(() => Shorten(1 + step.Amount * 7));
                    break;
                default:
                    Reopen(() => File.Delete(_ground.Index));
                    break;
            }
        }

        private void Reopen(Action damage)
        {
            _log.Dispose();
            damage();
            _log = _ground.Open(_cuts);
            _fold = [];
            _turns = 0;
            _log.ReadLines(default, _log.Indexed, Fold);
        }

        private void Shorten(int bytes)
        {
            using var file = new FileStream(_ground.Index, FileMode.Open);
            file.SetLength(Math.Max(32, file.Length - bytes));
        }

        private bool Fold(LogLine line, RawPosition after)
        {
            _fold.Add((line, after));
            if (!line.Text.EndsWith("TURN", StringComparison.Ordinal))
                return false;
            // The store keeps the end it has: a turn's window never moves.
            if (++_turns == _cuts.Count)
                _cuts.Add(after);
            return true;
        }

        private void Check()
        {
            foreach (var stream in new[] { LogStream.Out, LogStream.Err })
            {
                var bytes = _ground.Bytes(stream);
                _log.Indexed.Of(stream).ShouldBe(bytes.Length);
                _fold
                    .Where(each => each.Line.Stream == stream)
                    .Select(each => each.Line)
                    .ShouldBe(Lines(stream, bytes));
            }
            var again = new List<(LogLine, RawPosition)>();
            _log.ReadLines(
                default,
                _log.Indexed,
                (line, after) =>
                {
                    again.Add((line, after));
                    return false;
                }
            );
            again.ShouldBe(_fold);
            CheckWindows();
        }

        private void CheckWindows()
        {
            var whole = Shown(Frames(default, _log.Indexed, 1000));
            Shown(Frames(default, _log.Indexed, 3)).ShouldBe(whole);
            List<RawPosition> ends = [.. _cuts, _log.Indexed];
            var windows = new List<object>();
            var lines = new List<(LogLine, RawPosition)>();
            foreach (var (from, to) in ends.Zip(ends.Skip(1)))
            {
                var frames = Frames(from, to, 5);
                foreach (var stream in new[] { LogStream.Out, LogStream.Err })
                {
                    var bytes = _ground.Bytes(stream)[(int)from.Of(stream)..(int)to.Of(stream)];
                    RawLogGround.Text(frames, stream).ShouldBe(Encoding.UTF8.GetString(bytes));
                }
                windows.AddRange(Shown(frames));
                _log.ReadLines(
                    from,
                    to,
                    (line, after) =>
                    {
                        lines.Add((line, after));
                        return false;
                    }
                );
            }
            windows.ShouldBe(whole);
            lines.ShouldBe(_fold);
        }

        private static List<object> Shown(List<RawFrame> frames) =>
            [
                .. frames.Select(f =>
                    (object)(f.Stream, f.Time, Convert.ToBase64String(f.Bytes.Span))
                ),
            ];

        private List<RawFrame> Frames(RawPosition from, RawPosition to, int most) =>
            RawLogGround.FramesAsync(_log, from, to, most).GetAwaiter().GetResult();

        private static IEnumerable<LogLine> Lines(LogStream stream, byte[] bytes)
        {
            for (var start = 0; start < bytes.Length; )
            {
                var newline = Array.IndexOf(bytes, (byte)'\n', start);
                var end = newline < 0 ? bytes.Length : newline;
                yield return new LogLine(stream, start, Encoding.UTF8.GetString(bytes[start..end]));
                start = end + 1;
            }
        }
    }
}
