using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>
/// Says why something failed. What Forge knows by itself comes first; the agent's words are asked only where it does not,
/// and only for what changes the next step.
/// </summary>
internal static partial class FailureDecisions
{
    private const int LongestText = 500;

    /// <summary>
    /// The last is often only that the program ended. Older ones do not count: an agent that got over a limit and failed of
    /// something else an hour later did not fail of the limit.
    /// </summary>
    private const int LastWords = 3;

    /// <param name="now">Of the local clock: its offset stands for the zone of a time that names none.</param>
    /// <returns>Null: nothing failed.</returns>
    public static Failure? Classify(FailureFacts facts, DateTimeOffset now)
    {
        if (facts.StopAsked)
            return new Failure(FailureCause.Stopped, "a person stopped it");
        if (facts.Budget is { } budget)
            return new Failure(FailureCause.Budget, budget);
        if (facts.Stall is { } stall)
            return new Failure(FailureCause.Stall, stall);
        if (facts.Stage == AttemptStage.Broken)
            return new Failure(FailureCause.Start, facts.StageText ?? "its worktree was not made");
        return facts.Status switch
        {
            ProcessStatus.Killed => new Failure(
                FailureCause.Stopped,
                facts.ExitNote ?? "it was stopped"
            ),
            ProcessStatus.Failed => OfProcess(facts, now),
            ProcessStatus.Completed => OfWork(facts),
            _ => null,
        };
    }

    // The agent is content; Forge is not.
    private static Failure? OfWork(FailureFacts facts) =>
        facts.Conflict is { } conflict ? new Failure(FailureCause.Conflict, conflict)
        : facts.Validation is { } validation ? new Failure(FailureCause.Validation, validation)
        : null;

    private static Failure OfProcess(FailureFacts facts, DateTimeOffset now)
    {
        var text = Words(facts);
        if (facts.NeverBegan)
            return new Failure(FailureCause.Start, text);
        foreach (var said in facts.Errors.Reverse().Take(LastWords).Append(facts.ExitNote ?? ""))
        {
            if (OutOfMoney().IsMatch(said))
                return new Failure(FailureCause.Budget, Short(said));
            if (RateLimitText.Speaks(said))
                return new Failure(
                    FailureCause.RateLimit,
                    Short(said),
                    ResetTimes.Read(said, now) ?? ResetOf(facts.Errors, now)
                );
            if (Login().IsMatch(said))
                return new Failure(FailureCause.AgentError, Short(said), NeedsPerson: true);
        }
        return facts.ExitCode is 126 or 127
            ? new Failure(FailureCause.Start, text, NeedsPerson: true)
            : new Failure(FailureCause.AgentError, text);
    }

    // The event with the time may come before the error that ends the turn.
    private static DateTimeOffset? ResetOf(IEnumerable<string> errors, DateTimeOffset now) =>
        errors
            .Reverse()
            .Where(RateLimitText.Speaks)
            .Select(said => ResetTimes.Read(said, now))
            .FirstOrDefault(time => time is not null);

    private static string Words(FailureFacts facts)
    {
        var said = facts.Errors.LastOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var exit = facts.ExitCode is { } code
            ? string.Create(CultureInfo.InvariantCulture, $"exit {code}")
            : "it failed and did not say why";
        return Short(said ?? facts.ExitNote ?? exit);
    }

    private static string Short(string text) =>
        text.Trim() is var whole && whole.Length <= LongestText
            ? whole
            : whole[..LongestText] + "…";

    [GeneratedRegex(
        @"insufficient[_ ]quota|credit balance is too low|billing[_ ]hard[_ ]limit|budget[_ ]exhausted|max[_ ]budget[_ ]usd|out of credits|payment required|spend(?:ing)? (?:limit|cap) (?:reached|exceeded)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex OutOfMoney();

    [GeneratedRegex(
        @"not logged in|please run /login|invalid (?:api key|x-api-key)|authentication[_ ](?:failed|error|required)|api refuses the credentials|oauth token (?:has )?expired|\b401\b.{0,20}unauthorized|incorrect api key",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Login();
}
