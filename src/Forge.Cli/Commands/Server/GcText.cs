using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Server;

/// <summary>
/// A report of <c>gc</c> for people: what goes is named one by one; what stays is counted by its reason, because a
/// hundred snapshots that are kept for one reason are one fact.
/// </summary>
internal static class GcText
{
    private const string Keep = "keep";

    public static TextTable Table(GcReport report)
    {
        var table = new TextTable("ACTION", "SIZE", new Column("WHAT", 16), new Column("WHY", 24));
        foreach (var item in Going(report).OrderByDescending(item => item.Bytes))
            table.Add(
                new Cell(item.Action, Paint.Yellow),
                Words.Bytes(item.Bytes),
                Words.OneLine(item.What, 60),
                Words.OneLine(item.Why, 120)
            );
        var kept = report
            .Items.Where(item => item.Action == Keep)
            .GroupBy(item => (Kind: KindOf(item.What), item.Why))
            .Select(group => (group.Key, Items: group.ToList()))
            .OrderByDescending(group => group.Items.Sum(item => item.Bytes));
        foreach (var (key, items) in kept)
            table.Add(
                new Cell(Keep, Paint.Dim),
                Words.Bytes(items.Sum(item => item.Bytes)),
                Words.OneLine(
                    items is [var only]
                        ? only.What
                        : Words.Count(items.Count, key.Kind, Many(key.Kind)),
                    60
                ),
                new Cell(Words.OneLine(key.Why, 120), Paint.Dim)
            );
        return table;
    }

    public static IEnumerable<GcItem> Going(GcReport report) =>
        report.Items.Where(item => item.Action != Keep);

    private static string Many(string kind) => kind == "trash" ? "in the trash" : kind + "s";

    /// <summary>"log of 'Fix it'" → "log".</summary>
    private static string KindOf(string what) => what.Split(' ')[0];
}
