using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>The name of a wish and the slug that its folder has.</summary>
internal static partial class TitleReader
{
    public static string Title(Head head, string slug)
    {
        var heading = head.Title is null ? "" : Bare(head.Title.Title.Plain);
        if (heading.Length > 0)
            return heading;
        return head.Front["title"] ?? head.Front["name"] ?? (slug.Length > 0 ? slug : "untitled");
    }

    public static string Bare(string heading)
    {
        var text = Words.WithoutMarks(heading);
        text = Front().Replace(text, "");
        text = Back().Replace(text, "");
        return Words.WithoutMarks(text).Trim();
    }

    /// <param name="path">Where the document lies; null when nobody knows.</param>
    public static string Slug(Head head, string? path, out bool isFromField)
    {
        isFromField = true;
        if (head.Front["slug"] is { } front)
            return Values.Bare(front);
        if (head.Find("slug", "wish slug") is { } field && Values.One(field.Nodes) is { } text)
            return Values.Bare(Words.WithoutParentheses(text).Trim());
        isFromField = false;
        foreach (var wish in head.Fields.Where(f => f.Name is "wish" or "source"))
            if (WishPath().Match(Values.One(wish.Nodes) ?? "") is { Success: true } match)
                return OfPath(match.Value.Trim('`', '@'));
        if (path is not null && OfPath(path) is { Length: > 0 } slug)
            return slug;
        return Words.Kebab(Bare(head.Title?.Title.Plain ?? ""));
    }

    /// <summary><c>name</c> of <c>name/name-wish.md</c>, <c>name-wish.md</c>, <c>name/wish.md</c>, <c>forge-plan-name-202501252126.md</c>.</summary>
    public static string OfPath(string path)
    {
        var parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return "";
        var name = parts[^1].EndsWith(".md", StringComparison.OrdinalIgnoreCase)
            ? parts[^1][..^3]
            : parts[^1];
        if (
            name.ToLowerInvariant()
                is "wish"
                    or "readme"
                    or "index"
                    or "tasks"
                    or "plan"
                    or "forge-plan"
                    or "spec"
            && parts.Length > 1
        )
            return parts[^2];
        if (PlanName().Match(name) is { Success: true } plan)
            return plan.Groups["slug"].Value;
        return name.EndsWith("-wish", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
    }

    [GeneratedRegex(
        @"^(?:(?:forge\s+)?(?:execution\s+)?(?:wish|plan)\s*[:–—-]\s*|forge\s+(?:execution\s+)?plan\s+|(?:done|blocker)\s+report\s*:\s*|tasks?\s*:\s*)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Front();

    [GeneratedRegex(
        @"(?<=\S)(?:\s+|-)wish\s*(?:\.md)?\s*[^\p{L}\p{N})\]]*$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Back();

    [GeneratedRegex(@"[\w@./`-]*wish\.md`?|[\w@./-]*WISH\.md")]
    private static partial Regex WishPath();

    [GeneratedRegex(@"^forge-plan-(?<slug>.+?)(?:-\d{8,14})?$")]
    private static partial Regex PlanName();
}
