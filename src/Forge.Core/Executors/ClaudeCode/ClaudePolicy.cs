namespace Forge.Core.Executors.ClaudeCode;

internal enum Verdict
{
    Allow,
    Deny,
    Ask,
}

/// <summary>Who decides on what Claude asks: Forge itself, or a person.</summary>
internal static class ClaudePolicy
{
    public const string NobodyToAsk =
        "Nobody is there to answer. Decide yourself: take the most sensible choice, say which one you took, and go on.";

    public const string PlainNo =
        "The person said no. Do not try it another way; go on without it, or ask.";

    public const string PlanFirst =
        "You are in plan mode: nothing may be changed before a person has approved the plan. Finish the plan and present it.";

    private static readonly HashSet<string> ForPeople = ["AskUserQuestion", "ExitPlanMode"];

    private static readonly HashSet<string> ReadOnly =
    [
        "Read",
        "Grep",
        "Glob",
        "LS",
        "WebFetch",
        "WebSearch",
        "TodoWrite",
        "Task",
        "Agent",
        "ToolSearch",
    ];

    private static readonly HashSet<string> Writing =
    [
        "Write",
        "Edit",
        "MultiEdit",
        "NotebookEdit",
    ];

    /// <param name="planning">True while Claude itself is in plan mode.</param>
    /// <param name="reasonType"><c>decision_reason_type</c>: <c>mode</c> when the mode forbids the call. Allowing would still do it.</param>
    public static (Verdict Verdict, string Reason) Judge(
        ClaudeOptions options,
        bool planning,
        string tool,
        string? reasonType
    )
    {
        if (options.Unattended)
            return tool == "AskUserQuestion" ? (Verdict.Deny, NobodyToAsk) : (Verdict.Allow, "");
        if (ForPeople.Contains(tool))
            return (Verdict.Ask, "");
        if (planning && (reasonType == "mode" || Writing.Contains(tool)))
            return (Verdict.Deny, PlanFirst);
        if (options.Asks)
            return (Verdict.Ask, "");
        return planning && !ReadOnly.Contains(tool) ? (Verdict.Ask, "") : (Verdict.Allow, "");
    }
}
