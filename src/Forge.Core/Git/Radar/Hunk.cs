using System.Globalization;

namespace Forge.Core.Git.Radar;

/// <summary>One change of lines as <c>git diff -U0</c> names it: @@ -OldStart,OldCount +NewStart,NewCount @@.</summary>
internal readonly record struct Hunk(int OldStart, int OldCount, int NewStart, int NewCount)
{
    /// <summary>Two changes this near each other touch: git's own merge takes such for one.</summary>
    private const int Near = 3;

    public LineRange Old => Range(OldStart, OldCount);
    public LineRange New => Range(NewStart, NewCount);

    public static Hunk? Parse(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("@@ -"))
            return null;
        var parts = line[4..].ToString().Split(' ', 3);
        var (oldStart, oldCount) = Numbers(parts[0]);
        var (newStart, newCount) = Numbers(parts[1].TrimStart('+'));
        return new Hunk(oldStart, oldCount, newStart, newCount);
    }

    /// <summary>Where lines of the old version are in the new one. Those that were replaced are where the new ones are.</summary>
    public static LineRange Moved(LineRange lines, IReadOnlyList<Hunk> hunks) =>
        new(Moved(lines.First, hunks, isEnd: false), Moved(lines.Last, hunks, isEnd: true));

    public static bool Touch(IReadOnlyList<LineRange> some, IReadOnlyList<LineRange> others)
    {
        // Both are in order.
        for (int i = 0, k = 0; i < some.Count && k < others.Count; )
        {
            var (one, other) = (some[i], others[k]);
            if (one.First - other.Last <= Near && other.First - one.Last <= Near)
                return true;
            if (one.Last < other.Last)
                i++;
            else
                k++;
        }
        return false;
    }

    // Lines that were added stand between two old ones, and touch both.
    private static LineRange Range(int start, int count) =>
        new(start, count == 0 ? start + 1 : start + count - 1);

    private static int Moved(int line, IReadOnlyList<Hunk> hunks, bool isEnd)
    {
        var shift = 0;
        foreach (var hunk in hunks)
        {
            // Of an insertion the start is the line before it.
            var first = hunk.OldCount == 0 ? hunk.OldStart + 1 : hunk.OldStart;
            if (line < first)
                break;
            if (line < first + hunk.OldCount)
                return isEnd
                    ? Math.Max(hunk.NewStart, hunk.NewStart + hunk.NewCount - 1)
                    : hunk.NewStart;
            shift += hunk.NewCount - hunk.OldCount;
        }
        return line + shift;
    }

    private static (int Start, int Count) Numbers(string text)
    {
        var parts = text.Split(',');
        return (
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1
        );
    }
}
