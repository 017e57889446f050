using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>Groups as sentences name them: <c>Groups A, B and C</c>, <c>1-3</c>, <c>all implementation groups</c>.</summary>
internal static partial class GroupPhrases
{
    private const string Id = @"(?:[A-Za-z]{1,3}-?\d{1,4}|\d{1,4}[a-z]?|[A-Z])(?![\p{L}\p{N}_])";
    private const string Verb =
        @"(?!\s+(?:can|could|must|should|is|are|depends?|runs?|starts?|needs?|will|may|waits?|has|have|requires?)\b)";
    private const string Word = @"(?:(?i:groups?)[\s_#-]*|#)";

    /// <summary>A list of groups, as part of another pattern.</summary>
    public const string List =
        "(?:(?i:(?:all|every|everything)(?:\\s+(?:other|previous|prior|earlier|implementation|execution|of the above))*(?:\\s+groups?)?)"
        + "|(?<![\\p{L}\\p{N}_])"
        + Word
        + "?"
        + Id
        + @"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&+/]\s*|\s*[-–]\s*|\s+to\s+|\s+through\s+)"
        + Word
        + "?"
        + Id
        + Verb
        + ")*)";

    /// <summary>A list that a sentence begins with: there a comma never parts two sentences.</summary>
    public const string Subject =
        @"(?:(?<=^\W*)"
        + Word
        + "?"
        + Id
        + @"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&+/]\s*|\s*[-–]\s*|\s+to\s+)"
        + Word
        + "?"
        + Id
        + ")*|"
        + List
        + ")";

    /// <summary>The groups of such a list; empty when one of them does not exist.</summary>
    public static IReadOnlyList<string> Read(
        string list,
        GroupIndex index,
        Findings findings,
        string? except = null
    )
    {
        findings.Step(list.Length);
        if (All().IsMatch(list))
            return [.. index.Ids.Where(i => i != except)];
        var ids = new List<string>();
        var text = list;
        foreach (Match match in Range().Matches(list))
            if (
                index.Resolve(match.Groups["from"].Value) is { } from
                && index.Resolve(match.Groups["to"].Value) is { } to
            )
            {
                for (var i = index.PositionOf(from); i <= index.PositionOf(to); i++)
                    ids.Add(index.Ids[i]);
                text = text.Replace(match.Value, " ");
            }
        foreach (Match match in Ids().Matches(text))
            if (index.Resolve(match.Value) is { } id)
                ids.Add(id);
            else
                return [];
        return [.. ids.Distinct()];
    }

    /// <summary>The groups that a line begins with: of a bullet, a cell, a part of a chain.</summary>
    public static IReadOnlyList<string> Leading(string text, GroupIndex index, Findings findings)
    {
        var bare = Words
            .WithoutParentheses(text.Replace("**", "").Replace("`", ""))
            .Trim(' ', '[', ']', '{', '}', '*', '_', '"', '.');
        if (index.Resolve(bare) is { } whole)
            return [whole];
        var match = Start().Match(bare);
        if (match.Success)
            return Read(match.Value, index, findings);
        return index.Resolve(bare.Split([':', ' '], 2)[0]) is { } slug ? [slug] : [];
    }

    /// <summary>Every group that a line names with the word group in front.</summary>
    public static IReadOnlyList<string> Mentioned(
        string text,
        GroupIndex index,
        Findings findings
    ) =>
        [
            .. Named()
                .Matches(Words.WithoutParentheses(text.Replace("**", "")))
                .SelectMany(m => Read(m.Value, index, findings))
                .Distinct(),
        ];

    [GeneratedRegex(@"(?<![\p{L}\p{N}_])" + Id)]
    private static partial Regex Ids();

    [GeneratedRegex(
        @"(?<from>(?<![\p{L}\p{N}_])"
            + Id
            + @")\s*(?:-|–|\bto\b|\bthrough\b)\s*(?:(?i:groups?)\s*)?(?<to>"
            + Id
            + ")"
    )]
    private static partial Regex Range();

    [GeneratedRegex(@"^[^\p{L}\p{N}#]*" + List)]
    private static partial Regex Start();

    [GeneratedRegex(
        @"\b(?i:groups?)[\s_#-]*"
            + Id
            + @"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&+/]\s*|\s*[-–]\s*)(?:(?i:groups?)\s*)?"
            + Id
            + Verb
            + ")*"
    )]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?:all|every)", RegexOptions.IgnoreCase)]
    private static partial Regex All();
}
