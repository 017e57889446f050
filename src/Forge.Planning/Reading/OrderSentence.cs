using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>Reads sentences and arrows about order: "Group 3 should start after Group 2 completes", "A → B, C → D".</summary>
internal sealed partial class OrderSentence(
    GroupIndex index,
    Findings findings,
    Action<string, string, int> edge
)
{
    private const int LongestLine = 2000;

    /// <summary>Whether the line said anything about order.</summary>
    public bool Read(string text, int line)
    {
        findings.Step(text.Length);
        if (text.Length > LongestLine)
            return false;
        var plain = Words.WithoutParentheses(text.Replace("**", "").Replace("`", ""));
        if (Arrow().IsMatch(plain))
            return ReadChain(plain, line);
        var said = false;
        foreach (var clause in Clauses().Split(plain))
            said |= ReadClause(clause, line);
        return said;
    }

    private bool ReadChain(string text, int line)
    {
        var parts = Arrow().Split(text);
        var before = (IReadOnlyList<string>)[];
        var said = false;
        foreach (var raw in parts)
        {
            var colon = raw.LastIndexOf(':');
            var part =
                colon > 0 && GroupPhrases.Leading(raw[..colon], index, findings).Count == 0
                    ? raw[(colon + 1)..]
                    : raw;
            var groups = GroupPhrases.Leading(Label().Replace(part, ""), index, findings);
            if (groups.Count == 0)
                continue;
            foreach (var later in groups)
            foreach (var earlier in before)
                said |= Add(later, earlier, line);
            before = groups;
        }
        return said;
    }

    private bool ReadClause(string clause, int line)
    {
        if (Chain().Match(clause) is { Success: true } chain)
        {
            var ids = Ids(chain, "x");
            for (var i = 1; i < ids.Count; i++)
                Add(ids[i], ids[i - 1], line);
            return ids.Count > 1;
        }
        var said = false;
        foreach (var pattern in (ReadOnlySpan<Regex>)[After(), Before(), Once(), Launch()])
        {
            foreach (Match match in pattern.Matches(clause))
                said |= AddAll(match, line);
            if (said)
                break;
        }
        return said;
    }

    private bool AddAll(Match match, int line)
    {
        var said = false;
        var later = Ids(match, "x");
        foreach (var group in later)
        foreach (var earlier in Ids(match, "y", group))
            if (!later.Contains(earlier))
                said |= Add(group, earlier, line);
        return said;
    }

    private IReadOnlyList<string> Ids(Match match, string name, string? except = null) =>
        GroupPhrases.Read(match.Groups[name].Value, index, findings, except);

    private bool Add(string later, string earlier, int line)
    {
        if (later == earlier)
            return false;
        edge(later, earlier, line);
        return true;
    }

    [GeneratedRegex(@"\s*(?:[-─═=]*[→➜⟶▶►⇒]+|(?<![<-])[-=─]{1,3}>)\s*(?:\|[^|]*\|\s*)?")]
    private static partial Regex Arrow();

    // Mermaid's A[Group A: name].
    [GeneratedRegex(@"(?<=\w)[\[{].*$")]
    private static partial Regex Label();

    [GeneratedRegex(@"[.;!]\s+|[.;]$|\s+(?:but|while|whereas)\s+|\s+[—–]\s+")]
    private static partial Regex Clauses();

    [GeneratedRegex(
        @"^\W*(?<x>"
            + GroupPhrases.Subject
            + @")\s+(?:are|is|run|must run|must be|execute|go)\s+(?:strictly\s+|executed\s+|done\s+|run\s+)?(?:sequential|sequentially|in sequence|in order|in this order|one after)",
        RegexOptions.None
    )]
    private static partial Regex Chain();

    [GeneratedRegex(
        @"(?<x>"
            + GroupPhrases.Subject
            + @")\s+(?:[\w']+\s+){0,2}?(?i:(?:depends?|relies|rely|builds?)\s+(?:up)?on|needs?|requires?|(?:is |are )?blocked\s+by|(?:must\s+|should\s+|has to\s+|have to\s+)?waits?\s+(?:for|on)|follows?|(?:must\s+|should\s+|can\s+|will\s+|may\s+|only\s+)*(?:be\s+)?(?:starts?|started|begins?|runs?|executes?|launch(?:es|ed)?|comes?|goes|go)\s+(?:only\s+)?(?:strictly\s+)?(?:after|once|when)|(?:only\s+)?after)\s+(?:(?i:completion of|merging|merge of|the|output of|outputs? from|both|either)\s+)*(?<y>"
            + GroupPhrases.List
            + ")"
    )]
    private static partial Regex After();

    [GeneratedRegex(
        @"(?<y>"
            + GroupPhrases.Subject
            + @")\s+(?i:(?:(?:must|should|has to|have to|needs? to|is|are|will)\s+)*(?:be\s+)?(?:completes?|completed|finish(?:es|ed)?|lands?|landed|merges?|merged|done|runs?|comes?|goes|go|required|starts?|ships?|precedes?)?\s*(?:first\s+)?before|blocks?|unblocks?|enables?|precedes?|gates?|feeds?(?:\s+into)?)\s+(?:(?i:starting|running|launching|deleting)\s+)?(?<x>"
            + GroupPhrases.List
            + ")"
    )]
    private static partial Regex Before();

    [GeneratedRegex(
        @"^\W*(?i:after|once|when)\s+(?<y>"
            + GroupPhrases.List
            + @")\s*(?:\s[\w']+){0,4}[,:]\s*(?:(?i:then|start|run|launch|begin|do)\s+)*(?<x>"
            + GroupPhrases.List
            + ")"
    )]
    private static partial Regex Once();

    [GeneratedRegex(
        @"^\W*(?i:start|run|launch|begin|execute)\s+(?<x>"
            + GroupPhrases.List
            + @")\s+(?i:only\s+)?(?i:after|once|when)\s+(?<y>"
            + GroupPhrases.List
            + ")"
    )]
    private static partial Regex Launch();
}
