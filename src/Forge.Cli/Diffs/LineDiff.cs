namespace Forge.Cli.Diffs;

/// <summary>A run of lines that is in the old text only, the new only, or both.</summary>
/// <param name="OldStart">Index of the first line in the old text.</param>
/// <param name="NewStart">Index of the first line in the new text.</param>
internal readonly record struct Change(int OldStart, int OldCount, int NewStart, int NewCount);

/// <summary>
/// Which lines differ between two texts. Lines that occur once on each side are matched first (patience), then what lies
/// between them by Myers' shortest script; a stretch that would take too long counts as replaced as a whole.
/// </summary>
internal static class LineDiff
{
    /// <summary>Edits that Myers looks for in one stretch: time and memory grow with its square.</summary>
    private const int MostEdits = 400;

    /// <summary>Changes in order; they neither touch nor overlap.</summary>
    public static List<Change> Of(IReadOnlyList<string> old, IReadOnlyList<string> @new)
    {
        var matches = new List<(int Old, int New)>();
        Match(new Stretch(old, @new, 0, old.Count, 0, @new.Count), matches);
        var changes = new List<Change>();
        var (o, n) = (0, 0);
        foreach (var (matchOld, matchNew) in matches.Append((old.Count, @new.Count)))
        {
            if (matchOld > o || matchNew > n)
                changes.Add(new Change(o, matchOld - o, n, matchNew - n));
            (o, n) = (matchOld + 1, matchNew + 1);
        }
        return changes;
    }

    private readonly record struct Stretch(
        IReadOnlyList<string> Old,
        IReadOnlyList<string> New,
        int OldStart,
        int OldEnd,
        int NewStart,
        int NewEnd
    )
    {
        public bool IsEmpty => OldStart == OldEnd || NewStart == NewEnd;
    }

    private static void Match(Stretch all, List<(int, int)> matches)
    {
        var (o, n, oldEnd, newEnd) = (all.OldStart, all.NewStart, all.OldEnd, all.NewEnd);
        while (o < oldEnd && n < newEnd && all.Old[o] == all.New[n])
            matches.Add((o++, n++));
        while (o < oldEnd && n < newEnd && all.Old[oldEnd - 1] == all.New[newEnd - 1])
            (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1);
        var middle = all with { OldStart = o, OldEnd = oldEnd, NewStart = n, NewEnd = newEnd };
        if (!middle.IsEmpty)
            MatchMiddle(middle, matches);
        for (var i = 0; oldEnd + i < all.OldEnd; i++)
            matches.Add((oldEnd + i, newEnd + i));
    }

    private static void MatchMiddle(Stretch middle, List<(int, int)> matches)
    {
        var anchors = Anchors(middle);
        if (anchors.Count == 0)
        {
            Myers(middle, matches);
            return;
        }
        var (o, n) = (middle.OldStart, middle.NewStart);
        foreach (var (anchorOld, anchorNew) in anchors)
        {
            Match(
                middle with
                {
                    OldStart = o,
                    OldEnd = anchorOld,
                    NewStart = n,
                    NewEnd = anchorNew,
                },
                matches
            );
            matches.Add((anchorOld, anchorNew));
            (o, n) = (anchorOld + 1, anchorNew + 1);
        }
        Match(middle with { OldStart = o, NewStart = n }, matches);
    }

    /// <summary>The longest rising sequence of lines that are unique on both sides.</summary>
    private static List<(int Old, int New)> Anchors(Stretch stretch)
    {
        var newPlaces = Unique(stretch.New, stretch.NewStart, stretch.NewEnd);
        var pairs = Unique(stretch.Old, stretch.OldStart, stretch.OldEnd)
            .Where(pair => newPlaces.ContainsKey(pair.Key))
            .Select(pair => (Old: pair.Value, New: newPlaces[pair.Key]))
            .OrderBy(pair => pair.Old)
            .ToList();
        return LongestRising(pairs);
    }

    private static Dictionary<string, int> Unique(IReadOnlyList<string> lines, int start, int end)
    {
        var places = new Dictionary<string, int>();
        var often = new HashSet<string>();
        for (var i = start; i < end; i++)
            if (!places.TryAdd(lines[i], i))
                often.Add(lines[i]);
        foreach (var line in often)
            places.Remove(line);
        return places;
    }

    private static List<(int Old, int New)> LongestRising(List<(int Old, int New)> pairs)
    {
        var piles = new List<int>();
        var before = new int[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (low, high) = (0, piles.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) =
                    pairs[piles[middle]].New < pairs[i].New ? (middle + 1, high) : (low, middle);
            }
            before[i] = low > 0 ? piles[low - 1] : -1;
            if (low == piles.Count)
                piles.Add(i);
            else
                piles[low] = i;
        }
        var longest = new List<(int, int)>();
        for (var i = piles.Count > 0 ? piles[^1] : -1; i >= 0; i = before[i])
            longest.Add(pairs[i]);
        longest.Reverse();
        return longest;
    }

    /// <summary>The greedy forward search of Myers' paper, remembering each round's furthest points to walk back.</summary>
    private static void Myers(Stretch s, List<(int, int)> matches)
    {
        var (oldCount, newCount) = (s.OldEnd - s.OldStart, s.NewEnd - s.NewStart);
        var most = Math.Min(oldCount + newCount, MostEdits);
        var rounds = new List<int[]>();
        var furthest = new int[2 * most + 3];
        for (var edits = 0; edits <= most; edits++)
        {
            rounds.Add([.. furthest]);
            for (var k = -edits; k <= edits; k += 2)
            {
                var x = Step(furthest, most + 1 + k, k, edits);
                var y = x - k;
                while (
                    x < oldCount
                    && y >= 0
                    && y < newCount
                    && s.Old[s.OldStart + x] == s.New[s.NewStart + y]
                )
                    (x, y) = (x + 1, y + 1);
                furthest[most + 1 + k] = x;
                if (x >= oldCount && y >= newCount)
                {
                    WalkBack(s, rounds, most, edits, matches);
                    return;
                }
            }
        }
    }

    private static int Step(int[] furthest, int at, int k, int edits) =>
        k == -edits || (k != edits && furthest[at - 1] < furthest[at + 1])
            ? furthest[at + 1]
            : furthest[at - 1] + 1;

    private static void WalkBack(
        Stretch s,
        List<int[]> rounds,
        int most,
        int edits,
        List<(int, int)> matches
    )
    {
        var found = new List<(int, int)>();
        var (x, y) = (s.OldEnd - s.OldStart, s.NewEnd - s.NewStart);
        for (var round = edits; round >= 0; round--)
        {
            var k = x - y;
            var at = most + 1 + k;
            var down = k == -round || (k != round && rounds[round][at - 1] < rounds[round][at + 1]);
            var previousX = round == 0 ? 0 : rounds[round][down ? at + 1 : at - 1];
            var previousY = round == 0 ? 0 : previousX - (down ? k + 1 : k - 1);
            while (x > previousX && y > previousY)
                found.Add((s.OldStart + --x, s.NewStart + --y));
            (x, y) = (previousX, previousY);
        }
        found.Reverse();
        matches.AddRange(found);
    }
}
