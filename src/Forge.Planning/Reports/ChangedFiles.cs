using System.Text;
using Forge.Planning.Ownership;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>Which group changed which file, and whether it had said so.</summary>
internal sealed class ChangedFiles
{
    private readonly IReadOnlyList<(string Group, IReadOnlyList<PathPattern> Patterns)> _declared;
    private readonly IReadOnlyList<(string Group, ChangedFile Changed)> _changes;

    public ChangedFiles(PlanRun run)
    {
        _declared =
        [
            .. run.Plan.Groups.Select(g =>
                (g.Id, (IReadOnlyList<PathPattern>)[.. g.Files.Select(f => new PathPattern(f))])
            ),
        ];
        _changes = [.. run.Groups.SelectMany(g => g.Files.Select(f => (g.Evidence.GroupId, f)))];
    }

    public int Count => _changes.Select(c => c.Changed.Path).Distinct().Count();

    /// <summary>Files that more than one group changed.</summary>
    public IReadOnlyList<string> Shared =>
        [
            .. _changes
                .GroupBy(c => c.Changed.Path)
                .Where(g => g.Select(c => c.Group).Distinct().Count() > 1)
                .Select(g => g.Key)
                .Order(StringComparer.Ordinal),
        ];

    public int Outside => _changes.Count(c => IsOutside(c.Group, c.Changed.Path));

    /// <summary>A row for each file, by path.</summary>
    public string Matrix()
    {
        if (_changes.Count == 0)
            return "No file was changed.\n";
        var text = new StringBuilder(
            "| File | Changed by | Declared by | Lines |\n| --- | --- | --- | --- |\n"
        );
        foreach (
            var file in _changes
                .GroupBy(c => c.Changed.Path)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
        )
            text.Append(
                $"| {Lines.Cell(Said.Code(file.Key))} | {string.Join(", ", file.Select(c => By(c.Group, file.Key)))} | {DeclaredBy(file.Key)} | +{file.Sum(c => c.Changed.Insertions)} −{file.Sum(c => c.Changed.Deletions)} |\n"
            );
        return text.ToString();
    }

    private string By(string group, string path) =>
        PatternsOf(group).Count == 0 ? $"{group} (declares nothing)"
        : IsOutside(group, path) ? $"{group} (**not declared**)"
        : $"{group} (declared)";

    private string DeclaredBy(string path)
    {
        var groups = _declared.Where(d => d.Patterns.Any(p => p.Matches(path))).ToList();
        return groups.Count == 0 ? "nobody" : string.Join(", ", groups.Select(g => g.Group));
    }

    private bool IsOutside(string group, string path) =>
        PatternsOf(group) is { Count: > 0 } patterns && !patterns.Any(p => p.Matches(path));

    private IReadOnlyList<PathPattern> PatternsOf(string group) =>
        _declared.FirstOrDefault(d => d.Group == group).Patterns ?? [];
}
