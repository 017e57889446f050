using System.Buffers;
using System.Text;

namespace Forge.Core.Logs;

/// <summary>
/// Cuts a stretch of one log into index records: whole lines together up to 64 KB, a longer line in pieces that never
/// tear a character.
/// </summary>
internal sealed class RawLogCutter(LogStream stream, RawPosition start, long time)
{
    public const int MostBytes = 64 * 1024;

    private RawPosition _end = start;
    private long _lines = start.Of(stream);

    public List<RawLogRecord> Records { get; } = [];

    /// <summary>Behind the last record.</summary>
    public long End => _end.Of(stream);

    /// <summary>A line ends at <paramref name="end"/>.</summary>
    /// <param name="bytes">From <see cref="End"/> to at least the line's end.</param>
    /// <param name="cut">Nothing after this line may stand in the same record.</param>
    public void Line(long end, ReadOnlySpan<byte> bytes, bool cut)
    {
        if (end - End > MostBytes)
        {
            var done = (int)(_lines - End);
            CloseLines();
            Pieces(end, bytes[done..]);
        }
        _lines = end;
        if (cut)
            CloseLines();
    }

    /// <summary>Puts the lines so far into a record.</summary>
    public void CloseLines()
    {
        if (_lines > End)
            Add(_lines, endsLine: true);
    }

    /// <summary>Pieces of a line that goes on until <paramref name="end"/> or beyond. At least one byte stays for its last piece.</summary>
    public void Pieces(long end, ReadOnlySpan<byte> bytes)
    {
        while (end - End > MostBytes)
        {
            var length = WholeCharacters(bytes[..MostBytes]);
            Add(End + length, endsLine: false);
            bytes = bytes[length..];
        }
    }

    /// <summary>A piece of a line that must end here because a window ended here before.</summary>
    public void Piece(long end)
    {
        if (end > End)
            Add(end, endsLine: false);
    }

    /// <summary>How many of the bytes come before a character that is not complete yet; all, if there is none such.</summary>
    public static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var tail = 1; tail <= Math.Min(3, bytes.Length - 1); tail++)
        {
            if (Rune.DecodeFromUtf8(bytes[^tail..], out _, out _) == OperationStatus.NeedMoreData)
                return bytes.Length - tail;
        }
        return bytes.Length;
    }

    private void Add(long end, bool endsLine)
    {
        _end = _end.With(stream, end);
        _lines = end;
        Records.Add(new RawLogRecord(time, _end, endsLine));
    }
}
