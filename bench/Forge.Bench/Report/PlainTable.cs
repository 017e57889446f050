using System.Text;

namespace Forge.Bench.Report;

/// <summary>The report for a terminal.</summary>
internal static class PlainTable
{
    public static string Of(Findings all)
    {
        var table = new List<string[]>
        {
            new[] { "figure", "ours", "peer", "ratio", "reach", "met?" },
        };
        foreach (var line in all.Lines)
            table.Add([
                line.Row.Title,
                Words.Of(line.Ours, line.Row.Unit),
                Words.Of(line.Peer, line.Row.Unit),
                Words.Ratio(line),
                line.Row.Reach.Text,
                line.Row.Reach == Reach.None ? "" : Words.Met(line, all),
            ]);
        foreach (var floor in all.Floors)
            table.Add([
                $"floor: {floor.Title}",
                floor.Median is { } median ? Words.Of(median, floor.Unit) : "failed",
                "",
                "",
                "",
                "",
            ]);
        var text = new StringBuilder();
        Write(text, table);
        foreach (var why in Failures(all))
            text.Append("! ").AppendLine(why);
        return text.ToString();
    }

    /// <summary>Each row that has no value, or a bad one, with its reason.</summary>
    public static IEnumerable<string> Failures(Findings all) =>
        from line in all.Lines
        from result in line.Results.Zip(all.Contestants)
        where result.First.Failure is not null
        select $"{line.Row.Title}, {result.Second.Name}: {result.First.Failure}";

    private static void Write(StringBuilder text, List<string[]> table)
    {
        var widths = Enumerable.Range(0, 6).Select(c => table.Max(r => r[c].Length)).ToArray();
        foreach (var row in table)
        {
            var line = row.Select(
                (cell, c) => c is 0 or > 3 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])
            );
            text.AppendLine(string.Join("  ", line).TrimEnd());
        }
    }
}
