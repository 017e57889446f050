using System.Globalization;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>What follows a failure.</summary>
internal abstract record NextTry(string Why)
{
    /// <summary>The same attempt goes on, or begins again, at this time; until then it is shown with the reason.</summary>
    public sealed record RetryAt(DateTimeOffset At, string Why) : NextTry(Why);

    /// <summary>It is not tried again by itself.</summary>
    public sealed record GiveUp(string Why) : NextTry(Why);
}

/// <summary>How often and when a failure is tried again. Every cause has an end, and each wait is longer than the one before.</summary>
internal static class RetryDecisions
{
    /// <param name="tries">How often it was tried again because of this cause since work was last done: 0 at the first failure.</param>
    public static NextTry Next(
        Failure failure,
        int tries,
        FailureSettings settings,
        DateTimeOffset now
    )
    {
        if (failure.NeedsPerson)
            return new NextTry.GiveUp("trying again does not help before a person did something");
        return failure.Cause switch
        {
            FailureCause.Start => Bounded(tries, settings.StartRetries, settings.StartDelay, now),
            FailureCause.AgentError => Bounded(
                tries,
                settings.AgentRetries,
                settings.AgentDelay,
                now
            ),
            FailureCause.RateLimit => RateLimit(failure, tries, settings, now),
            FailureCause.Validation => new NextTry.GiveUp(
                "the same work would fail again; it is sent back to the agent instead"
            ),
            FailureCause.Conflict => new NextTry.GiveUp("a conflict does not go away by itself"),
            FailureCause.Budget => new NextTry.GiveUp("only a person may spend more"),
            FailureCause.Stall => new NextTry.GiveUp("it was already interrupted and resumed"),
            _ => new NextTry.GiveUp("a person stopped it"),
        };
    }

    private static NextTry Bounded(int tries, int most, TimeSpan first, DateTimeOffset now) =>
        tries < most
            ? new NextTry.RetryAt(now + Doubled(first, tries), Numbered("retry", tries, most))
            : new NextTry.GiveUp(
                string.Create(CultureInfo.InvariantCulture, $"it was tried again {most} times")
            );

    private static NextTry RateLimit(
        Failure failure,
        int tries,
        FailureSettings settings,
        DateTimeOffset now
    )
    {
        if (!settings.WaitForRateLimits)
            return new NextTry.GiveUp("waiting for rate limits is switched off");
        if (tries >= settings.RateLimitRetries)
            return new NextTry.GiveUp(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it ran into a limit {tries} times again without any work between"
                )
            );
        var at = failure.ResetAt is { } reset
            ? (reset > now ? reset : now) + settings.RateLimitMargin + Again(tries, settings)
            : now + Least(Doubled(settings.RateLimitWait, tries), settings.RateLimitMost);
        return at - now > settings.RateLimitLongest
            ? new NextTry.GiveUp(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the limit ends only at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
                )
            )
            : new NextTry.RetryAt(
                at,
                Numbered("wait for the rate limit's end", tries, settings.RateLimitRetries)
            );
    }

    // A reset that was named and did not come true is not asked about every few seconds.
    private static TimeSpan Again(int tries, FailureSettings settings) =>
        tries == 0
            ? TimeSpan.Zero
            : Least(Doubled(settings.RateLimitMargin, tries), settings.RateLimitMost);

    private static TimeSpan Doubled(TimeSpan first, int times) =>
        first * (1L << Math.Min(times, 16));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Numbered(string what, int tries, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}, {tries + 1} of {most}");
}
