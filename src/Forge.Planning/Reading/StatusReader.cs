using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>The status line and what it means: its first word decides.</summary>
internal static class StatusReader
{
    private static readonly HashSet<string> Approved =
    [
        "approved",
        "ready",
        "active",
        "reviewed",
        "partial",
        "partially",
    ];

    private static readonly HashSet<string> Finished =
    [
        "done",
        "complete",
        "shipped",
        "implemented",
        "completed",
        "executed",
        "delivered",
        "merged",
        "granted",
        "finished",
    ];

    public static WishStatus Read(Head head, Section root, GroupFinder finder, Findings findings)
    {
        if (head.Front["status"] is { } front)
            return Of(front, head.Front.LineOf("status"));
        var field = head.Find("status", "wish status", "plan status", "current status");
        if (field is not null && Text(field) is { Length: > 0 } text)
            return Of(text, field.Line);
        if (Later(root, finder, findings) is { } later)
            return Of(Text(later), later.Line);
        return new WishStatus(null, StatusKind.None);
    }

    // Without one in the head, a line that names the wish's own status counts, wherever it stands.
    private static Field? Later(Section root, GroupFinder finder, Findings findings)
    {
        foreach (var section in root.All().Where(s => !finder.Taken.Contains(s)))
        {
            if (
                Words.Normal(section.Title.Plain) is "status" or "wish status"
                && section.Nodes is [Prose prose, ..]
            )
            {
                var own = new Field("Status", section.Line);
                own.Nodes.Add(prose);
                return own;
            }
            foreach (var line in section.Nodes.OfType<Prose>().SelectMany(p => p.Lines))
                if (
                    Keys.Of(line, n => n is "wish status" or "plan status") is { } found
                    && Words.Normal(found.Key) is "wish status" or "plan status"
                )
                {
                    findings.Step();
                    var named = new Field("Status", line.Line);
                    named.Nodes.Add(new Prose(line.Line, [found.Rest]));
                    return named;
                }
        }
        return null;
    }

    private static string Text(Field field) =>
        field.Nodes switch
        {
            [Prose { Lines: [var first, ..] }, ..] => first.Plain,
            [Bullets { Items: [{ First: { } item }, ..] }, ..] => item.Plain,
            _ => "",
        };

    private static WishStatus Of(string raw, int line) =>
        new(raw.Trim(), KindOf(raw)) { Line = line };

    public static StatusKind KindOf(string raw)
    {
        var text = WithoutStruck(raw).Replace('_', ' ').Replace('-', ' ').ToLowerInvariant();
        var start = 0;
        while (start < text.Length && !char.IsLetterOrDigit(text[start]))
            start++;
        text = text[start..];
        if (
            text.StartsWith("100/100", StringComparison.Ordinal)
            || text.StartsWith("100 / 100", StringComparison.Ordinal)
        )
            return StatusKind.Finished;
        var first = new string([.. text.TakeWhile(char.IsLetterOrDigit)]);
        if (
            first == "in" && text.StartsWith("in progress", StringComparison.Ordinal)
            || first == "inprogress"
        )
            return StatusKind.Approved;
        return first == "blocked" ? StatusKind.Blocked
            : Approved.Contains(first) ? StatusKind.Approved
            : Finished.Contains(first) ? StatusKind.Finished
            : StatusKind.Draft;
    }

    private static string WithoutStruck(string raw)
    {
        var open = raw.IndexOf("~~", StringComparison.Ordinal);
        var close = open < 0 ? -1 : raw.IndexOf("~~", open + 2, StringComparison.Ordinal);
        return close < 0 ? raw : raw.Remove(open, close + 2 - open);
    }
}
