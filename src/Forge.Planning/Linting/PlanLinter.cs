using Forge.Planning.Ownership;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Linting;

/// <summary>Says what is likely to go wrong when a plan runs, before it runs. Pure: text and facts in, findings out.</summary>
public sealed class PlanLinter
{
    /// <summary>A group with more of one kind is hard to review in one sitting.</summary>
    public const int MostDeliverables = 8;
    public const int MostTasks = 12;
    public const int MostFiles = 15;
    public const int MostMinutes = 960;

    /// <summary>Errors of planning that a draft may still have.</summary>
    private static readonly string[] Later = ["not-approved", "task-file-in-use"];

    private readonly ForgePlan _plan;
    private readonly Wish _wish;
    private readonly LintFacts _facts;
    private readonly Findings _findings = new();
    private readonly HashSet<string> _paths;

    private PlanLinter(ForgePlan plan, Wish wish, LintFacts facts)
    {
        (_plan, _wish, _facts) = (plan, wish, facts);
        _paths = [.. facts.Files];
    }

    /// <param name="file">As the person named it.</param>
    public static PlanLint Lint(string file, ForgePlan plan, Wish wish, LintFacts facts)
    {
        var linter = new PlanLinter(plan, wish, facts);
        var ownership = FileOwnership.Of(plan.Groups.Select(g => (g.Id, g.Files)), facts.Files);
        linter.AddKnown();
        linter.CheckShape();
        foreach (var group in plan.Groups)
            linter.Check(group);
        linter.CheckNames();
        linter.CheckOwnership(ownership);
        var findings = linter
            ._findings.Sorted()
            .Select(d => new LintFinding(d.Severity, d.Code, d.Line, d.Text, Mends.Of(d.Code)))
            .ToList();
        return new PlanLint
        {
            File = file,
            Slug = plan.Slug,
            Groups = plan.Groups.Count,
            Waves = [.. plan.Waves.Select((w, i) => new WaveWidth(i + 1, w.Count, w))],
            CriticalPath = plan.CriticalPath,
            Forecast = Forecast.Of(plan, facts.Past),
            Ownership = ownership.Matrix,
            Worst = findings.Count == 0 ? null : findings.Max(f => f.Severity),
            Findings = findings,
        };
    }

    // What reading and planning found, once each.
    private void AddKnown()
    {
        var said = new HashSet<(string, int)>();
        foreach (var blocker in _plan.Blockers)
            if (said.Add((blocker.Code, blocker.Line)))
                if (Later.Contains(blocker.Code))
                    _findings.Hint(blocker.Code, blocker.Line, blocker.Text);
                else
                    _findings.Error(blocker.Code, blocker.Line, blocker.Text);
        foreach (var found in _plan.Diagnostics.Where(d => d.Severity > Severity.Hint))
            if (said.Add((found.Code, found.Line)))
                if (found.Severity == Severity.Error)
                    _findings.Error(found.Code, found.Line, found.Text);
                else
                    _findings.Warn(found.Code, found.Line, found.Text);
    }

    private void CheckShape()
    {
        if (_plan.Groups.Count > 3 && _plan.Waves.Count > 0 && _plan.Waves.All(w => w.Count == 1))
            _findings.Hint(
                "no-parallelism",
                _plan.Groups[0].Line,
                $"the {_plan.Groups.Count} groups run one after the other: nothing runs in parallel"
            );
    }

    private void Check(PlanGroup group)
    {
        foreach (var command in group.Validation.Where(v => v.Runnable))
            if (CommandPrograms.In(command.Command).FirstOrDefault(IsMissing) is { } missing)
                _findings.Warn(
                    "validation-cannot-run",
                    command.Line > 0 ? command.Line : group.Line,
                    $"group {group.Id}: \"{missing}\" is not there, so \"{Words.Short(command.Command)}\" cannot run here"
                );
        if (group.Kind == GroupKind.FinalValidation)
            return;
        if (Size(group) is { } size)
            _findings.Warn("group-too-large", group.Line, $"group {group.Id} is large: {size}");
        if (
            group.Deliverables.Count == 0
            && group.Acceptance.Count == 0
            && group.Files.Count == 0
            && group.Validation.Count == 0
        )
            _findings.Warn(
                "group-without-deliverable",
                group.Line,
                $"group {group.Id} names no deliverable, criterion, file or command: nobody can tell whether it is done"
            );
    }

