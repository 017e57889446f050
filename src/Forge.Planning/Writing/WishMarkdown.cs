using System.Text;
using Forge.Planning.Wishes;

namespace Forge.Planning.Writing;

/// <summary>Writes a model as a wish in the common form; reading it again gives the same groups, order and contract.</summary>
public static class WishMarkdown
{
    public static string Write(Wish wish)
    {
        var text = new StringBuilder();
        text.Append(
            $"# {(wish.Kind == DocumentKind.Plan ? "Forge Plan" : "Wish")}: {wish.Title}\n\n"
        );
        Line(text, "", "Status", wish.Status.Raw);
        Line(text, "", "Slug", Code(wish.Slug));
        Line(text, "", "Branch", wish.Branch is { } branch ? Code(branch) : null);
        Line(
            text,
            "",
            "depends-on",
            wish.DependsOn.Count > 0 ? string.Join(", ", wish.DependsOn) : null
        );
        foreach (
            var field in wish.Fields.Where(f => f.Items.Count > 0 && f.Key.Length is > 0 and < 80)
        )
            List(text, "", field.Key, field.Items);
        WriteContract(text, wish.Contract);
        if (wish.MatrixSource == MatrixSource.Document)
            WriteMatrix(text, wish.Matrix);
        if (wish.Groups.Count > 0)
            text.Append("\n## Execution Groups\n");
        foreach (var group in wish.Groups)
            WriteGroup(text, group, ":");
        if (wish.Validation.Count > 0)
            Commands(text.Append("\n## Validation Commands\n\n"), wish.Validation);
        return text.ToString();
    }

    private static void WriteContract(StringBuilder text, Contract contract)
    {
        if (contract.Source == ContractSource.None)
            return;
        var tag =
            contract.Source == ContractSource.QualityContract
                ? "quality_contract"
                : "spec_contract";
        text.Append($"\n## <{tag}>\n\n");
        List(text, "- ", "Scope", contract.Scope);
        List(text, "- ", "Out of scope", contract.OutOfScope);
        List(text, "- ", "Success metrics", contract.SuccessMetrics);
        List(text, "- ", "External tasks", contract.ExternalTasks);
        List(text, "- ", "Dependencies", contract.Dependencies);
        text.Append($"\n</{tag}>\n");
    }

    private static void WriteMatrix(StringBuilder text, IReadOnlyList<MatrixEntry> matrix)
    {
        text.Append("\n## Evaluation Matrix (100 Points Total)\n");
        foreach (var phase in matrix.GroupBy(e => e.Phase))
        {
            text.Append($"\n### {phase.Key} Phase ({phase.Sum(e => e.Points)} pts)\n\n");
            foreach (var entry in phase)
            {
                text.Append($"- **{entry.Name} ({entry.Points} pts)**\n");
                foreach (var box in entry.Checkpoints)
                    text.Append($"  - [{(box.Done ? 'x' : ' ')}] {box.Text} ({box.Points} pts)\n");
            }
        }
    }

    /// <param name="mark">What stands between id and title.</param>
    internal static string Group(WishGroup group, string mark)
    {
        var text = new StringBuilder();
        WriteGroup(text, group, mark);
        return text.ToString();
    }

    internal static string Commands(IReadOnlyList<ValidationCommand> commands)
    {
        var text = new StringBuilder();
        Commands(text, commands);
        return text.ToString();
    }

    private static void WriteGroup(StringBuilder text, WishGroup group, string mark)
    {
        text.Append($"\n### {(group.Done ? "✅ " : "")}Group {group.Id}{mark} {group.Title}\n\n");
        Line(text, "- ", "Goal", group.Goal);
        List(text, "- ", "Scope", group.Scope);
        List(text, "- ", "Surfaces", group.Surfaces);
        List(text, "- ", "Inputs", group.Inputs);
        List(text, "- ", "Tasks", group.Tasks);
        List(text, "- ", "Deliverables", group.Deliverables);
        List(text, "- ", "Acceptance Criteria", group.Acceptance);
        List(text, "- ", "Evidence", group.Evidence?.Split('\n') ?? []);
        List(text, "- ", "Suggested personas", group.Personas);
        Line(text, "- ", "Branch", group.Branch is { } branch ? Code(branch) : null);
        Line(text, "- ", "Tracker", group.Tracker);
        Line(text, "- ", "Dependencies", Waits(group));
        List(text, "- ", "Files", [.. group.Files.Select(Code)]);
        Line(text, "- ", "Effort", group.Effort);
        Line(text, "- ", "Risk", group.Risk);
        Line(text, "- ", "Priority", group.Priority);
        List(text, "- ", "Matrix checkpoints", [.. group.MatrixImpact.Select(i => i.Text)]);
        foreach (var other in group.Other.Where(o => o.Items.Count > 0 && o.Key.Length > 0))
            List(text, "- ", other.Key, other.Items);
        if (group.Checks.Count + group.Validation.Count == 0)
            return;
        text.Append("\n**Validation:**\n");
        foreach (var check in group.Checks)
            text.Append($"- {Indented(check, "  ")}\n");
        if (group.Validation.Count > 0)
            Commands(text.Append('\n'), group.Validation);
    }

    private static string Waits(WishGroup group) =>
        group.DependsOn.Count + group.ExternalDependsOn.Count == 0
            ? "None"
            : string.Join(
                ", ",
                group.DependsOn.Select(d => $"Group {d}").Concat(group.ExternalDependsOn)
            );

    private static void Line(StringBuilder text, string bullet, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            text.Append($"{bullet}**{key}:** {Indented(value, "  ")}\n");
    }

    private static void List(
        StringBuilder text,
        string bullet,
        string key,
        IReadOnlyList<string> items
    )
    {
        if (items.Count == 0)
            return;
        text.Append($"{bullet}**{key}:**\n");
        var indent = bullet.Length > 0 ? "  " : "";
        foreach (var item in items)
            text.Append($"{indent}- {Indented(item, indent + "  ")}\n");
        if (bullet.Length == 0)
            text.Append('\n');
    }

    private static void Commands(StringBuilder text, IReadOnlyList<ValidationCommand> commands)
    {
        text.Append("```bash\n");
        foreach (var command in commands)
            text.Append(command.Command)
                .Append(
                    command.Expect is { } expect && !command.Command.Contains('\n')
                        ? $"  # {expect}"
                        : ""
                )
                .Append('\n');
        text.Append("```\n");
    }

    private static string Indented(string text, string indent) => text.Replace("\n", "\n" + indent);

    private static string Code(string text) => text.Contains('`') ? text : $"`{text}`";
}
