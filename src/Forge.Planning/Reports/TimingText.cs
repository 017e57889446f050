using System.Globalization;
using System.Text;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>The figures of a run with the formulas that made them.</summary>
public static class TimingText
{
    /// <summary>Markdown, and fit to be read in a terminal.</summary>
    public static string Of(RunTiming timing)
    {
        if (timing.From is null)
            return "Nothing was measured yet.\n";
        var text = new StringBuilder();
        text.Bullets([
            $"Agents at work: {Span(timing.AgentActive)} (sum over attempts whose work was kept)",
            $"Wall time: {Span(timing.Wall)} (first start to last end)",
            $"Waiting only for people: {Span(timing.OnlyPeople)} (nothing else went on)",
            $"Speed-up: {Times(timing.SpeedUp)} = agents at work ÷ wall = {Seconds(timing.AgentActive)} ÷ {Seconds(timing.Wall)}",
            $"Speed-up without waiting only for people: {Times(timing.SpeedUpWithoutPeople)} = agents at work ÷ (wall − only people) = {Seconds(timing.AgentActive)} ÷ ({Seconds(timing.Wall)} − {Seconds(timing.OnlyPeople)})",
            $"Critical path: {Path(timing)}, {Span(timing.CriticalPathActive)} of agents at work; no number of agents could be faster than {Times(timing.SpeedUpLimit)} = {Seconds(timing.AgentActive)} ÷ {Seconds(timing.CriticalPathActive)}",
            $"Discarded work: {Span(timing.Discarded)} of agents at work, not counted above",
            $"Overhead per group: {Span(timing.OverheadPerGroup)} = (wall − at least one agent at work − only people) ÷ groups = {Overhead(timing)}",
        ]);
        if (timing.Unaccounted > 0)
            text.Append($"- Not accounted for: {Span(timing.Unaccounted)}\n");
        return text.ToString();
    }

    /// <summary>Waiting by its causes, as a table.</summary>
    public static string Waiting(RunTiming timing)
    {
        if (timing.Waiting.Count == 0)
            return "Nobody waited.\n";
        var text = new StringBuilder("| Cause | Time, summed over groups |\n| --- | --- |\n");
        foreach (var waiting in timing.Waiting)
            text.Append($"| {Cause(waiting.Kind)} | {Span(waiting.Seconds)} |\n");
        return text.ToString();
    }

    /// <summary><c>350 ms</c>, <c>4.2 s</c>, <c>3 min 20 s</c>, <c>2 h 05 min</c></summary>
    public static string Span(double seconds) =>
        seconds switch
        {
            <= 0 => "0 s",
            < 0.9995 => $"{Number(seconds * 1000, "0")} ms",
            < 59.95 => $"{Number(seconds, "0.#")} s",
            < 3599.5 =>
                $"{(int)Math.Round(seconds) / 60} min {Number(Math.Round(seconds) % 60, "00")} s",
            _ =>
                $"{(long)Math.Round(seconds / 60) / 60} h {Number(Math.Round(seconds / 60) % 60, "00")} min",
        };

    /// <summary><c>2.2×</c></summary>
    public static string Times(double? ratio) =>
        ratio is { } r ? Number(r, "0.00") + "×" : "unknown";

    internal static string Cause(IntervalKind kind) =>
        kind switch
        {
            IntervalKind.Validation => "validation runs",
            IntervalKind.Queued => "queued: no free place",
            IntervalKind.WaitingForPerson => "a person",
            IntervalKind.WaitingForPredecessor => "a predecessor",
            IntervalKind.RateLimited => "the agent's rate limit",
            IntervalKind.Stalled => "stalled",
            _ => "at work",
        };

    private static string Overhead(RunTiming timing)
    {
        var sum =
            $"({Seconds(timing.Wall)} − {Seconds(timing.AgentWall)} − {Seconds(timing.OnlyPeople)}) ÷ {timing.Groups.Count}";
        return timing.OverheadValidation > 0
            ? $"{sum}; validation ran in {Span(timing.OverheadValidation)} of it"
            : sum;
    }

    private static string Path(RunTiming timing) =>
        timing.CriticalPath.Count == 0 ? "none" : string.Join(" → ", timing.CriticalPath);

    private static string Seconds(double seconds) => Number(seconds, "0.0##") + " s";

    private static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
