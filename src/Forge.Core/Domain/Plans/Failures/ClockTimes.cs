using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>
/// A time as people write it: "resets 3pm", "resets Oct 9 at 5:30pm (Europe/Berlin)", "try again at Feb 5th, 2026 8:02 PM".
/// The next such moment is meant.
/// </summary>
internal static partial class ClockTimes
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";
    private const string Days = "sunmontuewedthufrisat";

    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        var match = Clock().Match(text);
        if (!match.Success || TimeOf(match) is not { } time)
            return null;
        var zone = ZoneOf(match, now);
        if (zone is null)
            return null;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        return DayOf(match, DateOnly.FromDateTime(local.DateTime)) is { } day
            ? Next(match, day.ToDateTime(time), local, zone)
            : null;
    }

    private static DateTimeOffset Next(
        Match match,
        DateTime moment,
        DateTimeOffset local,
        TimeZoneInfo zone
    )
    {
        if (moment <= local.DateTime)
        {
            if (match.Groups["weekday"].Success)
                moment = moment.AddDays(7);
            else if (!match.Groups["month"].Success)
                moment = moment.AddDays(1);
            // "Jan 2" in the evening of a 31st of December; one that is only just over is not meant a year later.
            else if (!match.Groups["year"].Success && moment < local.DateTime.AddMonths(-6))
                moment = moment.AddYears(1);
        }
        return new DateTimeOffset(moment, zone.GetUtcOffset(moment));
    }

    private static TimeOnly? TimeOf(Match match)
    {
        var half = match.Groups["half"].Value.ToLowerInvariant();
        var hour = Number(match, "hour");
        var minute = match.Groups["minute"].Success ? Number(match, "minute") : 0;
        if (half.Length > 0 && hour is < 1 or > 12)
            return null;
        if (half.Length > 0)
            hour = (hour % 12) + (half[0] == 'p' ? 12 : 0);
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    private static DateOnly? DayOf(Match match, DateOnly today)
    {
        if (match.Groups["weekday"].Success)
        {
            var wanted = Days.IndexOf(Short(match, "weekday"), StringComparison.Ordinal) / 3;
            return today.AddDays((wanted - (int)today.DayOfWeek + 7) % 7);
        }
        if (!match.Groups["month"].Success)
            return today;
        var month = Months.IndexOf(Short(match, "month"), StringComparison.Ordinal) / 3 + 1;
        var year = match.Groups["year"].Success ? Number(match, "year") : today.Year;
        var day = Number(match, "day");
        return year is > 2000 and < 9999 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
    }

    // A zone that this machine does not know makes the time useless: hours too early would be a loop of refusals.
    private static TimeZoneInfo? ZoneOf(Match match, DateTimeOffset now) =>
        match.Groups["zone"] is not { Success: true } zone
            ? TimeZoneInfo.CreateCustomTimeZone("local", now.Offset, null, null)
        : zone.Value.ToUpperInvariant() is "UTC" or "GMT" or "Z" ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out var found) ? found
        : null;

    private static string Short(Match match, string group) =>
        match.Groups[group].Value[..3].ToLowerInvariant();

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """
            \b(?:resets?|again|available|until)\s*(?:at|on|:)?\s+
            (?:(?:(?<weekday>sun|mon|tue|wed|thu|fri|sat)[a-z]*
                |(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?<year>\d{4}))?)
              ,?\s+(?:at\s+)?)?
            (?<hour>\d{1,2})(?:(?::(?<minute>\d\d))(?:\s?(?<half>[ap])\.?m\b)?|\s?(?<half>[ap])\.?m\b)(?!\d)
            (?:\s*\(?(?<zone>UTC|GMT|Z|(?<=\()[A-Za-z_]+(?:/[A-Za-z_+-]+)*)\)?)?
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Clock();
}
