namespace Forge.Planning.Reports;

/// <summary>A set of moments as stretches of time that neither touch nor overlap, in order. A stretch holds its start and not its end.</summary>
internal sealed class Spans
{
    private readonly IReadOnlyList<(long From, long To)> _all;

    private Spans(IReadOnlyList<(long From, long To)> all) => _all = all;

    public static Spans None { get; } = new([]);

    public IReadOnlyList<(long From, long To)> All => _all;

    /// <summary>In ticks.</summary>
    public long Length => _all.Sum(s => s.To - s.From);

    public double Seconds => (double)Length / TimeSpan.TicksPerSecond;

    /// <summary>Stretches in any order; what ends before it begins is none.</summary>
    public static Spans Of(IEnumerable<(long From, long To)> stretches)
    {
        var made = new List<(long From, long To)>();
        foreach (var next in stretches.Where(s => s.From < s.To).OrderBy(s => s.From))
            if (made.Count > 0 && next.From <= made[^1].To)
                made[^1] = (made[^1].From, Math.Max(made[^1].To, next.To));
            else
                made.Add(next);
        return new Spans(made);
    }

    public static Spans Of(IEnumerable<WorkInterval> intervals) =>
        Of(intervals.Select(i => (i.From.UtcTicks, i.To.UtcTicks)));

    public Spans Union(Spans other) => Of(_all.Concat(other._all));

    public Spans Intersect(Spans other)
    {
        var made = new List<(long, long)>();
        for (int a = 0, b = 0; a < _all.Count && b < other._all.Count; )
        {
            var (from, to) = (
                Math.Max(_all[a].From, other._all[b].From),
                Math.Min(_all[a].To, other._all[b].To)
            );
            if (from < to)
                made.Add((from, to));
            if (_all[a].To < other._all[b].To)
                a++;
            else
                b++;
        }
        return new Spans(made);
    }

    public Spans Except(Spans other)
    {
        var made = new List<(long, long)>();
        var b = 0;
        foreach (var (from, to) in _all)
        {
            var at = from;
            while (b < other._all.Count && other._all[b].To <= at)
                b++;
            for (var i = b; i < other._all.Count && other._all[i].From < to; i++)
            {
                if (other._all[i].From > at)
                    made.Add((at, other._all[i].From));
                at = Math.Max(at, other._all[i].To);
            }
            if (at < to)
                made.Add((at, to));
        }
        return new Spans(made);
    }
}
