using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Writing;

/// <summary>What an agent is given for a group: references for Claude, the whole scaffold for others.</summary>
internal static class PromptText
{
    private static readonly string[] ClaudeNames = ["claude", "claude_code", "claude-code"];

    /// <param name="taskFile">Null where there is none: then nothing may be left to a reference.</param>
    /// <param name="lessons">The section; empty for none. Claude finds it in the task file.</param>
    public static string Of(
        PlanGroup group,
        WishGroup source,
        Wish wish,
        string wishPath,
        string? taskFile,
        string lessons = ""
    ) =>
        taskFile is not null && IsClaude(group)
            ? ForClaude(group, wishPath, taskFile)
            : Scaffold(group, source, wish, wishPath, taskFile, lessons);

    public static bool IsClaude(PlanGroup group) =>
        group.PersonaFile is not null
        && group.Profile.Executor is { } executor
        && ClaudeNames.Contains(executor.ToLowerInvariant());

    private static string ForClaude(PlanGroup group, string wishPath, string taskFile) =>
        $"""
            Use the {group.Persona} subagent to {(
                group.Kind == GroupKind.FinalValidation ? "validate" : "implement"
            )} this task.

            `@{group.PersonaFile}`
            `@{taskFile}`
            `@{wishPath}`

            Load all context from these files; nothing of them is repeated here.

            """;

    private static string Scaffold(
        PlanGroup group,
        WishGroup source,
        Wish wish,
        string wishPath,
        string? taskFile,
        string lessons
    )
    {
        var text = new StringBuilder();
        text.Append("## Task Overview\n");
        text.Append(
            $"Group {group.Id} of the wish \"{Lines.OneLine(wish.Title)}\": {Lines.OneLine(group.Title)}.\n"
        );
        if (group.Goal is { } goal)
            text.Append($"{goal}\n");
        text.Append("\n## Context & Background\n");
        text.Append($"`@{wishPath}` — the approved wish\n");
        if (taskFile is not null)
            text.Append($"`@{taskFile}` — this task in full\n");
        if (group.PersonaFile is { } persona)
            text.Append($"`@{persona}` — how you work\n");
        text.Bullets(group.Inputs);
        if (lessons.Length > 0)
            text.Append('\n').Append(lessons);
        text.Append("\n<context_gathering>\n");
        text.Append(
            "Goal: know what to change, and how it will be proved, before changing anything.\n"
        );
        text.Append(
            "Method: read the files above; look at the code they touch; search only for what stays unclear.\n"
        );
        text.Append(
            "Early stop: once you can name the files to change and the commands that prove it.\n"
        );
        text.Append("</context_gathering>\n\n<task_breakdown>\n");
        AppendSteps(text, group, source);
        text.Append("</task_breakdown>\n\n<SUCCESS CRITERIA>\n");
        text.Bullets(Criteria(group), "✅ ");
        text.Append("</SUCCESS CRITERIA>\n\n<NEVER DO>\n");
        text.Bullets(Never(group, wish), "❌ ");
        text.Append("</NEVER DO>\n\n## Technical Constraints\n");
        text.Append($"complexity: {group.Complexity}\n");
        text.Append($"reasoning_effort: {group.ReasoningEffort}\n");
        text.Append($"branch: {group.Branch}\n");
        return text.ToString();
    }

    private static void AppendSteps(StringBuilder text, PlanGroup group, WishGroup source)
    {
        text.Append("1. [Discovery] Read the context and the surfaces of this group.\n");
        text.Bullets(source.Surfaces, "   - ");
        text.Append("2. [Implementation] Do the work of this group, and nothing beside it.\n");
        text.Bullets(
            source.Tasks.Count > 0 ? source.Tasks
                : group.Deliverables.Count > 0 ? group.Deliverables
                : group.Scope,
            "   - "
        );
        text.Append("3. [Verification] Prove it");
        text.Append(
            group.Validation.Count + group.Checks.Count > 0
                ? ":\n"
                : ": say which command shows that it works, and run it.\n"
        );
        foreach (var command in group.Validation)
            text.Append(
                command.Command.Contains('\n')
                    ? $"   -\n{Lines.Fence(command.Command, "bash")}"
                    : $"   - `{command.Command}`{(command.Expect is { } expect ? $" ({expect})" : "")}\n"
            );
        text.Bullets(group.Checks, "   - ");
        text.Append($"   - Keep output and exit codes in `{group.EvidenceFolder}`\n");
    }

    private static IEnumerable<string> Criteria(PlanGroup group) =>
        group.Acceptance.Count > 0 ? group.Acceptance
        : group.Deliverables.Count > 0 ? group.Deliverables
        : ["The goal above is reached, and a command shows it"];

    private static IEnumerable<string> Never(PlanGroup group, Wish wish)
    {
        foreach (var item in wish.Contract.OutOfScope)
            yield return $"Out of scope: {item}";
        if (group.Files.Count > 0)
            yield return $"Change other files than this group's: {string.Join(", ", group.Files)}";
        yield return "Do the work of another group, or wait for it: its changes arrive only when a person merges them";
        yield return "Merge, push, or touch a branch other than your own";
        yield return "Change the wish or the plan";
    }
}
