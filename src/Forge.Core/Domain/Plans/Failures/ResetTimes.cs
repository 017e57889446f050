using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>Reads out of a limit's words when it ends: a number of seconds since 1970, a date, a span, or a time of day.</summary>
internal static partial class ResetTimes
{
    /// <param name="now">Its offset stands for the zone of a time that names none.</param>
    /// <returns>Null when no time is named, or none that can be read for certain.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now) =>
        OfEpoch(text) ?? OfStamp(text) ?? OfSpan(text, now) ?? ClockTimes.Read(text, now);

    // "Claude AI usage limit reached|1763031600", "resetsAt":1763031600
    private static DateTimeOffset? OfEpoch(string text)
    {
        var match = Epoch().Match(text);
        if (!match.Success)
            return null;
        var digits = match.Groups[1].Value;
        var number = long.Parse(digits, CultureInfo.InvariantCulture);
        return digits.Length == 10
            ? DateTimeOffset.FromUnixTimeSeconds(number)
            : DateTimeOffset.FromUnixTimeMilliseconds(number);
    }

    private static DateTimeOffset? OfStamp(string text) =>
        Stamp().Match(text) is { Success: true } match
        && DateTimeOffset.TryParse(
            match.Groups[1].Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    // "try again in 3 minutes", "reset after 3h12m5s", "Retry-After: 30", "retryDelay": "32.5s"
    private static DateTimeOffset? OfSpan(string text, DateTimeOffset now)
    {
        if (Header().Match(text) is { Success: true } header)
            return now + Of(header.Groups[2].Value, header.Groups[1].Success ? "ms" : "s");
        var match = Span().Match(text);
        if (!match.Success)
            return null;
        var span = TimeSpan.Zero;
        for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
            span += Of(match.Groups["n"].Captures[i].Value, match.Groups["u"].Captures[i].Value);
        return now + span;
    }

    private static TimeSpan Of(string number, string unit)
    {
        // No limit lasts for years: a longer number is something else, and must not overflow.
        var count = Math.Min(double.Parse(number, CultureInfo.InvariantCulture), 1e9);
        return unit.ToLowerInvariant() switch
        {
            "ms" or ['m', 'i', 'l', ..] => TimeSpan.FromMilliseconds(count),
            ['s', ..] => TimeSpan.FromSeconds(count),
            ['m', ..] => TimeSpan.FromMinutes(Math.Min(count, 1e7)),
            ['h', ..] => TimeSpan.FromHours(Math.Min(count, 1e5)),
            _ => TimeSpan.FromDays(Math.Min(count, 1e4)),
        };
    }

    [GeneratedRegex(
        @"(?:\||\bresets?_?at[""']?\s*[:=]\s*[""']?|\bratelimit-reset[\w-]*[""']?\s*[:=]\s*[""']?)(\d{13}|\d{10})\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Epoch();

    [GeneratedRegex(
        @"(?:resets?|again|until|after|available)[^\d\n]{0,12}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?Z|\s?UTC|[+-]\d\d:?\d\d)?)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Stamp();

    [GeneratedRegex(
        @"\bretry[-_]after([-_]ms)?[""']?\s*[:=]\s*[""']?(\d+(?:\.\d+)?)(?=[""'\s,;}]|$)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Header();

    [GeneratedRegex(
        """
                (?:(?:again|retry|retrying|resets?|available)\s+(?:in|after)|\bwait|retry_?(?:delay|after)["']?\s*[:=])\s*["']?\s*(?:about\s+|~\s*)?
                (?:(?<n>\d+(?:\.\d+)?)\s*(?<u>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])[\s,]*(?:and\s+)?)+
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Span();
}
