using Markdig;
using Markdig.Syntax;

namespace Forge.Planning.Markdown;

/// <summary>
/// A long document parsed in stretches, side by side. A heading at the margin ends every open block but one, a fence at the margin;
/// so a stretch may end in front of such a heading, unless a fence stands open there. Whether one does, the tree of the stretch tells.
/// </summary>
internal sealed class Stretches(MarkdownPipeline pipeline)
{
    /// <summary>Characters of a stretch; a document that is not twice as long is parsed in one.</summary>
    public const int Usual = 32 * 1024;

    private sealed record Stretch(string Text, int LinesBefore);

    /// <summary>What a stretch became; null where it cannot be read apart from the others.</summary>
    private sealed record Parsed<T>(T? Result)
        where T : class;

    /// <param name="read">Makes something of the tree of a stretch and the number of lines before it.</param>
    /// <returns>In the order of the document; null when it has to be parsed as a whole.</returns>
    public IReadOnlyList<T>? Read<T>(string text, int length, Func<MarkdownDocument, int, T> read)
        where T : class
    {
        // A definition of a link counts in the whole document.
        if (text.Length < 2 * length || text.Contains("]:", StringComparison.Ordinal))
            return null;
        var stretches = Cut(text, length);
        var parsed = ManyHands.Each(stretches, s => Read(s, read), few: 1);
        return parsed.Any(p => p.Result is null) ? null : [.. parsed.Select(p => p.Result!)];
    }

    private Parsed<T> Read<T>(Stretch stretch, Func<MarkdownDocument, int, T> read)
        where T : class
    {
        try
        {
            var tree = Markdig.Markdown.Parse(stretch.Text, pipeline);
            return tree.LastChild is FencedCodeBlock { ClosingFencedCharCount: 0 }
                ? new Parsed<T>(null)
                : new Parsed<T>(read(tree, stretch.LinesBefore));
        }
        catch (ArgumentException)
        {
            // Too deep; the whole document has a way for it.
            return new Parsed<T>(null);
        }
    }

    private static List<Stretch> Cut(string text, int length)
    {
        var stretches = new List<Stretch>();
        var (start, lines) = (0, 0);
        while (text.Length - start >= 2 * length)
        {
            var end = Heading(text, start + length);
            if (end < 0)
                break;
            stretches.Add(new Stretch(text[start..end], lines));
            lines += text.AsSpan(start, end - start).Count('\n');
            start = end;
        }
        stretches.Add(new Stretch(text[start..], lines));
        return stretches;
    }

    /// <summary>Where the next heading at the margin begins; -1 where there is none. In code it is none, which the tree will tell.</summary>
    private static int Heading(string text, int from)
    {
        for (var at = from; (at = text.IndexOf("\n#", at, StringComparison.Ordinal)) >= 0; at++)
        {
            var mark = text.AsSpan(at + 1);
            var level = mark.IndexOfAnyExcept('#');
            if (level is >= 1 and <= 6 && mark[level] is ' ')
                return at + 1;
        }
        return -1;
    }
}
