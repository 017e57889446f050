using System.Buffers;
using System.Globalization;
using System.Text;

namespace Forge.Cli.Terminals;

/// <summary>Texts for people: ages, sizes, counts, and foreign text made harmless.</summary>
internal static class Words
{
    /// <summary>Overrides and isolates of bidirectional text.</summary>
    private const string Turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> Harmful = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0xa0).Select(one => (char)one).Where(char.IsControl))
            + Turning
    );

    /// <summary>
    /// Agents print what they like: control characters and escape sequences must not reach the terminal. What turns the
    /// order of letters around (and can make code read as what it is not) is shown by its number instead.
    /// </summary>
    /// <param name="keepsColours">Leaves the sequences that only paint.</param>
    public static string Harmless(string text, bool keepsColours = false)
    {
        if (!text.AsSpan().ContainsAny(Harmful))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e')
            {
                var end = EndOfEscape(text, i);
                if (keepsColours && IsColour(text.AsSpan(i..(end + 1))))
                    clean.Append(text, i, end + 1 - i);
                i = end;
            }
            else if (Turning.Contains(text[i]))
                clean.Append(CultureInfo.InvariantCulture, $"<U+{(int)text[i]:X4}>");
            else if (text[i] is '\n' or '\t' || !char.IsControl(text[i]))
                clean.Append(text[i]);
        }
        return clean.ToString();
    }

    private static bool IsColour(ReadOnlySpan<char> sequence) =>
        sequence.Length > 2
        && sequence[1] == '['
        && sequence[^1] == 'm'
        && !sequence[2..^1].ContainsAnyExcept("0123456789;");

    /// <summary>The index of an escape sequence's last character.</summary>
    private static int EndOfEscape(string text, int start)
    {
        if (start + 1 >= text.Length)
            return start;
        var i = start + 2;
        switch (text[start + 1])
        {
            case '[':
                while (i < text.Length && text[i] is >= ' ' and < '@')
                    i++;
                return Math.Min(i, text.Length - 1);
            case ']':
                while (i < text.Length && text[i] != '\a' && text[i] != '\e')
                    i++;
                return i < text.Length && text[i] == '\e' ? Math.Min(i + 1, text.Length - 1) : i;
            default:
                return start + 1;
        }
    }

    /// <summary>One line of at most this many columns; a cut shows as an ellipsis.</summary>
    public static string OneLine(string text, int length)
    {
        var line = string.Join(
            ' ',
            Harmless(text).Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
        );
        return TextWidth.Cut(line, length);
    }

    public static string Age(TimeSpan age) =>
        age.TotalSeconds < 60 ? $"{Math.Max(0, (int)age.TotalSeconds)}s"
        : age.TotalMinutes < 60 ? $"{(int)age.TotalMinutes}m"
        : age.TotalHours < 48 ? $"{(int)age.TotalHours}h"
        : $"{(int)age.TotalDays}d";

    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1024 => $"{bytes} B",
            < 1024 * 1024 => $"{bytes / 1024.0:0.#} KB",
            < 1024L * 1024 * 1024 => $"{bytes / 1024.0 / 1024:0.#} MB",
            _ => $"{bytes / 1024.0 / 1024 / 1024:0.#} GB",
        };

    public static string Count(int count, string one, string? many = null) =>
        count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";

    public static string Short(Guid id) => id.ToString()[..8];
}
