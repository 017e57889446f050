using System.Text;

namespace Forge.Planning.Writing;

/// <summary>Pieces of Markdown.</summary>
internal static class Lines
{
    public static string Bullets(IEnumerable<string> items, string mark = "- ")
    {
        var text = new StringBuilder();
        foreach (var item in items)
            text.Append(mark).Append(Indented(item, new string(' ', mark.Length))).Append('\n');
        return text.ToString();
    }

    public static string Indented(string text, string indent) =>
        text.Contains('\n') ? text.Replace("\n", "\n" + indent) : text;

    /// <summary>A fence that is longer than any run of back-ticks in the text.</summary>
    public static string Fence(string text, string language)
    {
        var (longest, run) = (2, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var fence = new string('`', longest + 1);
        return $"{fence}{language}\n{text.TrimEnd('\n')}\n{fence}\n";
    }

    public static string OneLine(string text) =>
        string.Join(
            ' ',
            text.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)
        );

    /// <summary>What may stand in a table's cell.</summary>
    public static string Cell(string text) => OneLine(text).Replace("|", "\\|");
}
