using System.Text;
using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Writing;

/// <summary>The task file of one group: everything that work on it needs, without the rest of the plan.</summary>
internal static class TaskParts
{
    /// <summary>What the repository has learnt, where there is something of use.</summary>
    public const string Lessons = "lessons";
    public const string Prompt = "prompt";

    /// <param name="lessons">The section; empty for none.</param>
    public static IReadOnlyList<Part> Of(
        ForgePlan plan,
        PlanGroup group,
        WishGroup source,
        string lessons
    ) =>
        [
            new(Part.Head, Head(plan, group)),
            new("scope", Scope(group, source)),
            new("inputs", Section("Inputs", Inputs(plan, group))),
            .. lessons.Length > 0 ? (Part[])[new(Lessons, lessons)] : [],
            new("deliverables", Deliverables(group, source)),
            new("validation", Validation(group)),
            new("dependencies", Section("Dependencies", Waits(group))),
            new("evidence", Evidence(group)),
            new(Prompt, $"## Prompt\n{Lines.Fence(group.Prompt, "text")}"),
        ];

    private static string Head(ForgePlan plan, PlanGroup group)
    {
        var text = new StringBuilder();
        text.Append($"# Task: {Lines.OneLine(TaskTitles.Spoken(group.Title))}\n\n## Context\n");
        void Line(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                text.Append($"**{key}:** {Lines.OneLine(value)}\n");
        }
        Line("Title", group.TaskTitle);
        Line("Wish", "@" + plan.Wish);
        Line("Plan", "@" + plan.PlanFile);
        Line("Group", $"{group.Id} - {group.Title}");
        Line("Tracker", group.Tracker);
        Line("Persona", string.Join(", ", [group.Persona ?? "none", .. group.Support]));
        Line("Profile", Profile(group.Profile));
        Line("Branch", group.Branch);
        Line("Lands on", plan.Branch.Name);
        Line("Complexity", $"{group.Complexity}, reasoning effort {group.ReasoningEffort}");
        Line("Effort", group.Effort);
        Line("Risk", group.Risk);
        Line("Status", "pending");
        return text.ToString();
    }

    private static string? Profile(GroupProfile profile)
    {
        var parts = new[]
        {
            profile.Executor,
            profile.Variant is { } variant ? $"variant {variant}" : null,
            profile.Model is { } model ? $"model {model}" : null,
            profile.PermissionMode is { } mode ? $"permissions {mode}" : null,
        };
        var said = parts.Where(p => p is not null).ToList();
        return said.Count == 0 ? null : string.Join(", ", said);
    }

    private static string Section(string title, IEnumerable<string> items)
    {
        var text = new StringBuilder($"## {title}\n");
        var empty = text.Length;
        text.Bullets(items);
        return (text.Length == empty ? text.Append("- None\n") : text).ToString();
    }

    private static string Scope(PlanGroup group, WishGroup source)
    {
        var text = new StringBuilder("## Scope\n");
        if (group.Goal is { } goal)
            text.Append(goal).Append('\n');
        if (group.Scope.Count > 0)
            text.Append(group.Goal is null ? "" : "\n").Bullets(group.Scope);
        text.Named("Surfaces", source.Surfaces);
        text.Named("Files", [.. group.Files.Select(f => $"`{f}`")]);
        text.Named("Tasks", source.Tasks);
        text.Named("Notes", source.Notes);
        foreach (var other in source.Other.Where(o => o.Key.Length > 0))
            text.Named(Lines.OneLine(other.Key), other.Items);
        return text.ToString();
    }

    private static IEnumerable<string> Inputs(ForgePlan plan, PlanGroup group)
    {
        foreach (var input in group.Inputs)
            yield return input;
        if (!group.Inputs.Any(i => i.Contains(plan.Wish, StringComparison.Ordinal)))
            yield return $"`@{plan.Wish}`, group {group.Id}";
    }

    private static string Deliverables(PlanGroup group, WishGroup source)
    {
        var text = new StringBuilder(Section("Deliverables", group.Deliverables));
        text.Named("Acceptance Criteria", group.Acceptance);
        return text.ToString();
    }

    private static string Validation(PlanGroup group)
    {
        var text = new StringBuilder("## Validation\n");
        if (group.Validation.Count > 0)
            text.Append(WishMarkdown.Commands(group.Validation));
        text.Bullets(group.Checks);
        if (group.Validation.Count + group.Checks.Count == 0)
            text.Append("- The wish names no command: name one here before the work begins\n");
        text.Append($"\n**Target score:** {group.TargetScore} points\n");
        text.Bullets(
            group.Checkpoints.Select(c =>
                c.Text == c.Name
                    ? $"{c.Phase} → {c.Name} ({c.Points} pts)"
                    : $"{c.Phase} → {c.Name} ({c.Points} pts): {c.Text}"
            )
        );
        return text.ToString();
    }

    private static IEnumerable<string> Waits(PlanGroup group) =>
        group
            .DependsOn.Select(id => $"Group {id}: its work is there once a person has merged it")
            .Concat(group.ExternalDependsOn.Select(e => $"{e} (outside this plan)"));

    private static string Evidence(PlanGroup group)
    {
        var text = new StringBuilder($"## Evidence\n- Store results in `{group.EvidenceFolder}`\n");
        if (group.Evidence is { } said)
            text.Bullets(said.Split('\n').Select(l => l.TrimStart('-', ' ')));
        return text.ToString();
    }
}
