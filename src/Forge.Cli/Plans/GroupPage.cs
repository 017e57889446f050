using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>All that is known of one group, one below the other.</summary>
internal sealed class GroupPage(Terminal terminal)
{
    private const int Label = 12;

    public IEnumerable<string> Lines(KnownGroup known)
    {
        var group = known.Group;
        var look = PlanStates.OfGroup(group.State);
        foreach (var line in WordWrap.Lines($"{known.Name}: {group.Title}", terminal.Width))
            yield return terminal.In(Paint.Bold, line);
        yield return Row("state", "") + terminal.In(look.Paint, $"{look.Symbol} {look.Word}");
        foreach (var (label, text) in Facts(group))
        foreach (var line in Wrapped(label, text, Paint.Plain))
            yield return line;
        foreach (var run in group.Validation)
        foreach (
            var line in Wrapped(
                "validation",
                ValidationText.Of(run),
                PlanStates.OfValidation(run.State).Paint
            )
        )
            yield return line;
        foreach (var line in group.Gate.SelectMany(one => Wrapped("gate", one, Paint.Yellow)))
            yield return line;
        foreach (var line in group.Outside.SelectMany(one => Wrapped("outside", one, Paint.Red)))
            yield return line;
        foreach (
            var line in group.Violations.SelectMany(one => Wrapped("violation", one, Paint.Red))
        )
            yield return line;
    }

    private static IEnumerable<(string Label, string Text)> Facts(GroupStatus group)
    {
        if (group.WaitingFor is { } waits)
            yield return ("waits for", waits);
        if (group.Cause is { } cause)
            yield return ("cause", cause);
        yield return (
            "depends on",
            group.DependsOn.Count == 0 ? "nothing" : string.Join(", ", group.DependsOn)
        );
        yield return ("task", group.TaskFile);
        if (group.Attempt is { } attempt)
            yield return ("attempt", $"#{group.AttemptNumber}, run {Words.Short(attempt)}");
        yield return ("branch", group.Stacked ? $"{group.Branch} (stacked)" : group.Branch);
        if (group.Base is { } from)
            yield return ("from", Commits.Short(from));
        if (group.Head is { } head)
            yield return ("head", Commits.Short(head));
        if (group.MergeCommit is { } merge)
            yield return ("merged as", Commits.Short(merge));
        if (group.Verdict is { } verdict)
            yield return (
                "review",
                $"{PlanStates.Word(verdict)}, {group.Score} of {group.TargetScore} points"
            );
    }

    private IEnumerable<string> Wrapped(string label, string text, Paint paint)
    {
        var shown = label;
        foreach (var line in WordWrap.Lines(text, terminal.Width - Label - 2))
        {
            yield return Row(shown, "") + terminal.In(paint, line);
            shown = "";
        }
    }

    private string Row(string label, string text) =>
        "  " + terminal.In(Paint.Dim, label) + new string(' ', Label - label.Length) + text;
}
