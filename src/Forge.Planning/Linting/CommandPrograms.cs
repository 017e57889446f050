namespace Forge.Planning.Linting;

/// <summary>Which programs a command line starts, as far as that can be seen without running it.</summary>
internal static class CommandPrograms
{
    private static readonly HashSet<string> BuiltIn =
    [
        "cd",
        "echo",
        "test",
        "[",
        "[[",
        "export",
        "source",
        ".",
        "set",
        "unset",
        "true",
        "false",
        "exit",
        "printf",
        "read",
        "eval",
        "exec",
        "wait",
        "trap",
        "ulimit",
        "umask",
        "pwd",
        "pushd",
        "popd",
        "type",
        "command",
        "return",
        "local",
        ":",
        "alias",
    ];

    private static readonly HashSet<string> InFront =
    [
        "sudo",
        "time",
        "env",
        "nohup",
        "!",
        "exec",
        "command",
    ];

    private static readonly HashSet<string> Compound =
    [
        "for",
        "while",
        "until",
        "if",
        "case",
        "select",
        "function",
        "do",
        "then",
        "else",
        "done",
        "fi",
        "esac",
        "{",
    ];

    /// <summary>Names and paths; nothing of lines that are more than chains of simple commands.</summary>
    public static IEnumerable<string> In(string command)
    {
        if (command.Contains('\n') || command.Contains("<<", StringComparison.Ordinal))
            yield break;
        foreach (var words in Simple(command))
        {
            var at = 0;
            while (at < words.Count && (IsAssignment(words[at]) || InFront.Contains(words[at])))
                at++;
            if (at == words.Count)
                continue;
            if (Compound.Contains(words[at]))
                yield break;
            if (!BuiltIn.Contains(words[at]) && IsPlain(words[at]))
                yield return words[at];
            // Where one changes the folder, paths behind it mean another place.
            if (words[at] == "cd")
                yield break;
        }
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=') is var at and > 0 && word.AsSpan(0, at).IndexOfAnyExcept(Letters) < 0;

    private const string Letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    private static bool IsPlain(string word) =>
        word.Length > 0
        && word.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '@')
        && word.Any(char.IsLetterOrDigit);

    // Parts between &&, ||, | and ; that stand outside of quotes.
    private static IEnumerable<List<string>> Simple(string command)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var quote = '\0';
        foreach (var c in command + ";")
        {
            if (quote != '\0' || c is '\'' or '"')
            {
                quote =
                    quote == '\0' ? c
                    : quote == c ? '\0'
                    : quote;
                word.Append(c);
                continue;
            }
            if (c is not (' ' or '\t' or '|' or ';' or '&'))
            {
                word.Append(c);
                continue;
            }
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
            if (c is ' ' or '\t' || words.Count == 0)
                continue;
            yield return words;
            words = [];
        }
    }
}