    private string? Size(PlanGroup group)
    {
        var tasks = _wish.Groups.FirstOrDefault(g => g.Id == group.Id)?.Tasks.Count ?? 0;
        if (group.Deliverables.Count > MostDeliverables)
            return $"{group.Deliverables.Count} deliverables (more than {MostDeliverables})";
        if (tasks > MostTasks)
            return $"{tasks} tasks (more than {MostTasks})";
        if (group.Files.Count > MostFiles)
            return $"{group.Files.Count} files and patterns (more than {MostFiles})";
        return EffortText.Minutes(group.Effort) is { } minutes and > MostMinutes
            ? $"{minutes / 60:0} hours by its own word (more than {MostMinutes / 60})"
            : null;
    }

    private bool IsMissing(string program)
    {
        if (_facts.HasProgram is null)
            return false;
        var isPath = program.Contains('/');
        var bare = program.StartsWith("./", StringComparison.Ordinal) ? program[2..] : program;
        if (isPath ? program[0] is '/' or '~' || _paths.Contains(bare) : _facts.HasProgram(program))
            return false;
        // What a group makes will be there.
        var name = bare[(bare.LastIndexOf('/') + 1)..];
        return !_plan.Groups.Any(g =>
            g.Deliverables.Concat(g.Files).Any(d => d.Contains(name, StringComparison.Ordinal))
        );
    }

    private void CheckNames()
    {
        foreach (
            var alike in _plan
                .Groups.GroupBy(g => Key(g.Title))
                .Where(g => g.Key.Length > 0 && g.Select(x => x.Slug).Distinct().Count() > 1)
        )
            _findings.Warn(
                "groups-named-alike",
                alike.Last().Line,
                $"the names of the groups {string.Join(" and ", alike.Select(g => g.Id))} differ in nothing that counts: {Words.Short(string.Join(", ", alike.Select(g => $"\"{g.Title}\"")))}"
            );
    }

    // Order of words, plural and small words aside.
    private static string Key(string title) =>
        string.Join(
            ' ',
            Words
                .Kebab(title, 200)
                .Split('-')
                .Where(w => w is not ("the" or "a" or "an" or "of" or "and" or "for" or "to"))
                .Select(w => w.Length > 3 ? w.TrimEnd('s') : w)
                .Order(StringComparer.Ordinal)
        );

    private void CheckOwnership(FileOwnership ownership)
    {
        var on = _plan.Edges.ToLookup(e => e.Group, e => e.DependsOn);
        var ancestors = new Dictionary<string, IReadOnlySet<string>>();
        IReadOnlySet<string> Before(string id) =>
            ancestors.TryGetValue(id, out var known)
                ? known
                : ancestors[id] = PlanGraph.Ancestors(id, on);
        var lines = _plan.Groups.ToDictionary(g => g.Id, g => g.Line);
        foreach (var overlap in ownership.Overlaps)
        {
            if (
                Before(overlap.First).Contains(overlap.Second)
                || Before(overlap.Second).Contains(overlap.First)
            )
                continue;
            _findings.Warn(
                "ownership-overlap",
                lines[overlap.Second],
                $"the groups {overlap.First} and {overlap.Second} may run at once and both change {Words.Short(string.Join(", ", overlap.Paths.Take(3)))}{(overlap.Count > 3 ? $" and {overlap.Count - 3} more" : "")}"
            );
        }
        foreach (var owned in ownership.Matrix)
            if (owned.Files == 0 && new PathPattern(owned.Pattern).IsGlob && _facts.Files.Count > 0)
                _findings.Hint(
                    "ownership-empty",
                    lines[owned.Group],
                    $"group {owned.Group}: {Words.Short(owned.Pattern)} matches no file of the repository"
                );
    }
}
