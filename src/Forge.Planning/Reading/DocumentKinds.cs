using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Not every file of that name is a wish: prompts, templates, lists and reports are recognised.</summary>
internal sealed class DocumentKinds(Head head, Section root, GroupFinder finder, string? path)
{
    private string Title => head.Title?.Title.Plain ?? "";

    /// <summary>The kind, and why it is no wish; null for wishes and plans.</summary>
    public (DocumentKind Kind, string? Reason) Find(bool hasStatus)
    {
        if (root.Children.Count == 0 && root.Nodes.Count == 0 && head.Front.IsEmpty)
            return (DocumentKind.Empty, "the document is empty");
        if (IsPrompt(hasStatus))
            return (
                DocumentKind.AgentPrompt,
                "front matter with a name and a description, and neither status nor scope: this is an agent's prompt"
            );
        var name = Words.Normal(Title);
        if (
            name.StartsWith("done report")
            || name.StartsWith("blocker report")
            || name.StartsWith("review report")
            || IsSummary(name)
        )
            return (DocumentKind.Report, "this is a report about work, not a plan of it");
        if (IsTemplate())
            return (
                DocumentKind.Template,
                "title, slug or status are placeholders: this is a template"
            );
        if (
            SubTask.IdOf(Title) is not null
            || name.StartsWith("task ") && finder.Groups.Count == 0 && !hasStatus
        )
            return (DocumentKind.TaskFile, "this is the task file of one group");
        if (IsIndex(hasStatus))
            return (DocumentKind.Index, "this lists wishes and is none");
        return (IsPlan(name) ? DocumentKind.Plan : DocumentKind.Wish, null);
    }

    private bool IsPrompt(bool hasStatus) =>
        head.Front["name"] is not null
        && head.Front["description"] is not null
        && !hasStatus
        && !HasScope();

    // Scope in the sense of a wish: a section at its own level, not a field in an example.
    private bool HasScope() =>
        root.All()
            .Where(s => !finder.Taken.Contains(s))
            .Any(s => Words.Normal(s.Title.Plain) is "scope" or "spec contract" or "out of scope");

    private bool IsSummary(string name) =>
        finder.Groups.Count == 0
        && !HasScope()
        && (name.EndsWith(" summary") || name.EndsWith(" report") || name.EndsWith(" review"));

    private bool IsTemplate()
    {
        var status = head.Find("status", "wish status") is { } field
            ? Values.One(field.Nodes) ?? ""
            : "";
        var options = status.Count(c => c == '|') > 1 && Words.IsPlaceholder(Values.Bare(status));
        var slug = head.Find("slug") is { } named ? Values.One(named.Nodes) ?? "" : "";
        var blank = finder.Groups.Count(g => IsBlank(g.Title));
        return IsBlank(TitleReader.Bare(Title))
            || Words.IsPlaceholder(Values.Bare(slug))
            || options
            || blank > 0 && blank * 2 >= finder.Groups.Count;
    }

    private static bool IsBlank(string title) =>
        Words.IsPlaceholder(title)
        || Words.HoldsPlaceholder(title) && !title.Contains("{{")
        || title.StartsWith("[") && title.Contains(']') && !title.Contains("](");

    private bool IsIndex(bool hasStatus)
    {
        if (finder.Groups.Count > 0 || HasScope())
            return false;
        var name = Words.Normal(Title);
        if (
            name is "wishes" or "wish index" or "wish list" or "index"
            || name.EndsWith(" wishes")
            || name.StartsWith("wishes ")
            || name.Contains("wish index")
            || name.Contains("wish list")
            || name.Contains("index of wishes")
        )
            return true;
        return !hasStatus && Links() >= 3;
    }

    private int Links() =>
        root.AllNodes()
            .SelectMany(Phrases.In)
            .SelectMany(p => p.Pieces)
            .Count(p =>
                (p.Link ?? (p.Code ? p.Text : "")) is { } target
                && target.EndsWith("wish.md", StringComparison.OrdinalIgnoreCase)
            );

    private bool IsPlan(string name) =>
        name.StartsWith("forge plan")
        || name.StartsWith("forge execution plan")
        || name.StartsWith("plan ")
        || path is not null
            && System
                .IO.Path.GetFileName(path)
                .StartsWith("forge-plan", StringComparison.OrdinalIgnoreCase);
}
