using System.Text;
using Forge.Core.Domain;

namespace Forge.Core.Executors;

/// <summary>
/// Splits a command line into words as a shell would, without running one: blanks, quotes and backslashes, and nothing
/// else. Variables, globs and operators are ordinary text.
/// </summary>
internal static class CommandWords
{
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var open = false;
        for (var at = 0; at < line.Length; at++)
        {
            var c = line[at];
            if (char.IsWhiteSpace(c))
            {
                if (open)
                    words.Add(word.ToString());
                word.Clear();
                open = false;
                continue;
            }
            open = true;
            if (c is '\'' or '"')
                at = Quoted(line, at, word);
            else if (c == '\\' && at + 1 < line.Length)
                word.Append(line[++at]);
            else
                word.Append(c);
        }
        if (open)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>Takes the quoted part that opens at <paramref name="at"/>; gives the place of its closing quote.</summary>
    private static int Quoted(string line, int at, StringBuilder word)
    {
        var quote = line[at];
        for (var i = at + 1; i < line.Length; i++)
        {
            if (line[i] == quote)
                return i;
            var escaped =
                quote == '"'
                && line[i] == '\\'
                && i + 1 < line.Length
                && line[i + 1] is '"' or '\\' or '$' or '`';
            if (escaped)
                i++;
            word.Append(line[i]);
        }
        throw RuleBroken.Invalid(
            $"The quote {quote} at character {at + 1} of the command line is never closed: {line}"
        );
    }
}
