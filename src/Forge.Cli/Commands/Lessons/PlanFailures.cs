using Forge.Api;
using Forge.Planning.Lessons;

namespace Forge.Cli.Commands.Lessons;

/// <summary>
/// What failed in a plan: what was sent back, broke off, stood still or met a conflict, by the plan's log, and the groups that
/// have failed now. Pure.
/// </summary>
internal static class PlanFailures
{
    private const int LongestOutput = 1_500;

    /// <param name="outputs">What validations printed, by their ids, as far as it was asked for.</param>
    /// <param name="files">What each group was to change.</param>
    public static IEnumerable<FailureFacts> Of(
        PlanStatus plan,
        IReadOnlyList<PlanLogEntry> log,
        IReadOnlyDictionary<Guid, string> outputs,
        Func<string, IReadOnlyList<string>> files
    )
    {
        foreach (var group in plan.Groups)
        {
            List<PlanLogEntry> own = [.. log.Where(line => line.Group == group.Id)];
            for (var at = 0; at < own.Count; at++)
                if (CauseOf(own[at]) is { } cause)
                    yield return Known(plan, group, files) with
                    {
                        Cause = cause,
                        Evidence = own[at].Text,
                        Mend = MendOf(own[at], own[(at + 1)..]),
                        Attempt = own[(at + 1)..].Exists(IsAnew) ? null : group.Attempt?.ToString(),
                    };
            if (group.State == "failed")
                yield return Known(plan, group, files) with
                {
                    Cause = CauseOf(group),
                    Evidence = EvidenceOf(group, outputs),
                    Attempt = group.Attempt?.ToString(),
                    Commit = group.Head,
                };
        }
    }

    /// <summary>The runs whose output shows why a group has failed.</summary>
    public static IEnumerable<ValidationStatus> Failing(GroupStatus group) =>
        group.Validation.Where(run => run.State == "failed" && run.Ground is "worktree" or "clean");

    private static FailureFacts Known(
        PlanStatus plan,
        GroupStatus group,
        Func<string, IReadOnlyList<string>> files
    ) =>
        new()
        {
            Group = group.Id,
            Wish = plan.Wish,
            Files = files(group.Id),
            Cause = "",
            Evidence = "",
        };

    private static string? CauseOf(PlanLogEntry line) =>
        line switch
        {
            { By: "forge", What: "send-back" } => "validation",
            { By: "forge", What: "interrupt" } => "stall",
            { By: "forge", What: "retry" } => line.Text.Split(':')[0],
            { What: "conflict" } => "conflict",
            { By: "forge", What: "restack" } when !line.Text.StartsWith("onto ") => "conflict",
            _ => null,
        };

    private static string CauseOf(GroupStatus group) =>
        Failing(group).Any() ? "validation"
        : group.Outside.Count > 0 ? "files of others"
        : "its agent";

    private static bool IsAnew(PlanLogEntry line) => line is { What: "retry", By: not "forge" };

    /// <summary>Only what was merged afterwards was helped; by the last thing that a person did about it, else by Forge's own way.</summary>
    private static string? MendOf(PlanLogEntry failure, List<PlanLogEntry> after)
    {
        var merged = after.FindIndex(line => line.What == "merge");
        if (merged < 0)
            return null;
        var by = after[..merged].FindLast(line => line.What == "follow-up" || IsAnew(line));
        return by switch
        {
            { What: "follow-up" } => $"a follow-up: {by.Text}",
            not null => "a new attempt",
            null => failure.What switch
            {
                "send-back" => "its agent was sent back to it",
                "retry" => "its agent went on after a while",
                "interrupt" => "its agent was interrupted and went on",
                _ => null,
            },
        };
    }

    private static string EvidenceOf(
        GroupStatus group,
        IReadOnlyDictionary<Guid, string> outputs
    ) =>
        string.Join(
            "\n\n",
            Failing(group)
                .Select(run =>
                    $"{run.Command}: {run.Note ?? $"exit code {run.ExitCode}"}\n{Tail(outputs.GetValueOrDefault(run.Id) ?? "")}".TrimEnd()
                )
                .Prepend(group.Cause ?? "")
                .Where(part => part.Length > 0)
        );

    private static string Tail(string text) =>
        text.Length <= LongestOutput ? text : "…" + text[^LongestOutput..];
}
