using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>
/// A plan as lines of a terminal, none wider than its window: the graph by waves, what is in the way, what to do next. Where
/// only some lines fit, what needs nobody is counted instead of shown.
/// </summary>
internal sealed class StatusText(Terminal terminal, string forge)
{
    private enum Fold
    {
        Nothing,

        /// <summary>Quiet groups become numbers.</summary>
        Quiet,

        /// <summary>Waves of quiet groups, too, and no group has details.</summary>
        Most,
    }

    /// <param name="most">How many lines there may be.</param>
    public IReadOnlyList<string> Lines(PlanStatus plan, DateTimeOffset now, int most = int.MaxValue)
    {
        foreach (var fold in Enum.GetValues<Fold>())
            if (All(plan, now, fold) is var lines && lines.Count <= most)
                return lines;
        var cut = All(plan, now, Fold.Most);
        var kept = Math.Max(1, most - 1);
        return
        [
            .. cut.Take(kept),
            terminal.In(
                Paint.Dim,
                Cut($"… {cut.Count - kept} more lines: {forge} status {plan.Plan}")
            ),
        ];
    }

    private List<string> All(PlanStatus plan, DateTimeOffset now, Fold fold)
    {
        List<string> lines = [.. new PlanHead(terminal).Lines(plan, now)];
        Section(lines, Waves(plan, fold));
        Section(lines, Whole(plan));
        Section(lines, RadarText.Lines(plan, terminal));
        Section(lines, NextSteps.Lines(plan, terminal, forge));
        return lines;
    }

    private static void Section(List<string> lines, IEnumerable<string> more)
    {
        var before = lines.Count;
        lines.AddRange(more);
        if (lines.Count > before)
            lines.Insert(before, "");
    }

    private IEnumerable<string> Waves(PlanStatus plan, Fold fold)
    {
        var text = new GroupText(terminal, GroupColumns.For(plan.Groups, terminal.Width));
        List<GroupStatus> left = [];
        foreach (var wave in plan.Groups.GroupBy(group => group.Wave).OrderBy(wave => wave.Key))
        {
            var shown = fold == Fold.Nothing ? [.. wave] : wave.Where(IsLoud).ToList();
            var counted = wave.Except(shown).ToList();
            if (fold == Fold.Most && shown.Count == 0)
            {
                left.AddRange(counted);
                continue;
            }
            yield return terminal.In(Paint.Bold, $"Wave {wave.Key}");
            foreach (var group in shown)
            foreach (var line in text.Lines(group, withDetails: fold != Fold.Most))
                yield return line;
            if (counted.Count > 0)
                yield return Counted(counted);
        }
        if (left.Count > 0)
            yield return Counted(left);
    }

    private static bool IsLoud(GroupStatus group) => !PlanStates.OfGroup(group.State).IsQuiet;

    private string Counted(IReadOnlyList<GroupStatus> groups)
    {
        var line = new LineMaker(terminal);
        foreach (var same in groups.GroupBy(group => group.State))
        {
            var look = PlanStates.OfGroup(same.Key);
            line.Add(new Cell($"{look.Symbol} {same.Count()} {look.Word}", look.Paint), 0);
        }
        return line.ToString();
    }

    private IEnumerable<string> Whole(PlanStatus plan)
    {
        if (plan.Validation.Count == 0)
            yield break;
        yield return terminal.In(Paint.Bold, "The whole");
        foreach (var run in plan.Validation)
        foreach (var line in WordWrap.Lines(ValidationText.Of(run), terminal.Width - 2))
            yield return "  " + terminal.In(PlanStates.OfValidation(run.State).Paint, line);
    }

    private string Cut(string text) => TextWidth.Cut(text, terminal.Width);
}
