using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>A key and what follows it on its line.</summary>
internal readonly record struct Keyed(string Key, Phrase Rest);

/// <summary>Finds the key at the head of a line: <c>**Key:** text</c>, <c>**Key** — text</c>, <c>Key: text</c>.</summary>
internal static class Keys
{
    private const int MaxLength = 80;

    /// <summary>The key and what follows it; null when the line has none.</summary>
    /// <param name="known">Keys that need no bold letters.</param>
    public static Keyed? Of(Phrase line, Func<string, bool> known)
    {
        var pieces = line.Pieces;
        var at = 0;
        while (at < pieces.Count && IsMark(pieces[at]))
            at++;
        if (at == pieces.Count)
            return null;
        return pieces[at].Bold ? OfBold(line, at, known) : OfPlain(line, known);
    }

    private static bool IsMark(Piece piece) =>
        !piece.Bold && !piece.Code && !Words.HasLetterOrDigit(piece.Text);

    private static Keyed? OfBold(Phrase line, int at, Func<string, bool> known)
    {
        var before = line.Pieces.Take(at).Sum(p => p.Text.Length);
        var bold = string.Concat(line.Pieces.Skip(at).TakeWhile(p => p.Bold).Select(p => p.Text));
        var end = before + bold.Length;
        var key = bold.Trim();
        if (key.EndsWith(':'))
            return Made(key[..^1], line.From(end));
        var rest = line.From(end);
        var text = rest.Plain;
        if (text.StartsWith(':'))
            return Made(key, Cut(rest, ":"));
        if (text.Length == 0 && known(Words.Normal(key)))
            return Made(key, rest);
        if (text is ['—' or '–', ..] or ['-', ' ', ..] && known(Words.Normal(key)))
            return Made(key, Cut(rest, text[..1]));
        // All of it bold: **Status: DRAFT**
        var colon = bold.IndexOf(':');
        return colon > 0 && known(Words.Normal(bold[..colon]))
            ? Made(bold[..colon], Plainly(line.From(before + colon + 1)))
            : null;
    }

    private static Phrase Plainly(Phrase line) =>
        new(line.Line, [.. line.Pieces.Select(p => p with { Bold = false })]);

    private static Keyed? OfPlain(Phrase line, Func<string, bool> known)
    {
        var first = line.Pieces[0] is { Code: false, Link: null } piece ? piece.Text : "";
        var colon = first.IndexOf(':');
        if (colon is < 1 or > 48)
            return null;
        var key = first[..colon].Trim(' ', '*', '_', '\t');
        return known(Words.Normal(key)) ? Made(key, Cut(line.From(colon + 1), "*", "_")) : null;
    }

    private static Phrase Cut(Phrase rest, params ReadOnlySpan<string> marks)
    {
        foreach (var mark in marks)
        {
            var first = string.Concat(rest.Pieces.Select(p => p.Text));
            var at = first.Length - first.TrimStart().Length;
            if (first.AsSpan(at).StartsWith(mark))
                return rest.From(at + mark.Length);
        }
        return rest;
    }

    private static Keyed? Made(string key, Phrase rest)
    {
        key = Words.WithoutMarks(key.Trim());
        return key.Length is > 0 and <= MaxLength ? new Keyed(key, rest) : null;
    }

    /// <summary>
    /// Several keys may share a line: <c>**Effort:** 5 minutes | **Risk:** low</c>. Each gets a line of its own.
    /// </summary>
    public static IEnumerable<Phrase> Apart(Phrase line)
    {
        var start = 0;
        var length = 0;
        for (var i = 0; i < line.Pieces.Count; i++)
        {
            var piece = line.Pieces[i];
            var before = i > 0 ? line.Pieces[i - 1].Text.TrimEnd() : "";
            var isKey =
                piece.Bold
                && (
                    piece.Text.TrimEnd().EndsWith(':')
                    || i + 1 < line.Pieces.Count && line.Pieces[i + 1].Text.StartsWith(':')
                );
            if (isKey && i > 0 && before is [.., '|' or '·' or '•' or ';'])
            {
                var cut = length - (line.Pieces[i - 1].Text.Length - before.Length) - 1;
                yield return line.Until(cut).From(start);
                start = length;
            }
            length += piece.Text.Length;
        }
        yield return start == 0 ? line : line.From(start);
    }
}
