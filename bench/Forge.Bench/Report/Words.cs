using System.Globalization;

namespace Forge.Bench.Report;

/// <summary>Numbers as the tables show them.</summary>
internal static class Words
{
    public static string Of(Result? result, Unit unit) =>
        result switch
        {
            { Median: { } median } => Of(median, unit),
            { Failure: not null } => "failed",
            _ => "–",
        };

    public static string Of(double value, Unit unit) =>
        unit switch
        {
            Unit.Milliseconds => $"{Number(value)} ms",
            Unit.Megabytes => $"{Number(value)} MB",
            Unit.Percent => $"{Number(value)} %",
            _ when value == Math.Round(value) => value.ToString(
                "#,##0",
                CultureInfo.InvariantCulture
            ),
            _ => Number(value),
        };

    public static string Ratio(Line line) =>
        line.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    public static string Met(Line line, Findings all)
    {
        if (line.Ours.Median is not { } ours)
            return line.Ours.Failure is null ? "–" : "no";
        return line.Row.Reach.Met(ours, line.Peer?.Median, key => Ours(all, key)) switch
        {
            true => "yes",
            false => "no",
            null => "–",
        };
    }

    private static double? Ours(Findings all, string key) =>
        all.Lines.FirstOrDefault(l => l.Row.Key == key)?.Ours.Median;

    private static string Number(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 100 => "#,##0",
                >= 10 => "0.0",
                >= 1 => "0.0#",
                _ => "0.0##",
            },
            CultureInfo.InvariantCulture
        );
}
