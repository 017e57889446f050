namespace Forge.Cli.Terminals;

/// <summary>Breaks a text into lines of a width, at spaces; a word that is longer is cut into pieces.</summary>
internal static class WordWrap
{
    private const int Narrowest = 8;

    public static IEnumerable<string> Lines(string text, int width)
    {
        var room = Math.Max(Narrowest, width);
        var line = "";
        foreach (var word in Words.OneLine(text, int.MaxValue).Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (TextWidth.Of(longer) <= room)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0)
                yield return line;
            var pieces = Pieces(word, room).ToList();
            foreach (var piece in pieces.SkipLast(1))
                yield return piece;
            line = pieces[^1];
        }
        if (line.Length > 0)
            yield return line;
    }

    private static IEnumerable<string> Pieces(string word, int width)
    {
        var (start, columns) = (0, 0);
        for (var at = 0; at < word.Length; )
        {
            var length = char.IsSurrogatePair(word, at) ? 2 : 1;
            var own = TextWidth.Of(word.Substring(at, length));
            if (columns + own > width)
            {
                yield return word[start..at];
                (start, columns) = (at, 0);
            }
            columns += own;
            at += length;
        }
        yield return word[start..];
    }
}
