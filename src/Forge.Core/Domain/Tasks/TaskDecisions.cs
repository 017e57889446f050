namespace Forge.Core.Domain.Tasks;

/// <summary>How a task's status follows its attempts. A status that a person set is never taken back.</summary>
internal static class TaskDecisions
{
    public static WorkTaskStatus WhenWorkStarts(WorkTaskStatus now) =>
        now == WorkTaskStatus.Agent ? now : WorkTaskStatus.InProgress;

    public static WorkTaskStatus WhenWorkRests(WorkTaskStatus now) =>
        now == WorkTaskStatus.InProgress ? WorkTaskStatus.InReview : now;

    public static WorkTaskStatus WhenMerged(WorkTaskStatus now) =>
        now == WorkTaskStatus.Agent ? now : WorkTaskStatus.Done;

    public static WorkTaskStatus? Parse(string text) =>
        Enum.TryParse<WorkTaskStatus>(text, ignoreCase: true, out var status)
        && Enum.IsDefined(status)
            ? status
            : null;

    /// <summary>Checks a title that a person gave.</summary>
    /// <exception cref="RuleBroken">It is empty or longer than 10,000 characters.</exception>
    public static string Title(string? title)
    {
        var text = title?.Trim() ?? "";
        if (text.Length == 0)
            throw RuleBroken.Invalid("title: a task needs a title");
        return text.Length <= 10_000
            ? text
            : throw RuleBroken.Invalid(
                "title: longer than 10,000 characters; put the rest into the description"
            );
    }
}
