using System.Text;

namespace Forge.Core.Logs;

/// <summary>Reads a stretch of the log again, in the index's order.</summary>
internal sealed class RawLogLines(
    RawLogIndex index,
    Func<LogStream, RawLogStrand> strandOf,
    RawPosition from,
    RawPosition to
)
{
    private const long RunBytes = 1024 * 1024;

    private RawPosition _lineStart;

    public void Read(RawLineHandler handler)
    {
        var count = index.Count;
        var sequence = index.First(count, at => at.Out > from.Out || at.Err > from.Err);
        _lineStart = new RawPosition(LineStart(LogStream.Out), LineStart(LogStream.Err));
        var before = index.Before(sequence);
        while (index.Read(sequence, count - sequence) is { Count: > 0 } records)
        {
            for (var at = 0; at < records.Count; )
            {
                var run = Run(records, at, before);
                if (run.Count == 0)
                    return;
                var stream = run[0].StreamAfter(before) ?? LogStream.Out;
                Hand(stream, run, handler);
                before = run[^1].End;
                at += run.Count;
            }
            sequence += records.Count;
        }
    }

    /// <summary>The last text before <paramref name="to"/>, found by walking back.</summary>
    public static string Tail(
        RawLogIndex index,
        Func<LogStream, RawLogStrand> strandOf,
        RawPosition from,
        RawPosition to,
        int mostBytes
    )
    {
        var parts = new Stack<string>();
        var sequence = index.First(index.Count, at => at.Out > to.Out || at.Err > to.Err) - 1;
        for (long left = mostBytes; sequence >= 0 && left > 0; sequence--)
        {
            var before = index.Before(sequence);
            var end = index[sequence].End;
            if (from.HasReached(end))
                break;
            var stream = index[sequence].StreamAfter(before) ?? LogStream.Out;
            var start = Math.Max(
                Math.Max(before.Of(stream), from.Of(stream)),
                end.Of(stream) - left
            );
            left -= end.Of(stream) - start;
            var bytes = strandOf(stream).Bytes(start, end.Of(stream)).AsSpan();
            // Cut in the middle of a character: what is left of it is not shown.
            while (start > before.Of(stream) && bytes.Length > 0 && (bytes[0] & 0xC0) == 0x80)
                bytes = bytes[1..];
            parts.Push(Encoding.UTF8.GetString(bytes));
        }
        return string.Concat(parts);
    }

    /// <summary>Records of one stream in a row, up to the end: read in one go, with the same result as one by one.</summary>
    private List<RawLogRecord> Run(List<RawLogRecord> records, int at, RawPosition before)
    {
        var run = new List<RawLogRecord>();
        var stream = records[at].StreamAfter(before);
        var start = before;
        for (; at < records.Count && to.HasReached(records[at].End); at++)
        {
            var far =
                records[at].End.Of(stream ?? LogStream.Out) - start.Of(stream ?? LogStream.Out);
            if (records[at].StreamAfter(before) != stream || (far > RunBytes && run.Count > 0))
                break;
            run.Add(records[at]);
            before = records[at].End;
        }
        return run;
    }

    private void Hand(LogStream stream, List<RawLogRecord> run, RawLineHandler handler)
    {
        var ends = run.Where(record => record.EndsLine).Select(record => record.End).ToList();
        if (ends.Count == 0)
            return;
        var start = _lineStart.Of(stream);
        var bytes = strandOf(stream).Bytes(start, ends[^1].Of(stream));
        var lineStart = start;
        foreach (var end in ends)
        {
            while (lineStart < end.Of(stream))
            {
                var rest = bytes.AsSpan(
                    (int)(lineStart - start),
                    (int)(end.Of(stream) - lineStart)
                );
                var newline = rest.IndexOf((byte)'\n');
                var text = Encoding.UTF8.GetString(newline < 0 ? rest : rest[..newline]);
                var next = newline < 0 ? end.Of(stream) : lineStart + newline + 1;
                if (next > from.Of(stream))
                    handler(new LogLine(stream, lineStart, text), end.With(stream, next));
                lineStart = next;
            }
        }
        _lineStart = _lineStart.With(stream, lineStart);
    }

    /// <summary>Where the line starts that the window's start stands in; a long line may have begun many records before.</summary>
    private long LineStart(LogStream stream)
    {
        var place = from.Of(stream);
        while (place > 0)
        {
            var looked = place;
            var sequence = index.First(index.Count, at => at.Of(stream) >= looked);
            if (sequence == index.Count)
                return place;
            var record = index[sequence];
            if (record.EndsLine && record.End.Of(stream) == place)
                return place;
            place = index.Before(sequence).Of(stream);
        }
        return 0;
    }
}
