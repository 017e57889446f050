using System.Text.RegularExpressions;

namespace Forge.Core.Executors;

/// <summary>What a person should read of a terminal program's line.</summary>
internal static partial class PlainText
{
    /// <summary>Without colours and other escapes; of text that was overwritten with carriage returns, what stayed.</summary>
    public static string Clean(string line)
    {
        if (line.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !line.Contains('\x7f'))
            return line;
        var text = Escapes().Replace(line, "").TrimEnd('\r');
        var start = text.LastIndexOf('\r') + 1;
        return Controls().Replace(start > 0 ? text[start..] : text, "");
    }

    /// <summary>Each line of a text so: for what goes where no zero byte or escape may stand, such as a commit's message.</summary>
    public static string CleanLines(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Clean));

    /// <summary>The first <paramref name="most"/> characters, and what was left out.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{text[..end]}\n[{text.Length - end} more characters are in the raw log]";
    }

    [GeneratedRegex(
        "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[PX^_][^\u001b]*(?:\u001b\\\\)?|[ -/]*[0-~])"
    )]
    private static partial Regex Escapes();

    [GeneratedRegex("[\\x00-\\x08\\x0b-\\x1f\\x7f]")]
    private static partial Regex Controls();
}
