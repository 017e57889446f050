using Forge.Cli.Attempts;
using Forge.Cli.Terminals;

namespace Forge.Cli.Boards;

/// <summary>The live table's rows as texts of a given width.</summary>
internal static class BoardText
{
    public static TextTable Table(IReadOnlyList<BoardRow> rows, DateTimeOffset now)
    {
        var table = new TextTable(
            new Column("TASK", 20),
            "STATE  ",
            new Column("BRANCH", 24, IsOptional: true),
            new Column("LAST LINE", 16, Fills: true),
            "+/-      ",
            "TIME"
        );
        foreach (var row in rows)
            table.Add(
                new Cell(Words.OneLine(row.Run.Task.Title, 60), Paint.Bold),
                AttemptStates.Cell(row.State),
                new Cell(row.Run.Attempt.Branch, Paint.Dim),
                Words.OneLine(row.LastLine, 120),
                Lines(row),
                Words.Age(row.Took(now))
            );
        return table;
    }

    /// <summary>One line for places that cannot redraw: logs, pipes, CI.</summary>
    public static string Line(BoardRow row, DateTimeOffset now) =>
        $"{Words.Age(row.Took(now)), 4}  {AttemptStates.Word(row.State), -8}  {Words.OneLine(row.Run.Task.Title, 40), -40}  {Lines(row), -9}  {Words.OneLine(row.LastLine, 60)}".TrimEnd();

    private static string Lines(BoardRow row) =>
        row.Lines is (0, 0) ? "" : $"+{row.Lines.Added} -{row.Lines.Removed}";
}
