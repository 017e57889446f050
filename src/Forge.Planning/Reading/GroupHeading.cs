using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

internal enum HeadingKind
{
    /// <summary>It speaks of something else.</summary>
    Other,
    Group,

    /// <summary>A group, if it stands among groups: no mark parts its id from its name.</summary>
    Loose,

    /// <summary>It names several groups: <c>Groups A+B</c>.</summary>
    Umbrella,

    /// <summary>It looks like a group and names no id.</summary>
    Nameless,
    Struck,
}

/// <summary>A line that may name a group: <c>✅ Group 2: Name (P0, depends on 1)</c>.</summary>
internal sealed partial record GroupHeading(HeadingKind Kind, string Id = "", string Title = "")
{
    private static readonly HashSet<string> Adjectives =
    [
        "execution",
        "expanded",
        "extended",
        "work",
        "task",
        "parallel",
        "implementation",
        "updated",
        "revised",
        "new",
        "optional",
        "final",
        "wish",
        "build",
        "delivery",
        "forge",
    ];

    private static readonly string[] Numbers =
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ];

    private static readonly HashSet<string> DoneWords =
    [
        "done",
        "complete",
        "completed",
        "shipped",
        "merged",
        "finished",
        "delivered",
        "implemented",
    ];

    private static readonly GroupHeading NoGroup = new(HeadingKind.Other);

    public bool Done { get; init; }

    /// <summary>What stands in parentheses after the name: <c>P0, depends on A</c>.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
    public string? Effort { get; init; }
    public string? Priority { get; init; }

    /// <param name="word">In lower case: group, or phase where the person asked for phases.</param>
    /// <param name="atHome">The line stands in a section of groups.</param>
    public static GroupHeading Parse(string text, string word = "group", bool atHome = false)
    {
        var struck = text.TrimStart().StartsWith("~~", StringComparison.Ordinal);
        var line = Lead().Replace(text, "");
        if (line.Length > 400 || Find(line, word, atHome) is not { } found)
            return NoGroup;
        var rest = line[found.End..];
        if (struck)
            return new GroupHeading(HeadingKind.Struck, "", line);
        if (
            rest.TrimStart().StartsWith(':')
            || !TryId(rest.TrimStart(' ', '#', '-', '_', '\t', '\u00a0'), out var id, out var after)
        )
            return new GroupHeading(
                !found.Plural && (atHome || rest.TrimStart().StartsWith(':'))
                    ? HeadingKind.Nameless
                    : HeadingKind.Other,
                "",
                line
            );
        if (found.Plural || More().IsMatch(after))
            return new GroupHeading(HeadingKind.Umbrella, "", line);
        var trimmed = after.TrimStart();
        var parted = trimmed.Length == 0 || Separators.Contains(trimmed[0]);
        if (!parted && (id.Length == 1 && char.IsAsciiLetterLower(id[0]) || IsWord(id)))
            return NoGroup;
        return Named(parted ? HeadingKind.Group : HeadingKind.Loose, id, trimmed, IsTicked(text));
    }

    private const string Separators = ":-–—.)|→=(✅[~,";

    private static bool IsWord(string id) => id.Length > 2 && id.All(char.IsAsciiLetter);

    private static bool IsTicked(string text) =>
        text.AsSpan().IndexOfAny("✅☑✔") >= 0
        || text.Contains("[x]", StringComparison.OrdinalIgnoreCase);

    private static (int End, bool Plural)? Find(string line, string word, bool atHome)
    {
        var words = 0;
        foreach (Match match in LetterRuns().Matches(line))
        {
            var plural = match.Value.Equals(word + "s", StringComparison.OrdinalIgnoreCase);
            if (plural || match.Value.Equals(word, StringComparison.OrdinalIgnoreCase))
                return (match.Index + match.Length, plural);
            if (++words > 2 || !atHome && !Adjectives.Contains(match.Value.ToLowerInvariant()))
                return null;
        }
        return null;
    }

    private static bool TryId(string rest, out string id, out string after)
    {
        var match = IdPattern().Match(rest);
        id = match.Value;
        after = rest[match.Length..];
        if (match.Success && (!IsWord(id) || after.TrimStart() is [':' or '–' or '—' or '-', ..]))
        {
            id = GroupIds.Written(id);
            return true;
        }
        var word = LetterRuns().Match(rest);
        var number = word.Index == 0 ? Array.IndexOf(Numbers, word.Value.ToLowerInvariant()) : -1;
        if (number < 0)
            return false;
        id = number.ToString();
        after = rest[word.Length..];
        return true;
    }

    private static GroupHeading Named(HeadingKind kind, string id, string after, bool ticked)
    {
        var title = after
            .Trim()
            .Trim('~')
            .TrimStart(Separators[..^3].Where(c => c != '(').ToArray())
            .Trim();
        title = Anchor().Replace(title, "").Trim();
        var done = ticked;
        var remarks = new List<string>();
        string? effort = null;
        string? priority = null;
        while (Tail().Match(title) is { Success: true } tail)
        {
            var inner = tail.Groups["inner"].Value.Trim();
            var isDone = DoneWords.Contains(Words.Normal(inner));
            done |= isDone;
            if (!isDone)
            {
                remarks.Add(inner);
                foreach (var part in inner.Split(',', ';').Select(p => p.Trim()))
                    if (Duration().IsMatch(part))
                        effort ??= part;
                    else if (PriorityWord().IsMatch(part))
                        priority ??= part;
                if (!inner.Split(',', ';').All(p => IsRemark(p.Trim())))
                {
                    title = tail.Index == 0 ? inner : title;
                    break;
                }
            }
            title = title[..tail.Index].Trim();
        }
        title = Marks().Replace(title, "").Trim().TrimEnd('—', '–', '-', ':', '~').Trim();
        var dash = title.LastIndexOfAny(['—', '–']);
        if (dash >= 0 && DoneWords.Contains(Words.Normal(title[(dash + 1)..])))
            (title, done) = (title[..dash].Trim(), true);
        return new GroupHeading(kind, id, title)
        {
            Done = done,
            Remarks = remarks,
            Effort = effort,
            Priority = priority,
        };
    }

    private static bool IsRemark(string part) =>
        Duration().IsMatch(part)
        || PriorityWord().IsMatch(part)
        || part is "XS" or "S" or "M" or "L" or "XL"
        || Words.Normal(part) is "parallel" or "sequential" or "independent" or "no dependencies"
        || DependencyText.Announcement(part) is not null;

    [GeneratedRegex(
        @"^\s*(?:\[[ xX✓]?\]\s*)?[^\p{L}\p{N}]*(?:\d+(?:\.\d+)*[.)]?\s+(?=\p{L}))?[^\p{L}\p{N}]*"
    )]
    private static partial Regex Lead();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex LetterRuns();

    [GeneratedRegex(
        @"^(?:[A-Za-z]{1,3}[-.]?\d{1,4}(?:\.\d+)*[a-z]?|\d{1,4}(?:\.\d+)*[A-Za-z]?|[A-Z]{1,8}|[a-z])(?![\p{L}\p{N}_])"
    )]
    private static partial Regex IdPattern();

    // Another id follows: "+B", "& B", ", B and C", "-C" without spaces.
    [GeneratedRegex(
        @"^(?:\s*(?:[+&/,]|\band\b|\bto\b|\bthrough\b|\.\.+)\s*|[-–](?=\S))(?:[Gg]roups?\s*)?(?:[A-Za-z]{0,2}\d{1,3}|[A-Z])(?![\p{L}\p{N}])"
    )]
    private static partial Regex More();

    [GeneratedRegex(@"\s*[(\[](?<inner>[^()\[\]]*)[)\]]\s*[^\p{L}\p{N})\]""'`?!.*]*$")]
    private static partial Regex Tail();

    [GeneratedRegex(@"\s*\{#[^}]*\}\s*$")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"[✅☑✔✓⏳❌⬜\uFE0F]+|[\uD800-\uDFFF]+\s*$")]
    private static partial Regex Marks();

    [GeneratedRegex(
        @"^[~≈]?\s*\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?\s*(?:m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Duration();

    [GeneratedRegex(@"^P\d$", RegexOptions.IgnoreCase)]
    private static partial Regex PriorityWord();
}
