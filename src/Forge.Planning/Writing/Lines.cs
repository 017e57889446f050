using System.Text;

namespace Forge.Planning.Writing;

/// <summary>Pieces of Markdown.</summary>
internal static class Lines
{
    public static StringBuilder Bullets(
        this StringBuilder text,
        IEnumerable<string> items,
        string mark = "- "
    )
    {
        foreach (var item in items)
        {
            text.Append(mark);
            if (item.Contains('\n'))
                text.Append(Indented(item, new string(' ', mark.Length)));
            else
                text.Append(item);
            text.Append('\n');
        }
        return text;
    }

    /// <summary>A list below its name; nothing when it is empty.</summary>
    public static StringBuilder Named(
        this StringBuilder text,
        string name,
        IReadOnlyCollection<string> items
    ) => items.Count == 0 ? text : text.Append("\n**").Append(name).Append(":**\n").Bullets(items);

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
