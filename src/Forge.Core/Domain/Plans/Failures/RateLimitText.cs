using System.Text.RegularExpressions;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>
/// Tells an error that means "not now" from one that means "not so". There is no common form: these are the words of
/// Claude Code, Codex, Gemini, OpenCode, Copilot and of the APIs behind them.
/// </summary>
internal static partial class RateLimitText
{
    /// <summary>An error is a line or two; in longer ones somebody quotes a log or talks about the subject.</summary>
    private const int LongestLine = 1_000;

    public static bool Speaks(string text) =>
        text.Split('\n').Any(line => line.Length <= LongestLine && OfLine(line));

    // Claude tells its limits in passing too, as long as they allow to go on.
    private static bool OfLine(string line) => Words().IsMatch(line) && !Allowed().IsMatch(line);

    [GeneratedRegex(
        """
            \brate[\s_-]?limit(?:s|ed|_error|_event|_exceeded|\b)
            | \busage[\s_-]limit\b
            | \bhit\ your\ (?:\S+\ )?limit\b
            | \b(?:session|weekly|daily|hourly|5-hour|opus|sonnet|message|request|token)\ limit\ (?:reached|exceeded|hit|will\ reset|resets)
            | \blimit\ reached\s*[|∙·•]
            | \btoo\ many\ requests\b
            | \bresource[\s_]exhausted\b
            | \bquota\b.{0,60}\b(?:exceed|exhaust|reset|retry) | \b(?:exceed|exhaust)\w*.{0,60}\bquota\b
            | (?:status|code|error|http|rejected)\W{0,12}429\b
            | \bhttpStatusCode\W{1,4}429\b
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Words();

    [GeneratedRegex("""["']?status["']?\s*[:=]\s*["']?allowed""", RegexOptions.IgnoreCase)]
    private static partial Regex Allowed();
}
