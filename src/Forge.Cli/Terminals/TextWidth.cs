using System.Globalization;
using System.Text;

namespace Forge.Cli.Terminals;

/// <summary>How many columns of a terminal a text takes: East Asian letters and emoji take two, combining marks none.</summary>
internal static class TextWidth
{
    private static readonly (int From, int To)[] Wide =
    [
        (0x1100, 0x115F),
        (0x231A, 0x231B),
        (0x23E9, 0x23EC),
        (0x25FD, 0x25FE),
        (0x2614, 0x2615),
        (0x26A1, 0x26A1),
        (0x2705, 0x2705),
        (0x2728, 0x2728),
        (0x274C, 0x274C),
        (0x2753, 0x2755),
        (0x2E80, 0x303E),
        (0x3041, 0x33FF),
        (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xA000, 0xA4CF),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF),
        (0x1F900, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Of(rune);
        return width;
    }

    /// <summary>The text, or as much of it as fits with an ellipsis; a letter of two halves is never parted.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns)
            return text;
        var (kept, width) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((width += Of(rune)) > columns - 1)
                break;
            kept += rune.Utf16SequenceLength;
        }
        return text[..kept].TrimEnd() + "…";
    }

    public static string Pad(string text, int columns) =>
        text + new string(' ', Math.Max(0, columns - Of(text)));

    private static int Of(Rune rune) =>
        rune.Value < 0x300 ? 1
        : Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
            ? 0
        : Wide.Any(range => rune.Value >= range.From && rune.Value <= range.To) ? 2
        : 1;
}
