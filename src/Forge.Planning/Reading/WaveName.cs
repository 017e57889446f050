using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>The name of a wave or phase: <c>Wave 2 (after Wave 1)</c>, <c>PHASE 2: Core</c>.</summary>
internal sealed partial record WaveName(
    string Word,
    string Number,
    bool Sequential,
    string? After,
    string Rest
)
{
    public string Key => $"{Word} {Number}";

    public static WaveName? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            return null;
        var remarks =
            string.Join(' ', Words.InParentheses(text)) + " " + match.Groups["rest"].Value;
        var after = AfterPattern().Match(remarks);
        return new WaveName(
            match.Groups["word"].Value.ToLowerInvariant(),
            match.Groups["n"].Value.ToLowerInvariant(),
            SequentialPattern().IsMatch(remarks),
            after.Success
                ? $"{match.Groups["word"].Value.ToLowerInvariant()} {after.Groups["n"].Value.ToLowerInvariant()}"
                : null,
            match.Groups["rest"].Value
        );
    }

    [GeneratedRegex(
        @"^[^\p{L}\p{N}]*(?:[Ee]xecution\s+|[Pp]arallel\s+)?(?<word>waves?|phase|stage|batch|round|sprint|milestone|week)\s+(?<n>\d+[a-z]?|[A-Z]|[IVX]+|one|two|three|four|five)(?![\p{L}\p{N}])(?:\s*\([^)]*\))?\s*[:—–.-]?\s*(?<rest>.*)$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"after\s+(?:wave|phase|stage|batch|round)?\s*(?<n>\d+[a-z]?|[A-Z])(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AfterPattern();

    [GeneratedRegex(
        @"\b(?:sequential|sequentially|serial|in order|one after)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex SequentialPattern();
}
