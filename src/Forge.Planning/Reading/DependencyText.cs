using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>What a text says that something waits for.</summary>
/// <param name="SaysNone">It says that there is nothing to wait for.</param>
/// <param name="Unknown">Names of groups that do not exist.</param>
internal sealed record Waits(
    bool SaysNone,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> External,
    IReadOnlyList<string> Unknown
);

/// <summary>Reads <c>Groups 1-3</c>, <c>None (parallel with 2)</c>, <c>["group-a"]</c>, <c>Group 2 (for models)</c>.</summary>
internal sealed partial class DependencyText(GroupIndex index, Findings findings)
{
    private readonly List<string> _groups = [];
    private readonly List<string> _external = [];
    private readonly List<string> _unknown = [];

    /// <param name="own">The group that speaks, for "all previous groups".</param>
    /// <param name="weak">Only what is plainly a group counts; other text is no dependency.</param>
    public static Waits Read(
        string text,
        GroupIndex index,
        Findings findings,
        string? own = null,
        bool weak = false
    )
    {
        var reader = new DependencyText(index, findings);
        var none = reader.Read(text, own, weak);
        return new Waits(none, reader._groups, reader._external, reader._unknown);
    }

    /// <summary>The rest of a remark such as <c>depends on A</c>; null when it announces nothing.</summary>
    public static string? Announcement(string remark) =>
        Announces().Match(remark) is { Success: true } match ? remark[match.Length..] : null;

    private bool Read(string text, string? own, bool weak)
    {
        var plain = Words.WithoutParentheses(text).Replace("**", "").Replace("__", "");
        if (plain.Trim(' ', '.', '*', '_').Length == 0)
            plain = string.Join(", ", Words.InParentheses(text));
        plain = plain.Trim().TrimStart('[', '{').TrimEnd(']', '}', '.').Trim();
        if (Nothing().IsMatch(plain))
            return true;
        if (All().Match(plain) is { Success: true } all)
        {
            AddAll(all.Groups["which"].Value.Length > 0 ? own : null, own);
            return false;
        }
        var found = 0;
        foreach (
            var part in Parts().Split(plain).SelectMany(p => Words.Split(p, ',', ';', '&', '+'))
        )
        {
            findings.Step(part.Length);
            found += ReadPart(part.Trim(), own, weak, found > 0) ? 1 : 0;
        }
        return false;
    }

    private void AddAll(string? before, string? own)
    {
        var end = before is null ? index.Ids.Count : index.PositionOf(before);
        for (var i = 0; i < end; i++)
            if (index.Ids[i] != own)
                AddGroup(index.Ids[i]);
    }

    private bool ReadPart(string part, string? own, bool weak, bool explains)
    {
        part = Opening().Replace(part, "").Trim(' ', '"', '\'', '[', ']', '*', '_', '.');
        if (part.Length == 0 || Words.IsNothing(part) || Beside().IsMatch(part))
            return false;
        if (
            Words.Normal(part) is "previous group" or "the previous group" or "previous"
            && own is not null
        )
        {
            var before = index.PositionOf(own) - 1;
            if (before >= 0)
                AddGroup(index.Ids[before]);
            return true;
        }
        if (index.Resolve(part) is { } whole)
            return AddGroup(whole);
        if (Range().Match(part) is { Success: true } range && AddRange(range))
            return true;
        if (
            part.Contains('/')
            && part.Split('/').Select(index.Resolve).ToList() is var many
            && many.All(m => m is not null)
        )
        {
            many.ForEach(m => AddGroup(m!));
            return true;
        }
        if (Leading().Match(part) is { Success: true } leading)
            return AddNamed(leading.Groups["id"].Value);
        if (
            Bare().Match(part) is { Success: true } bare
            && index.Resolve(bare.Groups["id"].Value) is { } id
        )
            return AddGroup(id);
        if (Mentions(part))
            return true;
        if (Wish().Match(part) is { Success: true } wish && IsSlug(wish.Groups["slug"].Value))
            AddExternal(wish.Groups["slug"].Value);
        else if (!weak && (!explains || IsSlug(part)))
            AddExternal(part);
        return false;
    }

    // "needs the schema of Group 2": the word group makes it plain.
    private bool Mentions(string part)
    {
        var any = false;
        foreach (Match match in Mention().Matches(part))
            any |= AddNamed(match.Groups["id"].Value);
        return any;
    }

    private bool AddNamed(string id)
    {
        if (index.Resolve(id) is { } group)
            return AddGroup(group);
        if (!_unknown.Contains(id))
            _unknown.Add(id);
        return true;
    }

