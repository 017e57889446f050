using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>Titles of tasks: <c>[🐛] Bug: Title (#12)</c>, at most 80 characters, none twice in a project.</summary>
internal sealed partial class TaskTitles(string? issue, IEnumerable<string>? taken = null)
{
    public const int MaxLength = 80;

    private static readonly (string Mark, string Type, string[] Words)[] Types =
    [
        ("🐛", "Bug", ["fix", "fixes", "bug", "bugfix", "bugs", "hotfix", "repair"]),
        ("🔨", "Refactor", ["refactor", "refactoring", "restructure", "simplify", "extract"]),
        ("📖", "Docs", ["docs", "doc", "documentation", "document", "readme", "guide"]),
        ("✅", "Review", ["review", "audit", "validation", "validate", "verification", "qa"]),
        ("🧹", "Chore", ["chore", "cleanup", "clean", "archive", "remove", "upgrade", "bump"]),
        ("📚", "Learn", ["learn", "lessons"]),
    ];

    private readonly HashSet<string> _taken = new(taken ?? [], StringComparer.OrdinalIgnoreCase);

    /// <param name="branch">As the document names it: <c>fix/…</c> says what kind of work it is.</param>
    public string Claim(string id, string title, string? branch, string? tracker)
    {
        var (mark, type) = TypeOf(title, branch);
        var number = Issue(tracker) ?? issue;
        var end = number is null ? "" : $" (#{number})";
        var made = Fit($"[{mark}] {type}: ", Spoken(title), end);
        if (!_taken.Add(made))
        {
            // Another of that name, here or in another plan: the id tells them apart.
            made = Fit($"[{mark}] {type}: ", Spoken(title), $" – {id}{end}");
            for (var n = 2; !_taken.Add(made); n++)
                made = Fit($"[{mark}] {type}: ", Spoken(title), $" – {id} {n}{end}");
        }
        return made;
    }

    /// <summary>The number in <c>GitHub #42</c>.</summary>
    public static string? Issue(string? text) =>
        text is not null && Number().Match(text) is { Success: true } match
            ? match.Groups["n"].Value
            : null;

    /// <summary>The issue that the whole document belongs to.</summary>
    public static string? IssueOf(Wish wish) =>
        wish
            .Fields.Where(f => Words.Normal(f.Key).Contains("issue"))
            .SelectMany(f => f.Items)
            .Concat(wish.Contract.ExternalTasks)
            .Select(Issue)
            .FirstOrDefault(n => n is not null);

    /// <summary><c>phase-0-consolidation</c> as people say it: Phase 0 Consolidation. What has spaces stays as it is.</summary>
    public static string Spoken(string title)
    {
        var bare = title.Replace("`", "").Replace("**", "").Trim();
        if (!Words.IsKebab(bare) || bare.Contains('.'))
            return bare;
        return string.Join(
            ' ',
            bare.Split(['-', '_'], StringSplitOptions.RemoveEmptyEntries)
                .Select(w => char.ToUpper(w[0], CultureInfo.InvariantCulture) + w[1..])
        );
    }

    private static (string Mark, string Type) TypeOf(string title, string? branch)
    {
        var words = Words.Kebab(title, 200).Split('-');
        if (branch?.Split('/') is [var kind, _, ..])
            words = [Words.Kebab(kind), .. words];
        // The first word that says it counts: "Fix the docs" is a fix.
        foreach (var word in words)
        foreach (var (mark, type, names) in Types)
            if (names.Contains(word))
                return (mark, type);
        return ("⚙️", "Forge");
    }

    private static string Fit(string start, string title, string end)
    {
        var room = MaxLength - start.Length - end.Length;
        if (title.Length <= room)
            return start + title + end;
        var cut = title.LastIndexOf(' ', room - 1);
        if (cut < room / 2)
            cut = room - 1;
        if (char.IsHighSurrogate(title[cut - 1]))
            cut--;
        return start + title[..cut].TrimEnd() + "…" + end;
    }

    [GeneratedRegex(@"#(?<n>\d{1,7})\b|/issues/(?<n>\d{1,7})\b")]
    private static partial Regex Number();
}
