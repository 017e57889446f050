using Forge.Api;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Diffs;
using Forge.Cli.Terminals;
using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>A plan for people: groups, waves, points, risks, what was written and what is next.</summary>
internal sealed class PlanReport(Terminal terminal, string document)
{
    public void Print(ForgePlan plan, IReadOnlyList<string> onlyGroups)
    {
        terminal.Line(terminal.In(Paint.Bold, Words.OneLine(plan.Title, terminal.Width)));
        Fact(
            "branch",
            $"{plan.Branch.Name}  ({plan.Branch.Strategy.ToString().ToLowerInvariant()})"
        );
        Fact("waves", string.Join(" → ", plan.Waves.Select(w => string.Join(" ", w))));
        Fact("longest", plan.CriticalPath.InWords());
        Fact(
            "matrix",
            $"{plan.Matrix.Mapped} of {plan.Matrix.Total} points are some group's to earn"
        );
        Fact("evidence", $"{plan.Folder}/qa/");
        terminal.Table(
            Groups(plan.Groups.Where(g => onlyGroups.Count == 0 || onlyGroups.Contains(g.Id)))
        );
        if (plan.Risks.Count > 0)
            terminal.Line("Risks");
        foreach (var risk in plan.Risks)
            terminal.Line($"  {Words.OneLine(risk, 1000)}");
        foreach (var found in plan.Diagnostics.Where(d => d.Severity > Severity.Hint))
            terminal.Line(WishText.Line(terminal, document, found));
        foreach (
            var kept in plan.Diagnostics.Where(d =>
                d.Code
                    is "branch-changed"
                        or "task-file-kept"
                        or "section-removed"
                        or "final-validation-offered"
                        or "final-validation-there"
                        or "group-marked-done"
            )
        )
            terminal.Line(WishText.Line(terminal, document, kept));
    }

    private void Fact(string name, string value)
    {
        if (value.Length > 0)
            terminal.Line($"{name, -10} {Words.OneLine(value, Math.Max(terminal.Width - 11, 40))}");
    }

    private static TextTable Groups(IEnumerable<PlanGroup> groups)
    {
        var table = new TextTable(
            "group",
            new Column("title", Least: 16, Fills: true),
            "wave",
            "waits for",
            new Column("persona", Least: 8, IsOptional: true),
            "points",
            "checks",
            new Column("branch", Least: 12, IsOptional: true)
        );
        foreach (var group in groups)
            table.Add(
                group.Id,
                Words.OneLine(group.TaskTitle, 100),
                group.Wave.ToString(),
                Words.OneLine(
                    string.Join(" ", group.DependsOn.Concat(group.ExternalDependsOn)),
                    40
                ),
                Words.OneLine(group.Persona ?? "nobody", 40),
                group.TargetScore.ToString(),
                group.Validation.Count.ToString(),
                group.Branch
            );
        return table;
    }

    /// <summary>What became of the files, and where to read on.</summary>
    public void Written(ForgePlan plan)
    {
        foreach (var change in plan.Changes.Where(c => c.Action != FileAction.Unchanged))
            terminal.Line(
                $"{terminal.In(PaintOf(change.Action), $"{Word(change.Action), -10}")}{Words.Harmless(change.Path)}{Detail(change)}"
            );
        if (!plan.Written)
            terminal.Line("Nothing changed: the files are as this plan wants them.");
        if (plan.PlanFile is not null)
        {
            terminal.Line($"Forge Plan: @{plan.PlanFile}");
            terminal.Line($"Tasks: @{plan.Folder}/task-*.md");
        }
        terminal.Line("Next");
        foreach (var step in plan.NextSteps)
            terminal.Line($"  {Words.OneLine(step, 1000)}");
    }

    private static string Detail(FileChange change)
    {
        var parts = new List<string>();
        if (change.Action is FileAction.Update or FileAction.Replace)
        {
            var (added, removed) = UnifiedDiff.Count(DiffOf(change));
            parts.Add($"+{added} -{removed}");
        }
        if (change.Changed.Count > 0)
            parts.Add(string.Join(", ", change.Changed));
        if (change.Kept.Count > 0)
            parts.Add($"kept: {string.Join(", ", change.Kept)}");
        if (change.ArchivedAs is { } archive)
            parts.Add($"the old one is {Path.GetFileName(archive)}");
        return parts.Count == 0 ? "" : $"  ({string.Join("; ", parts)})";
    }

    private static string Word(FileAction action) =>
        action switch
        {
            FileAction.Create => "created",
            FileAction.Update => "updated",
            FileAction.Replace => "replaced",
            FileAction.Archive => "archived",
            FileAction.Kept => "kept",
            _ => "unchanged",
        };

    private static Paint PaintOf(FileAction action) =>
        action switch
        {
            FileAction.Create => Paint.Green,
            FileAction.Kept => Paint.Yellow,
            _ => Paint.Cyan,
        };

    /// <summary>What would be written, as a diff.</summary>
    public void Diffs(ForgePlan plan)
    {
        foreach (var change in plan.Changes.Where(c => c.Writes))
            terminal.Output.Write(DiffText.Painted(UnifiedDiff.Of(DiffOf(change)), terminal));
        foreach (var change in plan.Changes.Where(c => c.ArchivedAs is not null))
            terminal.Note($"{change.Path} would be kept as {change.ArchivedAs}");
    }

    private static Diff DiffOf(FileChange change) =>
        new()
        {
            Change =
                change.Old is null ? DiffChange.Added
                : change.New is null ? DiffChange.Deleted
                : DiffChange.Modified,
            OldPath = change.Old is null ? null : change.Path,
            NewPath = change.New is null ? null : change.Path,
            OldContent = change.Old,
            NewContent = change.New,
            ContentOmitted = false,
        };

    public void Blocked(ForgePlan plan, bool written)
    {
        foreach (var blocker in plan.Blockers)
        {
            terminal.Line(
                WishText.Line(
                    terminal,
                    document,
                    new Diagnostic(Severity.Error, blocker.Code, blocker.Line, blocker.Text)
                )
            );
            terminal.Line($"  {blocker.Mend}");
        }
        terminal.Line(
            written
                ? $"BLOCKED; the report: @{plan.BlockerFile}"
                : $"BLOCKED; the report would be @{plan.BlockerFile}"
        );
    }
}
