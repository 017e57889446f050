using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>Which living attempts are in each other's way, worst first, and the order that meets the fewest conflicts.</summary>
internal static class RadarText
{
    private const int Most = 20;

    public static IEnumerable<string> Lines(PlanStatus plan, Terminal terminal)
    {
        var radar = plan.Radar;
        if (radar.Overlaps.Count == 0)
            yield break;
        yield return terminal.In(Paint.Bold, "Radar");
        foreach (var overlap in radar.Overlaps.OrderByDescending(Badness).Take(Most))
            yield return Line(overlap, plan, terminal);
        if (radar.Overlaps.Count > Most)
            yield return $"  … and {radar.Overlaps.Count - Most} more";
        List<string> more = [];
        if (radar.SuggestedOrder.Count > 1)
            more.Add($"suggested order of merging: {string.Join(", ", radar.SuggestedOrder)}");
        if (radar.Behind.Count > 0)
            more.Add($"not looked at yet: what is new of {string.Join(", ", radar.Behind)}");
        foreach (var line in more.SelectMany(text => WordWrap.Lines(text, terminal.Width - 2)))
            yield return "  " + line;
    }

    private static string Line(RadarOverlap overlap, PlanStatus plan, Terminal terminal)
    {
        var pair = $"{overlap.First} × {overlap.Second ?? plan.Branch}";
        var level = PlanStates.Word(overlap.Level);
        var start = $"  {Words.OneLine(pair, terminal.Width - 4)}  ";
        var painted = terminal.In(overlap.Level == "same_file" ? Paint.Dim : Paint.Yellow, level);
        if (overlap.Level == "conflict")
            painted = terminal.In(Paint.Red, level);
        var room = terminal.Width - TextWidth.Of(start) - TextWidth.Of(level) - 2;
        var files = Words.OneLine(string.Join(", ", overlap.Files), 400);
        return room < 8 ? $"{start}{painted}" : $"{start}{painted}  {TextWidth.Cut(files, room)}";
    }

    private static int Badness(RadarOverlap overlap) =>
        overlap.Level switch
        {
            "conflict" => 2,
            "same_hunk" => 1,
            _ => 0,
        };
}
