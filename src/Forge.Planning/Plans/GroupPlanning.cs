using Forge.Planning.Files;
using Forge.Planning.Lessons;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;
using Forge.Planning.Writing;

namespace Forge.Planning.Plans;

/// <summary>Plans each group: branch, persona, points, prompt.</summary>
internal sealed class GroupPlanning
{
    private readonly Wish _wish;
    private readonly PlanPlaces _places;
    private readonly PlanFacts _facts;
    private readonly PlanFindings _findings;
    private readonly GroupPersonas _personas;
    private readonly TaskTitles _titles;
    private readonly PlanBranches _branches;

    public GroupPlanning(Wish wish, PlanPlaces places, PlanFacts facts, PlanFindings findings)
    {
        (_wish, _places, _facts, _findings) = (wish, places, facts, findings);
        _personas = new GroupPersonas(facts.Personas);
        _titles = new TaskTitles(TaskTitles.IssueOf(wish), facts.TakenTitles);
        _branches = new PlanBranches(wish, places, facts, findings);
    }

    /// <summary>Groups with what the document says of them, and what is the whole plan's.</summary>
    public sealed record Draft(
        IReadOnlyList<PlannedGroup> Groups,
        PlanBranch Branch,
        MatrixCoverage Matrix,
        CriticalPath CriticalPath
    );

    public Draft Plan(string? final)
    {
        var branch = _branches.OfPlan();
        var matrix = MatrixMapping.Of(
            _wish.Matrix.Count > 0 ? _wish.Matrix : StandardMatrix.Entries,
            _wish.Groups,
            _wish.Waves
        );
        if (matrix.Unmapped > 0 && _wish.Groups.Count > 0)
            WarnUnmapped(matrix);
        if (_personas.NobodyKnown && _wish.Groups.Any(g => g.Personas.Count > 0))
            _findings.Hint(
                "persona-unchecked",
                1,
                "the repository has no agent files: personas are taken as they are written"
            );
        var wave = new Dictionary<string, int>();
        for (var i = 0; i < _wish.Waves.Count; i++)
            foreach (var id in _wish.Waves[i])
                wave[id] = i + 1;
        var points = Points(matrix);
        var files = ManyHands.Each(_wish.Groups, DeclaredFiles.Of);
        // One after the other: who comes first has the branch and the title that two want.
        var planned = new List<PlannedGroup>();
        foreach (var source in _wish.Groups)
        {
            var at = wave.GetValueOrDefault(source.Id);
            var own = Plan(source, at, points, files[planned.Count], final);
            planned.Add(new PlannedGroup(own, source));
        }
        return new Draft(ManyHands.Each(planned, WithPrompt), branch, matrix, Longest());
    }

    private PlannedGroup WithPrompt(PlannedGroup planned)
    {
        var (group, source) = planned;
        var prompt = PromptText.Of(
            group,
            source,
            _wish,
            _facts.WishPath,
            group.TaskFile,
            LessonText.Section(LessonChoice.For(group, _facts.Lessons))
        );
        return planned with { Group = group with { Prompt = prompt } };
    }

    private void WarnUnmapped(MatrixCoverage matrix)
    {
        var missing = matrix.Checkpoints.Where(c => c.Groups.Count == 0).ToList();
        _findings.Warn(
            "points-unmapped",
            missing[0].Line,
            $"{matrix.Unmapped} of {matrix.Total} points are nobody's to earn: {Words.Short(string.Join(", ", missing.Select(c => c.Text == c.Name ? c.Name : $"{c.Name} ({c.Text})").Distinct()))}"
        );
    }

    private static Dictionary<string, List<GroupCheckpoint>> Points(MatrixCoverage matrix)
    {
        var points = new Dictionary<string, List<GroupCheckpoint>>();
        foreach (var box in matrix.Checkpoints)
        foreach (var share in box.Groups)
        {
            if (!points.TryGetValue(share.Group, out var list))
                points[share.Group] = list = [];
            list.Add(new GroupCheckpoint(box.Phase, box.Name, box.Text, share.Points));
        }
        return points;
    }

    private CriticalPath Longest()
    {
        var ids = _wish.Groups.Select(g => g.Id).ToList();
        var minutes = new Dictionary<string, double>();
        foreach (var group in _wish.Groups)
            if (EffortText.Minutes(group.Effort) is { } known)
                minutes[group.Id] = known;
        var all = ids.Count > 0 && minutes.Count == ids.Count;
        var (path, length) = PlanGraph.LongestPath(
            ids,
            _wish.Edges,
            all ? id => minutes[id] : null
        );
        return new CriticalPath(path, length, all ? "minutes" : "groups");
    }

    private PlanGroup Plan(
        WishGroup source,
        int wave,
        Dictionary<string, List<GroupCheckpoint>> points,
        IReadOnlyList<string> files,
        string? final
    )
    {
        var persona = Persona(source);
        var complexity = Complexities.Of(source, files.Count);
        return new PlanGroup
        {
            Id = source.Id,
            Slug = source.Slug,
            Title = source.Title,
            Kind = source.Id == final ? GroupKind.FinalValidation : GroupKind.Work,
            Line = source.Line,
            Wave = wave,
            TaskTitle = _titles.Claim(source.Id, source.Title, source.Branch, source.Tracker),
            Goal = source.Goal,
            Scope = source.Scope,
            Inputs = source.Inputs,
            Deliverables = source.Deliverables,
            Acceptance = source.Acceptance,
            Issues = source.Issues,
            DependsOn = source.DependsOn,
            ExternalDependsOn = source.ExternalDependsOn,
            Branch = _branches.OfGroup(source),
            Persona = persona.Name,
            PersonaReason = persona.Reason,
            PersonaFile = persona.Name is { } name ? _personas.File(name)?.Path : null,
            Support = [.. source.Personas.Select(_personas.Bare).Where(p => !Is(p, persona.Name))],
            Profile = _personas.Profile(persona.Name),
            TaskFile = _places.TaskFile(source.Id),
            EvidenceFolder = _places.EvidenceFolder(source.Id),
            Evidence = source.Evidence,
            Files = files,
            Validation = source.Validation,
            Checks = source.Checks,
            Checkpoints = points.GetValueOrDefault(source.Id) ?? [],
            Tracker = source.Tracker ?? Placeholder(source),
            Effort = source.Effort,
            Risk = source.Risk,
            Complexity = complexity,
            ReasoningEffort = Complexities.Effort(complexity),
            Done = source.Done,
        };
    }

    private static bool Is(string a, string? b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private (string? Name, string Reason) Persona(WishGroup source)
    {
        var choice = _personas.Choose(source, out var refused);
        if (choice.Name is null)
            _findings.Halt(
                "persona-missing",
                source.Line,
                $"nobody can do group {source.Id}: {choice.Reason}"
            );
        else
            foreach (var reason in refused)
                _findings.Warn(
                    "persona-refused",
                    source.Line,
                    $"group {source.Id}: {reason}; {choice.Name} does it"
                );
        return (choice.Name, choice.Reason);
    }

    private string Placeholder(WishGroup source)
    {
        _findings.Hint(
            "tracker-placeholder",
            source.Line,
            $"group {source.Id} has no tracker; a placeholder stands in for it"
        );
        return $"placeholder-group-{PlanPlaces.Name(source.Id)}";
    }
}
