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

    /// <summary>Which are missing, in words; null when all came.</summary>
    public string? Missing()
    {
        if (Count == _seen.Count)
            return null;
        var missing = Enumerable.Range(0, _seen.Count).Where(i => !_seen[i]).ToList();
        var holes = missing.Where((number, i) => i == 0 || missing[i - 1] != number - 1).Count();
        return $"{missing.Count:N0} of {_seen.Count:N0} lines did not come: between {missing[0]:N0} and {missing[^1]:N0}, in {holes:N0} places";
    }

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
