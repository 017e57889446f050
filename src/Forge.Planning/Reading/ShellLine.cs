using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>Follows lines of shell until a command is whole: quotes, loops, braces, here-documents, lines that go on.</summary>
internal sealed partial class ShellLine
{
    private int _open;
    private char _quote;
    private string? _document;
    private bool _goesOn;

    public bool IsWhole => _open <= 0 && _quote == 0 && _document is null && !_goesOn;

    public void Add(string line)
    {
        if (_document is not null)
        {
            if (line.Trim() == _document)
                _document = null;
            return;
        }
        var code = Unquoted(line);
        _goesOn = _quote == 0 && GoesOn().IsMatch(code);
        _open += Openers().Count(code) - Closers().Count(code);
        if (_quote == 0 && HereDocument().Match(code) is { Success: true } here)
            _document = here.Groups["end"].Value;
    }

    // The line with its quoted parts blanked and its comment cut.
    private string Unquoted(string line)
    {
        var code = line.ToCharArray();
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (_quote != 0)
            {
                if (c == '\\' && _quote == '"' && i + 1 < code.Length)
                    code[i++] = '_';
                else if (c == _quote)
                    _quote = '\0';
                code[i] = '_';
            }
            else if (c == '\\' && i + 1 < code.Length)
                code[i] = code[++i] = '_';
            else if (c is '\'' or '"' && !(i >= 2 && code[i - 1] == '<' && code[i - 2] == '<'))
            {
                _quote = c;
                code[i] = '_';
            }
            else if (c == '#' && (i == 0 || char.IsWhiteSpace(code[i - 1])))
                return new string(code, 0, i);
        }
        return new string(code);
    }

    /// <summary>The command and the comment behind it.</summary>
    public static (string Command, string? Comment) WithoutComment(string line)
    {
        var state = new ShellLine();
        var code = state.Unquoted(line);
        return state._quote != 0 || code.Length == line.Length
            ? (line, null)
            : (line[..code.Length].TrimEnd(), line[code.Length..].TrimStart('#', ' ').Trim());
    }

    /// <summary>Something is still to be filled in: <c>&lt;chat-id&gt;</c>, <c>{{name}}</c>, an ellipsis.</summary>
    public static bool HasPlaceholder(string command)
    {
        // What is searched for may look like a tag.
        var searched = Searches().IsMatch(command);
        var text = searched ? new ShellLine().Unquoted(command) : command;
        return Placeholder().IsMatch(text);
    }

    [GeneratedRegex(@"(?:\\|\||&&)\s*$")]
    private static partial Regex GoesOn();

    [GeneratedRegex(
        @"(?<![\w-])(?:for|while|until|if|case|select)(?=\s)(?<=^\s*\w+|[;|&({]\s*\w+|\b(?:do|then|else)\s+\w+)|(?<=^\s*|[;|&)]\s*)\{(?=\s|$)|(?<!\\)\((?=\s*$)"
    )]
    private static partial Regex Openers();

    [GeneratedRegex(@"(?<![\w-])(?:done|fi|esac)(?![\w-])|^\s*\}|^\s*\)")]
    private static partial Regex Closers();

    [GeneratedRegex(@"<<-?\s*['""\\]?(?<end>[A-Za-z_]\w*)")]
    private static partial Regex HereDocument();

    [GeneratedRegex(
        @"<[A-Za-z][\w .|/-]*(?<! )>|\{\{[^}]+\}\}|(?<![$@^\w}])\{[a-z][\w -]*\}|(?<!\S)(?:\.\.\.|…)(?!\S)|\bYOUR[_-][A-Z]"
    )]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\s*(?:!\s*)?(?:grep|rg|sed|awk|ag|ack)\b|\|\s*(?:grep|rg|sed|awk)\b")]
    private static partial Regex Searches();
}