    private bool AddRange(Match range)
    {
        var from = index.Resolve(range.Groups["from"].Value);
        var to = index.Resolve(range.Groups["to"].Value);
        if (from is null || to is null)
            return false;
        var (start, end) = (index.PositionOf(from), index.PositionOf(to));
        for (var i = Math.Min(start, end); i <= Math.Max(start, end); i++)
            AddGroup(index.Ids[i]);
        return true;
    }

    private readonly HashSet<string> _seen = [];

    private bool AddGroup(string id)
    {
        findings.Step();
        if (_seen.Add(id))
            _groups.Add(id);
        return true;
    }

    private void AddExternal(string text)
    {
        var bare = Values.Bare(text.Trim());
        // The file of another wish names it as well as its slug does.
        if (IsSlug(bare) && bare.EndsWith("wish.md", StringComparison.OrdinalIgnoreCase))
            bare = TitleReader.OfPath(bare.TrimStart('@'));
        if (bare.Length > 0 && !_external.Contains(bare))
            _external.Add(bare);
    }

    /// <summary>One word that may be another wish's slug, or the path of its file.</summary>
    public static bool IsSlug(string text)
    {
        var bare = text.Trim(' ', '`', '"');
        return bare.Length > 2 && !bare.Contains(' ') && SlugPattern().IsMatch(bare);
    }

    private const string Id = @"(?:[A-Za-z]{1,3}[-.]?\d{1,4}|\d{1,4}(?:\.\d+)*[a-z]?|[A-Za-z])";

    [GeneratedRegex(
        @"^(?:[*_`\s]*)(?:none|nothing|no dependenc\w+|n/?a|nil|no(?=[.;]?\s*$)|independent|[-–—](?=\s*$))(?![\p{L}\p{N}/-])",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Nothing();

    [GeneratedRegex(
        @"^(?:must (?:wait|run|complete|come) (?:for|after)\s+|after\s+|on\s+)?(?:all|every|everything)(?:\s+of)?(?:\s+the)?\s*(?<which>previous|prior|preceding|earlier|above)?(?:\s+other)?(?:\s+implementation|\s+execution)?(?:\s+groups?)?(?:\s+(?<which>above|before))?(?:\s+(?:finish|complete|completed|done|are done|must complete|first).*)?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex All();

    [GeneratedRegex(@"\s+(?:and|und|plus|then)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Parts();

    [GeneratedRegex(
        @"^(?:(?:and|or|both|must|should|wait|waits|runs?|starts?|complete|completes|completion|depends?|requires?|needs?|blocked|after|on|by|for|of|the|merge|prior|output|outputs|from|hard|soft)(?=[\s:])[\s:]*|groups\b\s*:?\s*)+",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Opening();

    [GeneratedRegex(
        @"\b(?:parallel|concurrent|independent|alongside|optional)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Beside();

    [GeneratedRegex(
        @"^(?:groups?\s*|#)?(?<from>"
            + Id
            + @")\s*(?:-|–|—|\.\.+|to|through|bis)\s*(?:groups?\s*|#)?(?<to>"
            + Id
            + @")(?![\p{L}\p{N}-])",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Range();

    [GeneratedRegex(
        @"^(?:group|grp)[\s_#-]*(?<id>" + Id + @")(?![\p{L}\p{N}_])",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Leading();

    // A bare id with an explanation: "A for the models", "2 – schema".
    [GeneratedRegex(
        @"^#?(?<id>"
            + Id
            + @")\s*(?:$|[-–—:`_*]|(?:first|completes?|completed|done|merged|must|for|because|being|is|has|when|finishes)\b)"
    )]
    private static partial Regex Bare();

    [GeneratedRegex(@"\b(?i:groups?)[\s_#-]*(?<id>[A-Za-z]{0,2}\d{1,4}|[A-Z])(?![\p{L}\p{N}_])")]
    private static partial Regex Mention();

    // "`other-wish` (its API)", "other-wish wish"
    [GeneratedRegex(@"^(?:`(?<slug>[^`\s]+)`(?:\s+wish)?|(?<slug>\S+)\s+wish)(?:\s+[^`]*)?$")]
    private static partial Regex Wish();

    [GeneratedRegex(@"^@?[\w.]*[A-Za-z][\w.]*(?:[-/][\w.]+)+$")]
    private static partial Regex SlugPattern();

    [GeneratedRegex(
        @"^\s*(?:depends[\s-]on|after|requires|needs|blocked by|waits for|follows)\s*:?\s+",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Announces();
}
