using System.Globalization;
using Forge.Core.Domain.Plans.Failures;

namespace Forge.Core.Tests.Plans.Failures;

/// <summary>The words of real agents and APIs.</summary>
public sealed class ResetTimesTests
{
    /// <summary>A Thursday, in a place two hours ahead of UTC.</summary>
    private static readonly DateTimeOffset Now = At("2026-11-26T14:00:00+02:00");

    [Theory]
    // Claude Code.
    [InlineData("Claude AI usage limit reached|1795700000", "2026-11-26T13:33:20Z")]
    [InlineData(
        """rate_limit_event {"status":"rejected","resetsAt":1795700000}""",
        "2026-11-26T13:33:20Z"
    )]
    [InlineData("You've hit your limit · resets 3pm", "2026-11-26T15:00:00+02:00")]
    [InlineData("You've hit your limit · resets 3pm (Europe/Berlin)", "2026-11-26T15:00:00+01:00")]
    [InlineData("You've hit your session limit · resets 1:30pm (UTC)", "2026-11-26T13:30:00Z")]
    [InlineData("5-hour limit reached ∙ resets 2am", "2026-11-27T02:00:00+02:00")]
    [InlineData("Weekly limit reached ∙ resets Nov 30, 9am", "2026-11-30T09:00:00+02:00")]
    [InlineData("Weekly limit reached ∙ resets Mon 12:00 AM", "2026-11-30T00:00:00+02:00")]
    [InlineData("Opus weekly limit reached ∙ resets Thursday 1pm", "2026-12-03T13:00:00+02:00")]
    [InlineData(
        "You've hit your limit · resets Jan 2 at 12pm (America/New_York)",
        "2027-01-02T12:00:00-05:00"
    )]
    // Codex.
    [InlineData(
        "You've hit your usage limit. Try again in 3 minutes.",
        "2026-11-26T14:03:00+02:00"
    )]
    [InlineData(
        "You've hit your usage limit. Upgrade to Pro or try again in 2 days 3 hours 41 minutes.",
        "2026-11-28T17:41:00+02:00"
    )]
    [InlineData("You've hit your usage limit. try again at 3:45 PM.", "2026-11-26T15:45:00+02:00")]
    [InlineData(
        "You've hit your usage limit ... try again at Feb 5th, 2027 8:02 PM.",
        "2027-02-05T20:02:00+02:00"
    )]
    [InlineData(
        "Rate limit reached for gpt-5 on tokens per min. Please try again in 1.898s.",
        "2026-11-26T14:00:01.898+02:00"
    )]
    [InlineData("Rate limit reached. Please try again in 6m0s.", "2026-11-26T14:06:00+02:00")]
    [InlineData("Rate limit reached. Please try again in 120ms.", "2026-11-26T14:00:00.120+02:00")]
    // Gemini.
    [InlineData(
        "You exceeded your current quota, please check your plan and billing details. Please retry in 32.5s.",
        "2026-11-26T14:00:32.5+02:00"
    )]
    [InlineData(
        "You have exhausted your capacity on this model. Your quota will reset after 3h12m5s.",
        "2026-11-26T17:12:05+02:00"
    )]
    [InlineData(
        """RESOURCE_EXHAUSTED {"@type":"RetryInfo","retryDelay": "32s"}""",
        "2026-11-26T14:00:32+02:00"
    )]
    // Headers and others.
    [InlineData("429 Too Many Requests; retry-after: 30", "2026-11-26T14:00:30+02:00")]
    [InlineData("too many requests, retry-after-ms: 1500", "2026-11-26T14:00:01.5+02:00")]
    [InlineData(
        "HTTP 429: rate limited, available again after 1 hour and 20 minutes",
        "2026-11-26T15:20:00+02:00"
    )]
    [InlineData("rate limit exceeded, resets at 2026-11-26T20:00:00Z", "2026-11-26T20:00:00Z")]
    [InlineData("Rate limited. Please wait 60 seconds.", "2026-11-26T14:01:00+02:00")]
    public void A_limit_is_recognised_with_its_end(string text, string reset)
    {
        RateLimitText.Speaks(text).ShouldBeTrue();
        ResetTimes.Read(text, Now).ShouldBe(At(reset));
    }

    [Theory]
    [InlineData("API Error: Request rejected (429) · scripted 429")]
    [InlineData("exceeded retry limit, last status: 429 Too Many Requests")]
    [InlineData("""responseTooManyFailedAttempts{"httpStatusCode":429}""")]
    [InlineData("rate_limit_error")]
    [InlineData("Weekly limit reached")]
    [InlineData("resource exhausted")]
    // A zone that nobody knows; an hour that is none.
    [InlineData("You've hit your limit · resets 3pm (Middle/Earth)")]
    [InlineData("You've hit your limit · resets 25:00")]
    [InlineData("You've hit your limit · resets Feb 31, 3pm")]
    public void A_limit_is_recognised_also_without_a_time(string text)
    {
        RateLimitText.Speaks(text).ShouldBeTrue();
        ResetTimes.Read(text, Now).ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "API Error: 500 scripted 500. This is a server-side issue, usually temporary — try again in a moment."
    )]
    [InlineData(
        "Repeated 529 Overloaded errors. The API is at capacity — this is usually temporary. Try again in a moment."
    )]
    [InlineData("src/a.cs:429: error CS1002: ; expected")]
    [InlineData("Claude Code ended with exit code 1 in the middle of its work.")]
    [InlineData("""rate_limit_event {"status":"allowed_warning","resetsAt":1795700000}""")]
    [InlineData("the time limit was reached")]
    [InlineData("file size limit exceeded")]
    public void Other_errors_are_no_limits(string text) =>
        RateLimitText.Speaks(text).ShouldBeFalse();

    [Fact]
    public void A_log_that_mentions_a_limit_is_none() =>
        RateLimitText.Speaks("rate limit " + new string('x', 2_000)).ShouldBeFalse();

    [Theory]
    [InlineData("try again in 99999999999999999999 days")]
    [InlineData("retry-after: 99999999999999999999999")]
    [InlineData("usage limit reached|9999999999")]
    public void No_number_is_too_long(string text) =>
        Should.NotThrow(() => ResetTimes.Read(text, Now));

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
