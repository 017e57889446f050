using System.Text;

namespace Forge.Bench.Report;

/// <summary>The report of record.</summary>
internal static class MarkdownReport
{
    /// <param name="remarks">Markdown that is put between the figures and the floors.</param>
    public static string Of(Findings all, string remarks)
    {
        var text = new StringBuilder();
        Head(text, all);
        Table(text, all);
        if (remarks.Length > 0)
            text.AppendLine(remarks);
        Floors(text, all);
        Meanings(text, all);
        return text.ToString();
    }

    private static void Head(StringBuilder text, Findings all)
    {
        var versions = string.Join(", ", all.Contestants.Select(c => $"{c.Name} is {c.Version}"));
        text.Append(
            $"""
            # Measured side by side

            One run of `bench/compare` on {all.Began:yyyy-MM-dd HH:mm} UTC, in {all.Took.TotalMinutes:F1} minutes: {versions}.
            Both servers stand on the same disk with the same scripted agent, each in an environment and a HOME of its own; rounds
            alternate between them, and the order turns with each round. Every value is the median of its rounds. A ratio is ours
            divided by the peer's: below 1 is better where less is better.

            Again: `bench/compare`; a part of it: `bench/compare --only create-10,stop --repeat 10`; more: `bench/compare --help`.
            It needs git, npm (once, for the peer) and a C compiler (for the agent, so that its own start is about a millisecond).


            """
        );
        text.AppendLine("| machine | |").AppendLine("|---|---|");
        foreach (var (name, value) in all.Host)
            text.AppendLine($"| {name} | {value} |");
        text.AppendLine();
    }

    private static void Table(StringBuilder text, Findings all)
    {
        text.AppendLine("## Figures").AppendLine();
        text.AppendLine("| figure | ours | peer | ratio | reach | met? |");
        text.AppendLine("|---|--:|--:|--:|---|---|");
        foreach (var line in all.Lines)
        {
            var met = line.Row.Reach == Reach.None ? "" : Words.Met(line, all);
            text.AppendLine(
                $"| {line.Row.Title} | {Words.Of(line.Ours, line.Row.Unit)} | {Words.Of(line.Peer, line.Row.Unit)} | {Words.Ratio(line)} | {line.Row.Reach.Text} | {met} |"
            );
        }
        text.AppendLine();
        var failures = PlainTable.Failures(all).ToList();
        if (failures.Count == 0)
            return;
        text.AppendLine("What failed, or was not whole:").AppendLine();
        foreach (var why in failures)
            text.AppendLine($"- {why}");
        text.AppendLine();
    }

    private static void Floors(StringBuilder text, Findings all)
    {
        if (all.Floors.Count == 0)
            return;
        text.AppendLine("## Floors").AppendLine();
        text.AppendLine("What the machine alone takes, measured in the same run.").AppendLine();
        text.AppendLine("| floor | median | what it is |").AppendLine("|---|--:|---|");
        foreach (var floor in all.Floors)
        {
            var median = floor.Median is { } value ? Words.Of(value, floor.Unit) : "failed";
            text.AppendLine($"| {floor.Title} | {median} | {floor.Meaning} |");
        }
        text.AppendLine();
    }

    private static void Meanings(StringBuilder text, Findings all)
    {
        text.AppendLine("## What the figures mean").AppendLine();
        text.AppendLine("| figure | rounds | what is measured |").AppendLine("|---|--:|---|");
        foreach (var line in all.Lines)
            text.AppendLine(
                $"| {line.Row.Title} | {line.Ours.Values.Count} | {line.Row.Meaning} |"
            );
    }
}
