using System.Globalization;

namespace Forge.Cli.Commands.Tokens;

/// <summary>How long a token counts, as people type it: <c>45m</c>, <c>12h</c>, <c>30d</c>, <c>8w</c>.</summary>
internal static class Expiry
{
    private const int MostDays = 3_660;

    public static TimeSpan Parse(string text)
    {
        var unit = text.Length > 1 ? UnitOf(text[^1]) : null;
        if (
            unit is { } one
            && int.TryParse(
                text.AsSpan(..^1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
            && count > 0
            && count <= TimeSpan.FromDays(MostDays) / one
        )
            return count * one;
        throw CommandFailed.Usage(
            $"--expires is '{text}'; give a number and m, h, d or w, such as 12h or 30d, up to ten years"
        );
    }

    private static TimeSpan? UnitOf(char letter) =>
        letter switch
        {
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
}
