using System.Globalization;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Demo;

/// <summary>What happens in the demo, as lines with the time since it began; the commands that do the same stand beside.</summary>
internal sealed class DemoStory(Terminal terminal, TimeProvider time, string forge)
{
    /// <summary>Where the text of a line begins: after time, symbol and group.</summary>
    private const int Indent = 14;

    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, string> _states = [];
    private readonly HashSet<Guid> _failures = [];
    private readonly HashSet<Guid> _begun = [];
    private readonly HashSet<string> _sentBack = [];
    private readonly HashSet<Guid> _whole = [];
    private int _wave;

    public void Tell(PlanStatus plan)
    {
        foreach (var group in plan.Groups)
            Tell(plan.Plan, group);
        TellWhole(plan);
    }

    public void TellRadar(PlanStatus plan)
    {
        foreach (var line in RadarText.Lines(plan, terminal))
            terminal.Line(line);
    }

    public void TellMerged(PlanStatus plan, string group)
    {
        var commit = KnownGroup.In(plan, group)?.MergeCommit is { } hash
            ? $" as {Commits.Short(hash)}"
            : "";
        Say("✓", Paint.Green, group, $"merged{commit}", $"{forge} merge {plan.Plan}/{group}");
    }

    public void TellConflict(string group, string why) => Say("↻", Paint.Yellow, group, why);

    public void TellBegunAgain(PlanStatus plan, string group) =>
        Say(
            "↻",
            Paint.Yellow,
            group,
            "begins again on what is merged now",
            $"{forge} retry {plan.Plan}/{group}"
        );

    public void TellDelivered(PlanStatus plan)
    {
        TellWhole(plan);
        var commit = plan.DeliveredCommit is { } hash ? $" as {Commits.Short(hash)}" : "";
        Say(
            "✓",
            Paint.Green,
            "",
            $"delivered into {plan.BaseBranch}{commit}",
            $"{forge} deliver {plan.Plan}"
        );
    }

    private void TellWhole(PlanStatus plan)
    {
        foreach (var run in plan.Validation)
            if (run.State == "passed" && _whole.Add(run.Id))
                Say("✓", Paint.Green, "", $"the whole: {run.Command}");
    }

    private void Tell(string plan, GroupStatus group)
    {
        var failed = group.Validation.Where(run => run.State == "failed").ToList();
        foreach (var run in failed.Where(run => _failures.Add(run.Id)))
            Say("✗", Paint.Red, group.Id, Failure(run));
        if (_states.GetValueOrDefault(group.Id) == group.State)
            return;
        _states[group.Id] = group.State;
        switch (group.State)
        {
            case "running":
                Begin(group);
                break;
            case "awaiting_review" or "awaiting_merge":
                Prove(plan, group);
                break;
        }
    }

    private static string Failure(ValidationStatus run) =>
        $"{run.Command}: {(run.ExitCode is { } code ? $"exit code {code}" : run.Note ?? "failed")}";

    private void Begin(GroupStatus group)
    {
        if (group.Attempt is { } attempt && !_begun.Add(attempt))
        {
            _sentBack.Add(group.Id);
            Say("●", Paint.Cyan, group.Id, "sent back to its agent, with what the command printed");
            return;
        }
        if (group.Wave > _wave)
        {
            _wave = group.Wave;
            terminal.Line();
            terminal.Line(terminal.In(Paint.Bold, $"Wave {_wave}"));
        }
        Say("●", Paint.Cyan, group.Id, $"{group.Title}: its agent works");
    }

    private void Prove(string plan, GroupStatus group)
    {
        var passed = Words.Count(group.Validation.Count(run => run.State == "passed"), "command");
        var mended = _sentBack.Remove(group.Id) ? "mended: " : "";
        Say(
            "◆",
            Paint.Yellow,
            group.Id,
            $"{mended}{passed} passed; waits for you",
            $"{forge} diff {plan}/{group.Id}"
        );
    }

    /// <param name="command">What a person types to do the same; left out where the window is too narrow.</param>
    private void Say(string symbol, Paint paint, string group, string text, string? command = null)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var clock = string.Create(CultureInfo.InvariantCulture, $"{seconds, 6:0.0} s");
        var room = Math.Max(20, terminal.Width - Indent);
        var line = TextWidth.Cut(Words.OneLine(text, 400), room);
        if (command is not null && TextWidth.Of(line) + TextWidth.Of(command) + 3 <= room)
            line =
                TextWidth.Pad(line, room - TextWidth.Of(command)) + terminal.In(Paint.Dim, command);
        terminal.Line(
            $"{terminal.In(Paint.Dim, clock)}  {terminal.In(paint, symbol)} {terminal.In(Paint.Bold, TextWidth.Pad(group, 2))}{line}"
        );
    }
}
