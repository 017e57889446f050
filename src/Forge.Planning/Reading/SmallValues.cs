using System.Text.RegularExpressions;
using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Names of agents, without what explains them.</summary>
internal static class PersonaNames
{
    public static List<string> Read(IReadOnlyList<Node> nodes) =>
        [
            .. Values
                .Items(nodes)
                .SelectMany(i => i.Split('\n'))
                .Select(i => i.TrimStart('-', ' '))
                .SelectMany(i =>
                    Words.Split(Words.WithoutParentheses(WithoutKind(i)), ',', ';', '+', '&')
                )
                .SelectMany(i => i.Split(" and ", StringSplitOptions.TrimEntries))
                .Select(Name)
                .Where(n =>
                    n.Length is > 0 and <= 60 && !Words.IsNothing(n) && !Words.IsPlaceholder(n)
                )
                .Distinct(),
        ];

    // "Primary: implementor", "Support: tests"
    private static string WithoutKind(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && text.AsSpan(0, colon).IndexOfAny('`', ' ', '/') < 0
            ? text[(colon + 1)..]
            : text;
    }

    private static string Name(string text)
    {
        var name = Values
            .Bare(text.Split(" — ")[0].Split(" – ")[0].Split(" - ")[0])
            .TrimStart('@')
            .TrimEnd('.');
        return name.EndsWith(".md", StringComparison.Ordinal)
            ? name[(name.LastIndexOf('/') + 1)..^3]
            : name;
    }
}

/// <summary>A branch named in a text; prose about branches names none.</summary>
internal static partial class BranchName
{
    public static string? Read(IReadOnlyList<Node> nodes)
    {
        foreach (var text in Values.Items(nodes).SelectMany(i => i.Split('\n')))
        {
            foreach (Match code in Code().Matches(text))
                if (IsName(code.Groups["name"].Value))
                    return code.Groups["name"].Value;
            var words = Words
                .WithoutParentheses(text)
                .Trim()
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            if (words.FirstOrDefault(w => w.Contains('/') && IsName(w)) is { } path)
                return path;
            if (words is [var only] && IsName(Values.Bare(only)) && !Words.IsNothing(only))
                return Values.Bare(only);
        }
        return null;
    }

    private static bool IsName(string text) =>
        Name().IsMatch(text) && !Words.HoldsPlaceholder(text);

    [GeneratedRegex(@"`(?<name>[^`\s]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[\w][\w.#-]*(?:/[\w.#-]+)*$")]
    private static partial Regex Name();
}

/// <summary>Paths, each with the text that explains it kept as a note.</summary>
internal static partial class FileNames
{
    public static List<string> Read(IReadOnlyList<Node> nodes, List<string> notes)
    {
        var files = new List<string>();
        foreach (var item in Values.Items(nodes).SelectMany(i => i.Split('\n')))
        {
            var text =
                item.TrimStart(' ', '-', '*', '├', '└', '│', '─', '`') is var bare
                && item.Contains("──")
                    ? bare
                    : item.Trim().TrimStart('-', ' ');
            if (text.Length == 0 || Words.IsNothing(text))
                continue;
            var found = Paths(text).ToList();
            if (found.Count == 0 || string.Concat(found).Length + 6 < text.Length - 2 * found.Count)
                notes.Add(text);
            files.AddRange(found.Where(f => !files.Contains(f)));
        }
        return files;
    }

    private static IEnumerable<string> Paths(string text)
    {
        // A path in back-ticks at the front; what follows explains it.
        var parts =
            text.Contains('`') && Explained().Match(text) is { Success: true } lead
                ? [$"`{lead.Groups["path"].Value}`"]
                : Words.Split(text, ',', ';').Select(p => Comment().Replace(p, ""));
        foreach (var part in parts)
        {
            var path = Values.Bare(part).TrimStart('@');
            path = path.Split(" — ")[0].Split(" – ")[0].Split(" - ")[0].Trim().Trim('`');
            if (IsPath(path) || (part.Contains($"`{path}`") && BareName().IsMatch(path)))
                yield return path;
        }
    }

    // "`greet`": a program in the root has neither a slash nor an ending; the back-ticks say that it is a name.
    [GeneratedRegex(@"^[\w-][\w.-]*$")]
    private static partial Regex BareName();

    private static bool IsPath(string text) =>
        text.Length is > 1 and < 300 && !text.Contains(' ') && PathPattern().IsMatch(text);

    [GeneratedRegex(
        @"^(?:(?:create|delete|modify|update|edit|add|new)\s+)?`(?<path>[^`]+)`(?=\s*(?:$|[-–—:(]))",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Explained();

    [GeneratedRegex(@"\s+(?:[(#].*|—.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"[/*]|\.[A-Za-z]\w{0,9}$|^(?:Makefile|Dockerfile|LICENSE|README)$")]
    private static partial Regex PathPattern();
}

/// <summary><c>(15 pts)</c>.</summary>
internal static partial class Points
{
    public static int? In(string text) =>
        Pattern().Matches(text) is { Count: > 0 } all
        && int.TryParse(all[^1].Groups["n"].Value, out var points)
            ? points
            : null;

    public static string Without(string text) => Pattern().Replace(text, "").Trim();

    [GeneratedRegex(
        @"[(\[]\s*(?<n>\d{1,4})\s*(?:pts?|points?|p)\.?(?:\s+total)?\s*[)\]]|\b(?<n>\d{1,4})\s*(?:pts?|points?)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Pattern();
}
