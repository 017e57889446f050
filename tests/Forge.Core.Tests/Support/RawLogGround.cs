using System.Text;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Support;

/// <summary>Two log files that a test writes as an agent would.</summary>
public sealed class RawLogGround : IDisposable
{
    public RawLogGround()
    {
        File.WriteAllBytes(PathOf(LogStream.Out), []);
        File.WriteAllBytes(PathOf(LogStream.Err), []);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("forge-rawlog-").FullName;
    public string Index => Path.Combine(Root, "index");

    internal string PathOf(LogStream stream) =>
        Path.Combine(Root, stream == LogStream.Err ? "err.log" : "out.log");

    internal RawLog Open(params IReadOnlyList<RawPosition> cuts) =>
        RawLog.Open(Root, TimeProvider.System, cuts);

    internal void Write(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(
            PathOf(stream),
            FileMode.Append,
            FileAccess.Write,
            FileShare.ReadWrite
        );
        file.Write(bytes);
    }

    internal void Out(string text) => Write(LogStream.Out, Encoding.UTF8.GetBytes(text));

    internal void Err(string text) => Write(LogStream.Err, Encoding.UTF8.GetBytes(text));

    internal byte[] Bytes(LogStream stream) => File.ReadAllBytes(PathOf(stream));

    internal static List<string> PumpAll(RawLog log, bool final = false)
    {
        var lines = new List<string>();
        while (log.Pump((line, _) => Note(lines, line), final)) { }
        return lines;
    }

    internal static List<string> ReadLines(RawLog log, RawPosition from, RawPosition to)
    {
        var lines = new List<string>();
        log.ReadLines(from, to, (line, _) => Note(lines, line));
        return lines;
    }

    internal static async Task<List<RawFrame>> FramesAsync(
        RawLog log,
        RawPosition from,
        RawPosition? to,
        int most = int.MaxValue
    )
    {
        var window = log.Window(from, () => to);
        var frames = new List<RawFrame>();
        while (true)
        {
            var page = await window.ReadAsync(frames.Count, most, CancellationToken.None);
            frames.AddRange(page.Items);
            page.Next.ShouldBe(frames.Count);
            if (page.Ended || page.Items.Count == 0)
                return frames;
        }
    }

    internal static string Text(IEnumerable<RawFrame> frames, LogStream stream) =>
        string.Concat(frames.Where(frame => frame.Stream == stream).Select(frame => frame.Content));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static bool Note(List<string> lines, LogLine line)
    {
        lines.Add($"{line.Stream} {line.Offset} {line.Text}");
        return false;
    }
}
