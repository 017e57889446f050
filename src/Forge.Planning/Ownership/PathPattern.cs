namespace Forge.Planning.Ownership;

/// <summary>
/// A path or glob that a group declares: <c>src/a.cs</c>, <c>src/*.cs</c>, <c>src/**</c>, <c>{a,b}.md</c>. A path also stands for
/// everything below it. Matching takes time that grows with the lengths of both, whatever the pattern is.
/// </summary>
public sealed class PathPattern
{
    private const int MostAlternatives = 64;

    // Longer ones are nobody's; they match nothing.
    private const int Longest = 1024;
    private readonly IReadOnlyList<Token[]> _forms;

    public PathPattern(string text)
    {
        Text = text;
        var bare = text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text;
        var glob = bare.IndexOfAny(['*', '?', '{']);
        IsGlob = glob >= 0;
        FixedPart = glob < 0 ? bare.TrimEnd('/') : bare[..glob];
        _forms = IsGlob ? [.. Alternatives(bare).Select(Tokens)] : [];
    }

    public string Text { get; }
    public bool IsGlob { get; }

    /// <summary>What every path begins with that matches.</summary>
    public string FixedPart { get; }

    private enum Kind : byte
    {
        Letter,

        /// <summary><c>?</c></summary>
        One,

        /// <summary><c>*</c></summary>
        Name,

        /// <summary><c>**</c></summary>
        Deep,

        /// <summary><c>**/</c>, which may be no folder at all.</summary>
        Folders,
    }

    private readonly record struct Token(Kind Kind, char Letter = '\0');

    public bool Matches(string path)
    {
        if (!path.StartsWith(FixedPart, StringComparison.Ordinal))
            return false;
        if (!IsGlob)
            return path.Length == FixedPart.Length || path[FixedPart.Length] == '/';
        foreach (var form in _forms)
            if (Matches(form, path))
                return true;
        return false;
    }

    // {a,b}c is ac and bc; of a pattern with too many of them the braces match anything.
    private static List<string> Alternatives(string pattern)
    {
        List<string> open = [pattern];
        while (open.FindIndex(HasBraces) is var at and >= 0)
        {
            var text = open[at];
            var end = text.IndexOf('}');
            var start = text.LastIndexOf('{', end);
            var parts = text[(start + 1)..end].Split(',');
            if (open.Count + parts.Length > MostAlternatives)
                parts = ["*"];
            open.RemoveAt(at);
            open.AddRange(parts.Select(p => text[..start] + p + text[(end + 1)..]));
        }
        return open;
    }

    private static bool HasBraces(string text) =>
        text.IndexOf('}') is var end and > 0 && text.LastIndexOf('{', end) >= 0;

    private static Token[] Tokens(string glob)
    {
        var tokens = new List<Token>(glob.Length);
        for (var i = 0; i < glob.Length && tokens.Count < Longest; i++)
            if (glob.AsSpan(i).StartsWith("**"))
            {
                var folders = glob.AsSpan(i + 2) is ['/', ..];
                tokens.Add(new Token(folders ? Kind.Folders : Kind.Deep));
                i += folders ? 2 : 1;
            }
            else
                tokens.Add(
                    glob[i] switch
                    {
                        '*' => new Token(Kind.Name),
                        '?' => new Token(Kind.One),
                        var letter => new Token(Kind.Letter, letter),
                    }
                );
        return [.. tokens];
    }

    /// <summary>Follows all ways through the pattern at once: <c>at[i]</c> says that the first i tokens are matched.</summary>
    private static bool Matches(Token[] form, string path)
    {
        Span<bool> at = stackalloc bool[form.Length + 1];
        Span<bool> next = stackalloc bool[form.Length + 1];
        Put(form, at, 0);
        foreach (var letter in path)
        {
            // All of the pattern, and a slash: the rest lies below.
            if (at[^1] && (letter == '/' || form is [.., { Kind: Kind.Letter, Letter: '/' }]))
                return true;
            next.Clear();
            var alive = false;
            for (var i = 0; i < form.Length; i++)
                if (at[i])
                    alive |= Step(form, next, i, letter);
            if (!alive)
                return false;
            var done = at;
            at = next;
            next = done;
        }
        return at[^1];
    }

    private static bool Step(Token[] form, Span<bool> next, int i, char letter)
    {
        switch (form[i].Kind)
        {
            case Kind.Letter when letter == form[i].Letter:
            case Kind.One when letter != '/':
                Put(form, next, i + 1);
                return true;
            case Kind.Name when letter != '/':
            case Kind.Deep:
                Put(form, next, i);
                return true;
            case Kind.Folders:
                next[i] = true;
                if (letter == '/')
                    Put(form, next, i + 1);
                return true;
            default:
                return false;
        }
    }

    // What may match nothing is passed by, too. Within folders only a slash leads on.
    private static void Put(Token[] form, Span<bool> at, int i)
    {
        at[i] = true;
        while (i < form.Length && form[i].Kind is (Kind.Name or Kind.Deep or Kind.Folders))
            at[++i] = true;
    }
}
