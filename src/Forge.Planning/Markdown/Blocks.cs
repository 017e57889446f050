using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Forge.Planning.Markdown;

/// <summary>Markdig's blocks as nodes.</summary>
/// <param name="linesBefore">Lines of the document in front of the first one of the tree.</param>
internal sealed class Blocks(int linesBefore)
{
    /// <summary>Counted from 1, in the whole document.</summary>
    public int LineOf(Block block) => linesBefore + block.Line + 1;

    // "**Status:** DRAFT" above a line of dashes is a heading to Markdown, and to nobody else.
    public bool IsProse(HeadingBlock heading, out IReadOnlyList<Phrase> lines)
    {
        lines = Read(heading.Inline, LineOf(heading));
        if (!heading.IsSetext)
            return false;
        return lines.Count != 1
            || lines[0].Pieces is [{ Bold: true }, ..] && !lines[0].IsBold
            || lines[0].Plain.EndsWith('.')
            || lines[0].Plain.EndsWith(':');
    }

    public void Add(Block block, List<Node> to)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                AddProse(Read(paragraph.Inline, LineOf(paragraph)), to);
                break;
            case HeadingBlock { IsSetext: true } setext when IsProse(setext, out var lines):
                AddProse(lines, to);
                break;
            case HeadingBlock heading:
                foreach (var line in Read(heading.Inline, LineOf(heading)).Take(1))
                    to.Add(new InnerHeading(LineOf(heading), line));
                break;
            case FencedCodeBlock fence:
                to.Add(
                    new Fence(
                        LineOf(fence) + 1,
                        (fence.Info ?? "").Trim().ToLowerInvariant(),
                        Text(fence),
                        fence.ClosingFencedCharCount > 0
                    )
                );
                break;
            case CodeBlock code:
                to.Add(new Fence(LineOf(code), "indented", Text(code)));
                break;
            case ListBlock list:
                to.Add(
                    new Bullets(
                        LineOf(list),
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

    private IReadOnlyList<Phrase> Read(ContainerInline? text, int line) =>
        PhraseReader.Read(text, line, linesBefore);

    private static void AddProse(IReadOnlyList<Phrase> lines, List<Node> to)
    {
        if (lines.Count > 0)
            to.Add(new Prose(lines[0].Line, lines));
    }

    private void AddGrid(Table table, List<Node> to)
    {
        var rows = new List<Row>();
        foreach (var row in table.OfType<TableRow>())
        {
            // The row of dashes is in no row's count.
            var line = LineOf(table) + rows.Count + (rows.Count > 0 ? 1 : 0);
            var cells = row.OfType<TableCell>().Select(cell => CellOf(cell, line)).ToList();
            rows.Add(new Row(line, cells));
        }
        if (rows.Count > 0)
            to.Add(new Grid(LineOf(table), rows));
    }

    private Phrase CellOf(TableCell cell, int line)
    {
        var pieces = cell.OfType<ParagraphBlock>()
            .SelectMany(p => Read(p.Inline, line))
            .SelectMany(p => p.Pieces);
        return new Phrase(line, [.. pieces]);
    }

    private Item ItemOf(ListItemBlock block)
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
        return new Item(LineOf(block), ticked, nodes);
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
