using Spectre.Console;

namespace Forge.Cli.Terminals;

/// <summary>One cell: its text and how it is painted.</summary>
internal readonly record struct Cell(string Text, Paint Paint = Paint.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A table of texts. The last column takes what room is left and is cut, never wrapped.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<Cell[]> _rows = [];

    public void Add(params Cell[] cells) => _rows.Add(cells);

    public string Render(Terminal terminal) => terminal.IsTerminal ? Boxed(terminal) : Plain();

    private string Boxed(Terminal terminal)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .BorderStyle(new Style(decoration: Decoration.Dim));
        foreach (var heading in headings)
            table.AddColumn(
                new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap()
            );
        foreach (var row in _rows)
            table.AddRow(
                row.Select(cell =>
                    new Text(cell.Text, StyleOf(cell.Paint)).Overflow(Overflow.Ellipsis)
                )
            );
        var text = new StringWriter();
        terminal.Spectre(text).Write(table);
        return text.ToString().TrimEnd('\n');
    }

    private static Style StyleOf(Paint paint) =>
        paint switch
        {
            Paint.Bold => new Style(decoration: Decoration.Bold),
            Paint.Dim => new Style(decoration: Decoration.Dim),
            Paint.Red => new Style(Color.Maroon),
            Paint.Green => new Style(Color.Green),
            Paint.Yellow => new Style(Color.Olive),
            Paint.Blue => new Style(Color.Navy),
            Paint.Cyan => new Style(Color.Teal),
            _ => Style.Plain,
        };

    private string Plain()
    {
        var rows = _rows
            .Select(row => row.Select(cell => cell.Text).ToArray())
            .Prepend(headings)
            .ToList();
        var widths = headings.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(
            '\n',
            rows.Select(row =>
                string.Join("  ", row.Select((text, column) => text.PadRight(widths[column])))
                    .TrimEnd()
            )
        );
    }
}
