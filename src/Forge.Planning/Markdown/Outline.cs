using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Forge.Planning.Markdown;

/// <summary>A document as sections, made from Markdig's syntax tree.</summary>
internal sealed class Outline
{
    // HTML is read as text: a tag alone on its line would swallow the headings below it.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UsePreciseSourceLocation()
        .DisableHtml()
        .Build();

    private readonly LooseLines _loose;
    private Section _current;

    private Outline(SourceText source)
    {
        _loose = new LooseLines(source.Lines);
        Root = new Section(0, Phrase.Of(1, ""), null);
        _current = Root;
    }

    /// <summary>The document: level 0, without a title.</summary>
    public Section Root { get; }

    public static Outline Of(SourceText source)
    {
        var outline = new Outline(source);
        foreach (var block in Parse(source.Text))
            outline.Add(block);
        return outline;
    }

    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdig.Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig gives up at a certain depth of nesting, which no person writes.
            return Markdig.Markdown.Parse(SourceText.WithoutTangles(text), Pipeline);
        }
    }

    private void Add(Block block)
    {
        if (block is HeadingBlock heading && !IsProse(heading, out var lines))
            Open(heading.Level, lines is [var title, ..] ? title : Phrase.Of(heading.Line + 1, ""));
        else
            AddBlock(block);
    }

    private void AddBlock(Block block)
    {
        var nodes = new List<Node>();
        Add(block, nodes);
        foreach (var node in nodes)
            if (node is Bullets bullets)
                _current.Nodes.AddRange(_loose.Apart(bullets));
            else
                _current.Nodes.Add(node);
    }

    private void Open(int level, Phrase title)
    {
        while (_current.Level >= level)
            _current = _current.Parent!;
        var section = new Section(level, title, _current);
        _current.Children.Add(section);
        _current = section;
    }

    // "**Status:** DRAFT" above a line of dashes is a heading to Markdown, and to nobody else.
    private static bool IsProse(HeadingBlock heading, out IReadOnlyList<Phrase> lines)
    {
        lines = PhraseReader.Read(heading.Inline, heading.Line + 1);
        if (!heading.IsSetext)
            return false;
        return lines.Count != 1
            || lines[0].Pieces is [{ Bold: true }, ..] && !lines[0].IsBold
            || lines[0].Plain.EndsWith('.')
            || lines[0].Plain.EndsWith(':');
    }

    private static void Add(Block block, List<Node> to)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                AddProse(PhraseReader.Read(paragraph.Inline, paragraph.Line + 1), to);
                break;
            case HeadingBlock { IsSetext: true } setext when IsProse(setext, out var lines):
                AddProse(lines, to);
                break;
            case HeadingBlock heading:
                foreach (var line in PhraseReader.Read(heading.Inline, heading.Line + 1).Take(1))
                    to.Add(new InnerHeading(heading.Line + 1, line));
                break;
            case FencedCodeBlock fence:
                to.Add(
                    new Fence(
                        fence.Line + 2,
                        (fence.Info ?? "").Trim().ToLowerInvariant(),
                        Text(fence),
                        fence.ClosingFencedCharCount > 0
                    )
                );
                break;
            case CodeBlock code:
                to.Add(new Fence(code.Line + 1, "indented", Text(code)));
                break;
            case ListBlock list:
                to.Add(
                    new Bullets(
                        list.Line + 1,
                        list.IsOrdered,
                        [.. list.OfType<ListItemBlock>().Select(ItemOf)]
                    )
                );
                break;
            case Table table:
                AddGrid(table, to);
                break;
            case ContainerBlock other:
                foreach (var child in other)
                    Add(child, to);
                break;
        }
    }

    private static void AddProse(IReadOnlyList<Phrase> lines, List<Node> to)
    {
        if (lines.Count > 0)
            to.Add(new Prose(lines[0].Line, lines));
    }

    private static void AddGrid(Table table, List<Node> to)
    {
        var rows = new List<Row>();
        foreach (var row in table.OfType<TableRow>())
        {
            // The row of dashes is in no row's count.
            var line = table.Line + 1 + rows.Count + (rows.Count > 0 ? 1 : 0);
            var cells = row.OfType<TableCell>().Select(cell => CellOf(cell, line)).ToList();
            rows.Add(new Row(line, cells));
        }
        if (rows.Count > 0)
            to.Add(new Grid(table.Line + 1, rows));
    }

    private static Phrase CellOf(TableCell cell, int line)
    {
        var pieces = cell.OfType<ParagraphBlock>()
            .SelectMany(p => PhraseReader.Read(p.Inline, line))
            .SelectMany(p => p.Pieces);
        return new Phrase(line, [.. pieces]);
    }

    private static Item ItemOf(ListItemBlock block)
    {
        var nodes = new List<Node>();
        foreach (var child in block)
            Add(child, nodes);
        var ticked = default(bool?);
        if (nodes is [Prose { Lines: [var first, ..] } prose, ..] && BoxOf(first) is { } box)
        {
            ticked = box;
            var text = first.From(first.Pieces[0].Text.IndexOf(']') + 1);
            nodes[0] = prose with { Lines = [text, .. prose.Lines.Skip(1)] };
        }
        return new Item(block.Line + 1, ticked, nodes);
    }

    private static bool? BoxOf(Phrase text) =>
        text.Pieces[0] is { Code: false, Link: null } piece
            ? piece.Text.TrimStart() switch
            {
                ['[', ' ', ']', ..] or ['[', ']', ..] => false,
                ['[', 'x' or 'X' or '✓' or '✔', ']', ..] => true,
                _ => null,
            }
            : null;

    private static List<string> Text(LeafBlock code)
    {
        var lines = new List<string>();
        for (var i = 0; i < code.Lines.Count; i++)
            lines.Add(code.Lines.Lines[i].Slice.ToString());
        return lines;
    }
}
