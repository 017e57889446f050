using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Planning.Ownership;

/// <summary>
/// A path or glob that a group declares: <c>src/a.cs</c>, <c>src/*.cs</c>, <c>src/**</c>, <c>{a,b}.md</c>. A path also stands for
/// everything below it. Matching takes time that grows with the path's length, whatever the pattern is.
/// </summary>
public sealed class PathPattern
{
    private const int MostAlternatives = 64;
    private readonly IReadOnlyList<Regex> _forms;

    public PathPattern(string text)
    {
        Text = text;
        var bare = text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text;
        var glob = bare.IndexOfAny(['*', '?', '{']);
        IsGlob = glob >= 0;
        FixedPart = glob < 0 ? bare.TrimEnd('/') : bare[..glob];
        _forms = IsGlob ? [.. Alternatives(bare).Select(Form)] : [];
    }

    public string Text { get; }
    public bool IsGlob { get; }

    /// <summary>What every path begins with that matches.</summary>
    public string FixedPart { get; }

    public bool Matches(string path) =>
        path.StartsWith(FixedPart, StringComparison.Ordinal)
        && (
            IsGlob
                ? _forms.Any(f => f.IsMatch(path))
                : path.Length == FixedPart.Length || path[FixedPart.Length] == '/'
        );

    // {a,b}c is ac and bc; of a pattern with too many of them the braces match anything.
    private static IReadOnlyList<string> Alternatives(string pattern)
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

    private static Regex Form(string glob)
    {
        var made = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
            if (glob[i] == '*' && i + 1 < glob.Length && glob[i + 1] == '*')
            {
                // "**/" may be no folder at all.
                var folder = i + 2 < glob.Length && glob[i + 2] == '/';
                made.Append(folder ? "(?:.*/)?" : ".*");
                i += folder ? 2 : 1;
            }
            else
                made.Append(
                    glob[i] switch
                    {
                        '*' => "[^/]*",
                        '?' => "[^/]",
                        var c => Regex.Escape(c.ToString()),
                    }
                );
        return new Regex(
            made.Append(glob.EndsWith('/') ? "" : "(?:/.*)?$").ToString(),
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
        );
    }
}
