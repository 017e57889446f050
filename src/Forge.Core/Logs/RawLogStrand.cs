using System.Text;
using Forge.Core.Platform;
using Microsoft.Win32.SafeHandles;

namespace Forge.Core.Logs;

/// <summary>One of the two output files, read by place, and how far its lines have been taken.</summary>
internal sealed class RawLogStrand(LogStream stream, string path) : IDisposable
{
    /// <summary>Longer lines are handed on in pieces of this size.</summary>
    public const int MostLineBytes = 32 * 1024 * 1024;

    private const int ChunkBytes = 512 * 1024;

    private readonly SafeFileHandle _file = File.OpenHandle(
        path,
        FileMode.Open,
        FileAccess.Read,
        FileShare.ReadWrite | FileShare.Delete
    );

    public LogStream Stream => stream;

    /// <summary>Where the line starts that is not complete yet.</summary>
    public long LineStart { get; set; }

    public long Length => RandomAccess.GetLength(_file);

    public DateTimeOffset LastWrite => File.GetLastWriteTimeUtc(_file);

    /// <summary>
    /// Takes what is new from <paramref name="from"/> on, as far as <paramref name="limit"/> lets it: hands every complete line on and
    /// returns the records for it. The caller writes them and then sets <see cref="LineStart"/>.
    /// </summary>
    public RawLogTaken Take(RawPosition from, RawLogLimit limit, long time, RawLineHandler handler)
    {
        var start = from.Of(stream);
        var bytes = Bytes(start, Math.Min(start + ChunkBytes, limit.End));
        var end = start + bytes.Length;
        var cutter = new RawLogCutter(stream, from, time);
        var lineStart = LineStart;
        while (
            NextLineEnd(
                bytes,
                start,
                Math.Max(start, lineStart),
                lineStart,
                limit.Final && end == limit.Length
            )
                is { } next
        )
        {
            var line = new LogLine(stream, lineStart, LineText(bytes, start, lineStart, next));
            var cut = handler(line, from.With(stream, next));
            // A line that ends without a newline is told by its record alone, so its record ends with it.
            cut |= bytes[next - start - 1] != (byte)'\n';
            cutter.Line(next, bytes.AsSpan((int)(cutter.End - start)), cut);
            lineStart = next;
        }
        cutter.CloseLines();
        cutter.Pieces(end, bytes.AsSpan((int)(cutter.End - start)));
        if (end == limit.Cut && end < limit.Length)
            cutter.Piece(end);
        return new RawLogTaken(cutter.Records, lineStart);
    }

    /// <summary>
    /// A script that says <c>echo x >/dev/stderr</c> empties the log it writes to. What it had written is gone; this puts
    /// the end of the file back to where it was, so that what follows is found, and saves what was written since.
    /// </summary>
    public void Mend(long position)
    {
        if (Length >= position)
            return;
        Files.ExtendTo(path, position);
        var since = Bytes(0, position).AsSpan().TrimEnd((byte)0);
        Files.AppendAtEnd(path, since);
    }

    /// <summary>The bytes of a stretch; fewer where the file ends before.</summary>
    public byte[] Bytes(long from, long to)
    {
        var bytes = new byte[Math.Max(0, to - from)];
        var length = 0;
        while (length < bytes.Length)
        {
            var read = RandomAccess.Read(_file, bytes.AsSpan(length), from + length);
            if (read == 0)
                return bytes[..length];
            length += read;
        }
        return bytes;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Where the next line ends: at its newline, at the greatest length, or with the file when nothing more will come.</summary>
    private static long? NextLineEnd(
        byte[] bytes,
        long start,
        long scan,
        long lineStart,
        bool closed
    )
    {
        var rest = bytes.AsSpan((int)(scan - start));
        var newline = rest.IndexOf((byte)'\n');
        var end = newline < 0 ? start + bytes.Length : scan + newline + 1;
        if (end - lineStart > MostLineBytes)
        {
            var room = (int)Math.Max(1, lineStart + MostLineBytes - scan);
            return scan + RawLogCutter.WholeCharacters(rest[..room]);
        }
        return newline >= 0 || (closed && end > scan) ? end : null;
    }

    private string LineText(byte[] bytes, long start, long from, long to)
    {
        var line =
            from >= start ? bytes.AsSpan((int)(from - start), (int)(to - from)) : Bytes(from, to);
        return Encoding.UTF8.GetString(line is [.., (byte)'\n'] ? line[..^1] : line);
    }
}

/// <summary>How far a file may be taken at one look.</summary>
/// <param name="Length">The file's, at that look.</param>
/// <param name="Cut">Where a window ended before; nothing beyond it may be taken yet.</param>
/// <param name="Final">Nothing more will be written.</param>
internal readonly record struct RawLogLimit(long Length, long? Cut, bool Final)
{
    public long End => Math.Min(Length, Cut ?? long.MaxValue);
}

/// <summary>What one look at a file gave: records to write, and then the start of the line that is still open.</summary>
internal readonly record struct RawLogTaken(List<RawLogRecord> Records, long LineStart);
