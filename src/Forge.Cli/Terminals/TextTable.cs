using System.Text;

namespace Forge.Cli.Terminals;

/// <summary>One cell: its text and how it is painted.</summary>
internal readonly record struct Cell(string Text, Paint Paint = Paint.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A column of a table and what becomes of it where a terminal is narrow.</summary>
/// <param name="Least">It may be cut down to this many columns; 0: it is never cut.</param>
/// <param name="IsOptional">Left out where cutting is not enough.</param>
/// <param name="Fills">Takes all the room that is left, so that a table which is redrawn keeps its shape.</param>
internal sealed record Column(
    string Heading,
    int Least = 0,
    bool IsOptional = false,
    bool Fills = false
)
{
    public static implicit operator Column(string heading) => new(heading);
}

/// <summary>A table of texts. On a terminal it is boxed and never wider than the window: cells are cut, not wrapped.</summary>
internal sealed class TextTable(params Column[] columns)
{
    private readonly List<Cell[]> _rows = [];

    /// <summary>Names of branches and tasks are other people's text: what a cell shows is one harmless line.</summary>
    public void Add(params Cell[] cells) =>
        _rows.Add([
            .. cells.Select(cell =>
                cell with
                {
                    Text = Words.Harmless(cell.Text).Replace('\n', ' ').Replace('\t', ' '),
                }
            ),
        ]);

    public string Render(Terminal terminal) => terminal.IsTerminal ? Boxed(terminal) : Plain();

    private string Boxed(Terminal terminal)
    {
        var widths = TableFit.Widths(columns, Natural(), terminal.Width);
        var text = new StringBuilder();
        Rule(text, terminal, widths, "╭┬╮");
        Row(text, terminal, widths, [.. columns.Select(one => new Cell(one.Heading, Paint.Bold))]);
        Rule(text, terminal, widths, "├┼┤");
        foreach (var row in _rows)
            Row(text, terminal, widths, row);
        Rule(text, terminal, widths, "╰┴╯");
        return text.ToString().TrimEnd('\n');
    }

    private static void Rule(StringBuilder text, Terminal terminal, int[] widths, string corners)
    {
        var lines = widths.Where(width => width > 0).Select(width => new string('─', width + 2));
        var rule = corners[0] + string.Join(corners[1], lines) + corners[2];
        text.Append(terminal.In(Paint.Dim, rule)).Append('\n');
    }

    private static void Row(StringBuilder text, Terminal terminal, int[] widths, Cell[] cells)
    {
        var line = terminal.In(Paint.Dim, "│");
        foreach (var (cell, width) in cells.Zip(widths).Where(pair => pair.Second > 0))
        {
            var shown = TextWidth.Cut(cell.Text, width);
            var space = new string(' ', width - TextWidth.Of(shown));
            text.Append($"{line} {terminal.In(cell.Paint, shown)}{space} ");
        }
        text.Append(line).Append('\n');
    }

    private string Plain()
    {
        var widths = Natural();
        return string.Join(
            '\n',
            _rows
                .Select(row => row.Select(cell => cell.Text))
                .Prepend(columns.Select(column => column.Heading))
                .Select(row => string.Join("  ", row.Zip(widths, TextWidth.Pad)).TrimEnd())
        );
    }

    private int[] Natural() =>
        [
            .. columns.Select(
                (column, at) =>
                    _rows
                        .Select(row => TextWidth.Of(row[at].Text))
                        .Append(TextWidth.Of(column.Heading))
                        .Max()
            ),
        ];
}
