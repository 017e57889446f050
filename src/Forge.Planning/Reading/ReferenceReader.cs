using System.Text.RegularExpressions;
using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Finds <c>@path</c> outside of code fences, and looks whether the files are there.</summary>
/// <param name="exists">Tells of a path, as written, whether it is there; null when nobody can look.</param>
internal sealed partial class ReferenceReader(Func<string, bool>? exists, Findings findings)
{
    private readonly Dictionary<string, Reference> _found = [];

    public static IReadOnlyList<Reference> Read(
        Section root,
        Func<string, bool>? exists,
        Findings findings
    )
    {
        var reader = new ReferenceReader(exists, findings);
        foreach (var section in root.All())
        {
            reader.Add(section.Title);
            Phrases.Each(section.Nodes, reader.Add);
        }
        return [.. reader._found.Values];
    }

    private void Add(Phrase phrase)
    {
        foreach (var piece in phrase.Pieces)
        {
            findings.Step();
            if (piece.Text.Contains('@'))
                foreach (Match match in Pattern().Matches(piece.Text))
                    Add(match.Groups["path"].Value, phrase.Line);
        }
    }

    private void Add(string text, int line)
    {
        var path = Range()
            .Replace(text.Split('#')[0], "")
            .TrimEnd('.', ',', ';', ':', ')', '"', '\'', '!', '?');
        if (
            path.Length < 2
            || path.IndexOfAny(['<', '>', '$']) >= 0
            || Words.HoldsPlaceholder(path)
            || _found.ContainsKey(path)
        )
            return;
        var isFile =
            path[0] is '.' or '/' or '~'
            || path.EndsWith('/')
            || FileName().IsMatch(path)
            || path.Contains('*');
        var there = exists?.Invoke(path);
        // "@scope/package" has the form of a path and is none, unless there is such a file.
        if (!isFile && there is not true)
            return;
        _found.Add(path, new Reference(path, line, there));
        if (there is false)
            findings.Warn("reference-dead", line, $"@{Words.Short(path)} does not exist");
    }

    [GeneratedRegex(
        @"(?<![\w.@/])@(?<path>[\w.~/{][^\s`'""(),;\]|]*(?:\{[^}\s]*\}[^\s`'""(),;\]|]*)*)"
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(@":\d+(?:-\d+)?(?=$|:)")]
    private static partial Regex Range();

    [GeneratedRegex(
        @"\.(?:md|mdx|txt|rs|tsx?|jsx?|mjs|cjs|json|ya?ml|toml|py|rb|go|cs|java|kt|swift|sh|sql|css|scss|html|vue|svelte|php|c|h|cpp|lock|env|ini|cfg|xml|proto|graphql)$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex FileName();
}
