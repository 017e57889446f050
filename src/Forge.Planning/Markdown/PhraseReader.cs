using Markdig.Syntax.Inlines;

namespace Forge.Planning.Markdown;

/// <summary>Markdig's inlines as lines of pieces.</summary>
internal sealed class PhraseReader
{
    private readonly List<Phrase> _lines = [];
    private List<Piece> _pieces = [];
    private int _line;
    private int _linesBefore;

    /// <param name="line">Of the first inline, counted from 1.</param>
    /// <param name="linesBefore">Lines of the document in front of the first one of the tree.</param>
    public static IReadOnlyList<Phrase> Read(ContainerInline? text, int line, int linesBefore)
    {
        var reader = new PhraseReader { _line = line, _linesBefore = linesBefore };
        if (text is not null)
            reader.Add(text, bold: false, link: null);
        reader.EndLine();
        return reader._lines;
    }

    private void Add(ContainerInline inlines, bool bold, string? link)
    {
        for (var inline = inlines.FirstChild; inline is not null; inline = inline.NextSibling)
            Add(inline, bold, link);
    }

    private void Add(Inline inline, bool bold, string? link)
    {
        switch (inline)
        {
            case LineBreakInline end:
                EndLine();
                _line = Math.Max(_line, _linesBefore + end.Line + 1) + 1;
                break;
            case LiteralInline literal:
                Add(new Piece(literal.Content.ToString(), bold, false, link));
                break;
            case CodeInline code:
                Add(new Piece(code.Content, bold, true, link));
                break;
            case EmphasisInline { DelimiterCount: 1 } italic:
                Around(italic, bold, link, italic.DelimiterChar.ToString());
                break;
            case EmphasisInline strong:
                Add(strong, true, link);
                break;
            case LinkInline target:
                Add(target, bold, target.Url ?? "");
                break;
            case AutolinkInline address:
                Add(new Piece($"<{address.Url}>", bold, false, link));
                break;
            case HtmlEntityInline entity:
                Add(new Piece(entity.Transcoded.ToString(), bold, false, link));
                break;
            case HtmlInline tag:
                Add(new Piece(tag.Tag, bold, false, link));
                break;
            case DelimiterInline delimiter:
                Add(new Piece(delimiter.ToLiteral(), bold, false, link));
                Add((ContainerInline)delimiter, bold, link);
                break;
            case ContainerInline other:
                Add(other, bold, link);
                break;
        }
    }

    private void Around(ContainerInline inner, bool bold, string? link, string mark)
    {
        Add(new Piece(mark, bold, false, link));
        Add(inner, bold, link);
        Add(new Piece(mark, bold, false, link));
    }

    private void Add(Piece piece)
    {
        if (piece.Text.Length == 0)
            return;
        if (!piece.Code && _pieces is [.., var last] && last with { Text = piece.Text } == piece)
            _pieces[^1] = last with { Text = last.Text + piece.Text };
        else
            _pieces.Add(piece);
    }

    private void EndLine()
    {
        if (_pieces.Count > 0)
            _lines.Add(new Phrase(_line, _pieces));
        _pieces = [];
    }
}
