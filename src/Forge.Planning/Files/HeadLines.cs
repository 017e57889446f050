using System.Text.RegularExpressions;

namespace Forge.Planning.Files;

/// <summary>Lines such as <c>**Status:** pending</c> at the top of a file.</summary>
internal static partial class HeadLines
{
    /// <summary>What people and the running plan change: it is carried over, and an edit of it is no edit of the part.</summary>
    private static readonly string[] Others = ["Status", "Generated", "Tracker"];

    public static bool IsOthers(ReadOnlySpan<char> line)
    {
        foreach (var key in Others)
            if (
                line.StartsWith("**")
                && line[2..].StartsWith(key)
                && line[(2 + key.Length)..].StartsWith(":**")
            )
                return true;
        return false;
    }

    /// <summary>The first value of that key, without back-ticks.</summary>
    public static string? Value(string text, string key)
    {
        var mark = $"**{key}:**";
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; )
        {
            if (at == 0 || text[at - 1] == '\n')
            {
                var end = text.IndexOf('\n', at);
                return text[(at + mark.Length)..(end < 0 ? text.Length : end)].Trim().Trim('`');
            }
            at = text.IndexOf(mark, at + 1, StringComparison.Ordinal);
        }
        return null;
    }

    public static string With(string text, string key, string value)
    {
        var line = new Regex($@"^\*\*{key}:\*\*[^\r\n]*", RegexOptions.Multiline);
        return line.Replace(text, _ => $"**{key}:** {value}", 1);
    }

    /// <summary>The new head with what others wrote into the old one.</summary>
    public static string CarriedOver(string made, string old)
    {
        foreach (var key in Others)
            if (
                Value(old, key) is { } value
                && (key != "Tracker" || !value.StartsWith("placeholder", StringComparison.Ordinal))
            )
                made = With(made, key, value);
        return made;
    }
}
