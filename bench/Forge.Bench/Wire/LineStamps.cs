using System.Buffers.Text;
using System.Collections;
using Forge.Bench.Machine;

namespace Forge.Bench.Wire;

/// <summary>The agent's lines found in frames: how many came, and how long each took. A line that comes again counts once.</summary>
internal sealed class LineStamps(int most)
{
    private readonly BitArray _seen = new(most);

    private static ReadOnlySpan<byte> Line => "line "u8;
    private static ReadOnlySpan<byte> Time => " ts="u8;

    public int Count { get; private set; }
    public List<double> Latencies { get; } = [];

    public void Take(Frame frame)
    {
        var rest = frame.Text.Span;
        for (var at = rest.IndexOf(Line); at >= 0; at = rest.IndexOf(Line))
        {
            rest = rest[(at + Line.Length)..];
            if (
                !Utf8Parser.TryParse(rest, out int number, out var used)
                || number < 0
                || number >= most
            )
                continue;
            rest = rest[used..];
            if (
                !rest.StartsWith(Time)
                || !Utf8Parser.TryParse(rest[Time.Length..], out long stamped, out _)
            )
                continue;
            Note(number, WallClock.Milliseconds(stamped, frame.At));
        }
    }

    private void Note(int number, double latency)
    {
        if (_seen[number])
            return;
        _seen[number] = true;
        Count++;
        Latencies.Add(latency);
    }
}
