using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Planning.Plans;

/// <summary>How long a group takes by its own word: <c>30 min</c>, <c>2-3h</c>, <c>1 day</c>, <c>M</c>.</summary>
internal static partial class EffortText
{
    private static readonly Dictionary<string, double> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["XS"] = 30,
        ["S"] = 120,
        ["M"] = 240,
        ["L"] = 480,
        ["XL"] = 960,
        ["small"] = 120,
        ["medium"] = 240,
        ["large"] = 480,
    };

    /// <summary>Null where it says nothing that can be counted. Of a span the longer end counts; a day has eight hours.</summary>
    public static double? Minutes(string? effort)
    {
        if (effort is null)
            return null;
        var bare = effort.Trim().Trim('*', '`', '~').Trim();
        if (Sizes.TryGetValue(bare, out var size))
            return size;
        if (Amount().Match(bare) is not { Success: true } match)
            return null;
        var value = double.Parse(
            match.Groups["to"].Success ? match.Groups["to"].Value : match.Groups["n"].Value,
            CultureInfo.InvariantCulture
        );
        return match.Groups["unit"].Value[0] switch
        {
            'm' or 'M' => value,
            'd' or 'D' => value * 480,
            'w' or 'W' => value * 2400,
            _ => value * 60,
        };
    }

    [GeneratedRegex(
        @"^\D{0,12}(?<n>\d{1,4}(?:\.\d{1,3})?)(?:\s*(?:-|–|to)\s*(?<to>\d{1,4}(?:\.\d{1,3})?))?\s*(?<unit>min|m\b|h\b|hour|hr|day|d\b|week|w\b)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Amount();
}
