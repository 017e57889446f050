using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>The head of a document: its title and what stands below it before the first section with content of its own.</summary>
internal sealed class Head
{
    private static readonly string[] MetaNames =
    [
        "metadata",
        "meta",
        "info",
        "header",
        "overview",
        "status",
        "wish info",
        "document control",
        "details",
        "properties",
    ];

    private static readonly HashSet<string> PlainKeys =
    [
        "status",
        "wish status",
        "plan status",
        "current status",
        "slug",
        "branch",
        "date",
        "created",
        "updated",
        "last updated",
        "author",
        "owner",
        "priority",
        "depends on",
        "depends",
        "dependencies",
        "blocked by",
        "blocks",
        "wish",
        "plan",
        "tracker",
        "issue",
        "github issue",
        "title",
        "name",
        "type",
        "generated",
        "source",
        "design",
        "appetite",
        "version",
    ];

    public required Section? Title { get; init; }
    public required List<Field> Fields { get; init; }
    public required FrontMatter Front { get; init; }

    /// <summary>Sections whose content is the head's.</summary>
    public required HashSet<Section> Sections { get; init; }

    public static bool IsPlainKey(string name) => PlainKeys.Contains(name);

    public static Head Of(Section root, FrontMatter front, GroupFinder finder, Findings findings)
    {
        var title = root.Children.Find(c => c.Level == 1) ?? First(root, finder);
        var reader = new FieldReader(IsPlainKey, findings);
        var sections = new HashSet<Section> { root };
        reader.Read(root.Nodes);
        if (title is not null && sections.Add(title))
            reader.Read(title.Nodes);
        foreach (var meta in Metas(root, title, finder))
        {
            sections.Add(meta);
            if (Words.Normal(meta.Title.Plain) is "status")
                reader.ReadUnder("Status", meta.Line, meta.Nodes);
            else
                reader.Read(meta.Nodes);
        }
        return new Head
        {
            Title = title,
            Fields = reader.Fields,
            Front = front,
            Sections = sections,
        };
    }

    private static Section? First(Section root, GroupFinder finder) =>
        root.Children is [var first, ..] && !finder.Taken.Contains(first) && !finder.IsHome(first)
            ? first
            : null;

    // "## Metadata" and "## Status" before anything else.
    private static IEnumerable<Section> Metas(Section root, Section? title, GroupFinder finder)
    {
        var all = title is { Level: 1 } ? title.Children : root.Children.Where(c => c != title);
        return all.TakeWhile(s =>
            !finder.Taken.Contains(s)
            && MetaNames.Contains(Words.Normal(s.Title.Plain))
            && s.Children.Count == 0
        );
    }

    /// <summary>The first field of one of these names.</summary>
    public Field? Find(params ReadOnlySpan<string> names)
    {
        foreach (var field in Fields)
            if (names.Contains(field.Name))
                return field;
        return null;
    }
}
