using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>How a state looks: a symbol that is one column wide everywhere, a word, a colour. A newer server's state is its own word.</summary>
/// <param name="IsQuiet">There is nothing to be done or to be watched; where room is short, such groups are only counted.</param>
internal sealed record Look(string Symbol, string Word, Paint Paint, bool IsQuiet = false);

internal static class PlanStates
{
    /// <summary>Nothing more will happen by itself.</summary>
    public static bool IsOver(string state) => state is "delivered" or "done" or "cancelled";

    public static Look OfPlan(string state) =>
        state switch
        {
            "draft" => new Look("·", "draft", Paint.Dim),
            "approved" => new Look("○", "approved", Paint.Blue),
            "running" => new Look("●", "running", Paint.Cyan),
            "paused" => new Look("○", "paused", Paint.Yellow),
            "blocked" => new Look("✗", "blocked", Paint.Red),
            "validating" => new Look("◐", "validating", Paint.Cyan),
            "awaiting_delivery" => new Look("◆", "awaiting delivery", Paint.Yellow),
            "delivered" => new Look("✓", "delivered", Paint.Green),
            "done" => new Look("✓", "done", Paint.Green),
            "cancelled" => new Look("–", "cancelled", Paint.Dim),
            _ => Other(state),
        };

    public static Look OfGroup(string state) =>
        state switch
        {
            "approved" => new Look("·", "approved", Paint.Dim, IsQuiet: true),
            "waiting" => new Look("○", "waiting", Paint.Dim, IsQuiet: true),
            "ready" => new Look("◎", "ready", Paint.Blue),
            "running" => new Look("●", "running", Paint.Cyan),
            "validating" => new Look("◐", "validating", Paint.Cyan),
            "awaiting_review" => new Look("◇", "awaiting review", Paint.Yellow),
            "awaiting_merge" => new Look("◆", "awaiting merge", Paint.Yellow),
            "merged" => new Look("✓", "merged", Paint.Green, IsQuiet: true),
            "failed" => new Look("✗", "failed", Paint.Red),
            "stale" => new Look("↻", "stale", Paint.Yellow),
            "cancelled" => new Look("–", "cancelled", Paint.Dim, IsQuiet: true),
            _ => Other(state),
        };

    public static Look OfValidation(string state) =>
        state switch
        {
            "passed" => new Look("✓", "passed", Paint.Green),
            "failed" => new Look("✗", "failed", Paint.Red),
            "running" => new Look("◐", "running", Paint.Cyan),
            _ => Other(state),
        };

    public static Paint OfVerdict(string verdict) =>
        verdict switch
        {
            "excellent" or "good" or "acceptable" => Paint.Green,
            "blocked" => Paint.Red,
            _ => Paint.Yellow,
        };

    /// <summary><c>needs_work</c> → <c>needs work</c>.</summary>
    public static string Word(string state) => Words.OneLine(state.Replace('_', ' '), 20);

    private static Look Other(string state) => new("?", Word(state), Paint.Plain);
}
