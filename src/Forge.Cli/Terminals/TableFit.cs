namespace Forge.Cli.Terminals;

/// <summary>How wide the columns of a boxed table are, so that it fits its window. Pure.</summary>
internal static class TableFit
{
    /// <param name="natural">The width of each column's widest text.</param>
    /// <returns>One width a column; 0 for those that are left out.</returns>
    public static int[] Widths(IReadOnlyList<Column> columns, int[] natural, int room)
    {
        int[] widths = [.. natural];
        while (Excess(widths, room) > 0)
        {
            if (Widest(columns, widths) is { } cut)
                widths[cut]--;
            else if (LastOptional(columns, widths) is { } dropped)
                // The others may have been cut for the sake of this one.
                widths =
                [
                    .. natural.Select((width, at) => widths[at] == 0 || at == dropped ? 0 : width),
                ];
            else
                break;
        }
        var filling = columns.ToList().FindIndex(column => column.Fills);
        if (filling >= 0 && widths[filling] > 0)
            widths[filling] -= Math.Min(0, Excess(widths, room));
        return widths;
    }

    /// <summary>A cell has a space on both sides, and there is one line more than columns.</summary>
    private static int Excess(int[] widths, int room) =>
        widths.Where(width => width > 0).Sum(width => width + 3) + 1 - room;

    private static int? Widest(IReadOnlyList<Column> columns, int[] widths) =>
        Enumerable
            .Range(0, widths.Length)
            .Where(at => columns[at].Least > 0 && widths[at] > columns[at].Least)
            .OrderByDescending(at => widths[at])
            .Select(at => (int?)at)
            .FirstOrDefault();

    private static int? LastOptional(IReadOnlyList<Column> columns, int[] widths) =>
        Enumerable
            .Range(0, widths.Length)
            .Where(at => columns[at].IsOptional && widths[at] > 0)
            .Select(at => (int?)at)
            .LastOrDefault();
}
