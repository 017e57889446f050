using Forge.Cli.Attempts;
using Forge.Cli.Terminals;

namespace Forge.Cli.Boards;

/// <summary>The live table's rows as texts of a given width.</summary>
internal static class BoardText
{
    /// <summary>Columns STATE, +/−, TIME and the frame between all six.</summary>
    private const int Fixed = 7 + 9 + 4 + 19;

    public static TextTable Table(IReadOnlyList<BoardRow> rows, int width, DateTimeOffset now)
    {
        var room = Math.Max(30, width - Fixed);
        var title = Math.Min(rows.Max(row => row.Run.Task.Title.Length), room * 4 / 10);
        var branch = Math.Min(rows.Max(row => row.Run.Attempt.Branch.Length), room * 3 / 10);
        var last = Math.Max(8, room - title - branch);
        var table = new TextTable(
            "TASK",
            "STATE  ",
            "BRANCH",
            "LAST LINE".PadRight(last),
            "+/-",
            "TIME"
        );
        foreach (var row in rows)
            table.Add(
                new Cell(Words.OneLine(row.Run.Task.Title, title), Paint.Bold),
                AttemptStates.Cell(row.State),
                new Cell(Words.OneLine(row.Run.Attempt.Branch, branch), Paint.Dim),
                Words.OneLine(row.LastLine, last),
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
