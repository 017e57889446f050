using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>One group as lines: where it stands in the first, and what is to be known of it below.</summary>
internal sealed class GroupText(Terminal terminal, GroupColumns columns)
{
    private const string Indent = "    ";

    /// <summary>More of one kind is noise; <c>--json</c> has all.</summary>
    private const int MostOfAKind = 6;

    public IEnumerable<string> Lines(GroupStatus group, bool withDetails)
    {
        var waits = Beside(group);
        yield return First(group, waits);
        if (!withDetails)
            yield break;
        foreach (var (text, paint) in Details(group, waits is not null))
        foreach (var line in WordWrap.Lines(text, terminal.Width - Indent.Length))
            yield return Indent + terminal.In(paint, line);
    }

    private string First(GroupStatus group, string? waits)
    {
        var look = PlanStates.OfGroup(group.State);
        var line = new LineMaker(terminal);
        line.Add(new Cell(look.Symbol, look.Paint), 1, gap: 1);
        line.Add(new Cell(Words.OneLine(group.Id, columns.Id), Paint.Bold), columns.Id);
        line.Add(TextWidth.Cut(Words.OneLine(group.Title, 200), columns.Title), columns.Title);
        line.Add(new Cell(look.Word, look.Paint), columns.State);
        if (waits is not null)
            line.Add(new Cell(waits, Paint.Dim), 0);
        else
            foreach (var (part, width) in columns.Beside)
                line.Add(part.Read(group), width);
        return line.ToString();
    }

    /// <summary>A group that was never begun has nothing else to show beside its state; null: it does not fit there.</summary>
    private string? Beside(GroupStatus group)
    {
        if (group is not { AttemptNumber: 0, Verdict: null, WaitingFor: { } waits })
            return null;
        if (group.Validation.Count > 0)
            return null;
        var text = "for " + Words.OneLine(waits, 200);
        return columns.Fixed + 2 + TextWidth.Of(text) <= terminal.Width ? text : null;
    }

    private IEnumerable<(string Text, Paint Paint)> Details(GroupStatus group, bool saidWaiting)
    {
        var isQuiet = PlanStates.OfGroup(group.State).IsQuiet;
        var below = columns.Below.Select(part => part.Read(group).Text).Where(one => one != "");
        if (!isQuiet && string.Join(" · ", below) is { Length: > 0 } parts)
            yield return (parts, Paint.Dim);
        if (!saidWaiting && group.WaitingFor is { } waits)
            yield return ($"waits for {waits}", Paint.Dim);
        if (group.Cause is { } cause)
            yield return ($"cause: {cause}", group.State == "failed" ? Paint.Red : Paint.Yellow);
        if (group.Stacked && group.State != "merged")
            yield return ("stacked on work that is not merged yet", Paint.Yellow);
        foreach (var run in group.Validation.Where(run => run.State == "failed" && !isQuiet))
            yield return (ValidationText.Of(run), Paint.Red);
        if (group.State is "awaiting_review" or "awaiting_merge")
            foreach (var line in Gate(group))
                yield return line;
        if (group.Outside.Count > 0)
            yield return ($"outside its files: {Some(group.Outside)}", Paint.Red);
        foreach (var violation in group.Violations.Take(MostOfAKind))
            yield return ($"violation: {violation}", Paint.Red);
    }

    private static IEnumerable<(string, Paint)> Gate(GroupStatus group)
    {
        foreach (var reason in group.Gate.Take(MostOfAKind))
            yield return ($"gate: {reason}", Paint.Yellow);
        if (group.Gate.Count > MostOfAKind)
            yield return ($"gate: {group.Gate.Count - MostOfAKind} more", Paint.Yellow);
        if (group.Unblocks > 0)
            yield return (
                $"merging it releases {Words.Count(group.Unblocks, "group")}",
                Paint.Plain
            );
    }

    private static string Some(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(MostOfAKind))
        + (files.Count > MostOfAKind ? $" and {files.Count - MostOfAKind} more" : "");
}
