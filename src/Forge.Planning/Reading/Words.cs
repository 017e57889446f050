using System.Text;

namespace Forge.Planning.Reading;

/// <summary>Questions about short pieces of text.</summary>
internal static class Words
{
    // With marks and spaces around; a sentence need not be looked at.
    private const int LongestNothing = 64;

    private static readonly HashSet<string> Nothing =
    [
        "",
        "none",
        "nothing",
        "no",
        "n/a",
        "na",
        "n.a.",
        "nil",
        "null",
        "tbd",
        "to be determined",
        "-",
        "–",
        "—",
        "[]",
        "no dependencies",
    ];

    /// <summary>A key as it is compared: lower case, single spaces, without emoji, marks, numbering and what is in parentheses.</summary>
    public static string Normal(string key)
    {
        // Asked for nearly every line of a document: no more than the result is made.
        Span<char> made = key.Length <= 256 ? stackalloc char[key.Length] : new char[key.Length];
        var length = 0;
        var depth = 0;
        foreach (var c in key)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
                if (char.IsLetterOrDigit(c) || c is '/' or '&' or '+')
                    made[length++] = char.ToLowerInvariant(c);
                else if (c is not ('\'' or '’') && (length == 0 || made[length - 1] != ' '))
                    made[length++] = ' ';
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        var text = made[..length].Trim();
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == ' '))
            digits++;
        return (digits > 0 && digits < text.Length ? text[digits..] : text).ToString();
    }

    private static bool EndsWith(this StringBuilder text, char c) =>
        text.Length > 0 && text[^1] == c;

    /// <summary>Lower case with single dashes; at most <paramref name="max"/> long, cut at a dash.</summary>
    public static string Kebab(string text, int max = 60)
    {
        var made = new StringBuilder();
        foreach (var c in text)
            if (char.IsAsciiLetterOrDigit(c))
                made.Append(char.ToLowerInvariant(c));
            else if (Plain(c) is { } plain)
                made.Append(plain);
            else if (
                made.Length > 0
                && !made.EndsWith('-')
                && char.GetUnicodeCategory(c)
                    is not System.Globalization.UnicodeCategory.NonSpacingMark
                && c is not ('\'' or '’')
            )
                made.Append('-');
        var kebab = made.ToString().Trim('-');
        if (kebab.Length <= max)
            return kebab;
        var cut = kebab.LastIndexOf('-', max);
        return kebab[..(cut > max / 2 ? cut : max)].Trim('-');
    }

    // By hand: Forge runs without the tables of cultures, which normalizing would need.
    private static string? Plain(char c) =>
        char.ToLowerInvariant(c) switch
        {
            'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' or 'ā' or 'ă' or 'ą' => "a",
            'ç' or 'ć' or 'č' => "c",
            'ď' or 'đ' => "d",
            'è' or 'é' or 'ê' or 'ë' or 'ē' or 'ę' or 'ě' => "e",
            'ğ' => "g",
            'ì' or 'í' or 'î' or 'ï' or 'ı' => "i",
            'ł' => "l",
            'ñ' or 'ń' or 'ň' => "n",
            'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ø' or 'ő' => "o",
            'ř' => "r",
            'ś' or 'š' or 'ş' or 'ș' => "s",
            'ť' or 'ţ' or 'ț' => "t",
            'ù' or 'ú' or 'û' or 'ü' or 'ū' or 'ů' or 'ű' => "u",
            'ý' or 'ÿ' => "y",
            'ź' or 'ż' or 'ž' => "z",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            _ => null,
        };

    public static bool IsKebab(string text) =>
        text.Length > 0
        && text.All(c =>
            char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'
        )
        && char.IsAsciiLetterOrDigit(text[0]);

    public static bool HasLetterOrDigit(string text)
    {
        foreach (var c in text)
            if (char.IsLetterOrDigit(c))
                return true;
        return false;
    }

    /// <summary>Says that there is none.</summary>
    public static bool IsNothing(string text) =>
        text.Length < LongestNothing
        && Nothing.Contains(text.Trim().Trim('.', '*', '_', '`').Trim().ToLowerInvariant());

    /// <summary>A part of a template that nobody filled in: <c>&lt;slug&gt;</c>, <c>{name}</c>, <c>[Feature Name]</c>.</summary>
    public static bool IsPlaceholder(string text)
    {
        var inner = text.Trim().Trim('*', '`', '"').Trim();
        return inner is ['<', .., '>'] or ['{', .., '}'] or ['[', .., ']']
            && inner.Length > 2
            && inner[1..^1].IndexOfAny(['<', '{', '[', '>', '}', ']', '(']) < 0
            && inner[1..^1].Any(char.IsLetter)
            && inner is not ['[', 'x' or 'X', ']'];
    }

    /// <summary>Holds a placeholder: <c>{Feature} wish</c>.</summary>
    public static bool HoldsPlaceholder(string text)
    {
        foreach (var (open, close) in (ReadOnlySpan<(char, char)>)[('<', '>'), ('{', '}')])
        {
            var at = text.IndexOf(open);
            var end = at < 0 ? -1 : text.IndexOf(close, at);
            if (end > at + 1 && char.IsLetter(text[at + 1]))
                return true;
        }
        return false;
    }

    /// <summary>Without emoji, bullets and other marks at the front.</summary>
    public static string WithoutMarks(string text)
    {
        var at = 0;
        while (
            at < text.Length
            && !char.IsLetterOrDigit(text[at])
            && text[at] is not ('<' or '{' or '[')
        )
            at++;
        return text[at..].Trim();
    }

    /// <summary>Splits at one of the marks where they stand outside code, quotes and brackets.</summary>
    public static IEnumerable<string> Split(string text, params char[] marks)
    {
        var start = 0;
        var depth = 0;
        var code = false;
        for (var i = 0; i < text.Length; i++)
        {
            code ^= text[i] == '`';
            if (code)
                continue;
            depth += text[i] is '(' or '[' or '{' ? 1 : 0;
            depth -= text[i] is ')' or ']' or '}' && depth > 0 ? 1 : 0;
            if (depth > 0 || !marks.Contains(text[i]))
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }
        yield return text[start..].Trim();
    }

    /// <summary>Without what is in parentheses; a parenthesis without an end takes the rest.</summary>
    public static string WithoutParentheses(string text)
    {
        if (!text.Contains('('))
            return text;
        var made = new StringBuilder(text.Length);
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
                made.Append(c);
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        return made.ToString();
    }

    /// <summary>What stands in the outermost parentheses.</summary>
    public static IEnumerable<string> InParentheses(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '(' && depth++ == 0)
                start = i + 1;
            else if (text[i] == ')' && depth > 0 && --depth == 0)
                yield return text[start..i].Trim();
    }

    /// <summary>Shortened for a message.</summary>
    public static string Short(string text) =>
        text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "…");
}
