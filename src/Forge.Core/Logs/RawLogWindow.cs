using Forge.Core.Streams;

namespace Forge.Core.Logs;

/// <summary>One turn's part of the log as a sequence of frames. A follower holds nothing but its position.</summary>
internal sealed class RawLogWindow(
    RawLogIndex index,
    Func<LogStream, RawLogStrand> strandOf,
    Bell bell,
    RawPosition from,
    Func<RawPosition?> end
) : Tail<RawFrame>
{
    private const long PageBytes = 1024 * 1024;

    private long _first = -1;

    public override Bell Bell => bell;

    public override ValueTask<TailPage<RawFrame>> ReadAsync(
        long position,
        int most,
        CancellationToken ct
    )
    {
        ct.ThrowIfCancellationRequested();
        // The end is asked first: all that lies before it is then already counted, or the bell will ring for it.
        var to = end();
        var count = index.Count;
        var first = First(count);
        var last = to is { } known ? Last(first, count, Reachable(known)) : null;
        var until = Math.Min(last ?? count, first + position + most);
        var items = Frames(first + position, until, to);
        var next = position + items.Count;
        var page = new TailPage<RawFrame>(items, next, last is { } stop && first + next >= stop);
        return ValueTask.FromResult(page);
    }

    private long First(long count)
    {
        var known = Volatile.Read(ref _first);
        if (known >= 0)
            return known;
        var first = index.First(count, at => at.Out > from.Out || at.Err > from.Err);
        // While no record lies beyond the start, later ones may still lie before it.
        if (first < count)
            Volatile.Write(ref _first, first);
        return first;
    }

    /// <summary>Behind the window's last record; null as long as the index has not reached its end.</summary>
    private long? Last(long first, long count, RawPosition to)
    {
        if (index.Before(first).HasReached(to))
            return first;
        var last = index.First(count, at => at.HasReached(to));
        return last < count ? last + 1 : null;
    }

    /// <summary>A power cut may have taken the end of a log; followers must still come to an end.</summary>
    private RawPosition Reachable(RawPosition to) =>
        new(
            Math.Min(to.Out, strandOf(LogStream.Out).Length),
            Math.Min(to.Err, strandOf(LogStream.Err).Length)
        );

    private List<RawFrame> Frames(long sequence, long until, RawPosition? to)
    {
        if (sequence >= until)
            return [];
        var cuts = Cuts(sequence, until, to);
        var (outs, errs) = (Stretch(LogStream.Out, cuts), Stretch(LogStream.Err, cuts));
        return
        [
            .. cuts.Select(cut => new RawFrame(
                cut.Stream,
                (cut.Stream == LogStream.Err ? errs : outs).Part(cut),
                cut.Moment
            )),
        ];
    }

    /// <summary>As many as a page may hold, one at the least.</summary>
    private List<Cut> Cuts(long sequence, long until, RawPosition? to)
    {
        var cuts = new List<Cut>();
        var before = index.Before(sequence);
        long bytes = 0;
        foreach (var record in index.Read(sequence, until - sequence))
        {
            var stream = record.StreamAfter(before) ?? LogStream.Out;
            var start = Math.Max(before.Of(stream), from.Of(stream));
            var stop = Math.Min(record.End.Of(stream), to?.Of(stream) ?? long.MaxValue);
            bytes += stop - start;
            if (bytes > PageBytes && cuts.Count > 0)
                break;
            cuts.Add(new Cut(stream, start, Math.Max(start, stop), record.Moment));
            before = record.End;
        }
        return cuts;
    }

    // What follows each other in a file is read at once: a page has up to a hundred small pieces.
    private Held Stretch(LogStream stream, List<Cut> cuts)
    {
        var own = cuts.Where(cut => cut.Stream == stream).ToList();
        return own.Count == 0
            ? new Held(0, [])
            : new Held(own[0].Start, strandOf(stream).Bytes(own[0].Start, own[^1].Stop));
    }

    private readonly record struct Cut(
        LogStream Stream,
        long Start,
        long Stop,
        DateTimeOffset Moment
    );

    /// <summary>A stretch of a file; shorter than asked for where the file ends before.</summary>
    private readonly record struct Held(long Start, byte[] Bytes)
    {
        public ReadOnlyMemory<byte> Part(Cut cut)
        {
            var from = (int)Math.Min(cut.Start - Start, Bytes.Length);
            return Bytes.AsMemory(from, (int)Math.Min(cut.Stop - cut.Start, Bytes.Length - from));
        }
    }
}
