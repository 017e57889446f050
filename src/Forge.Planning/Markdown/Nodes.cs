namespace Forge.Planning.Markdown;

/// <summary>A block of a document, free of how Markdown writes it.</summary>
internal abstract record Node(int Line);

/// <summary>A paragraph, line by line.</summary>
internal sealed record Prose(int Line, IReadOnlyList<Phrase> Lines) : Node(Line);

internal sealed record Bullets(int Line, bool Ordered, IReadOnlyList<Item> Items) : Node(Line);

/// <param name="Ticked">Null without a box.</param>
internal sealed record Item(int Line, bool? Ticked, IReadOnlyList<Node> Nodes)
{
    /// <summary>The text beside the bullet.</summary>
    public Phrase? First => Nodes is [Prose { Lines: [var first, ..] }, ..] ? first : null;
}

internal sealed record Grid(int Line, IReadOnlyList<Row> Rows) : Node(Line)
{
    public Row Head => Rows[0];
    public IEnumerable<Row> Body => Rows.Skip(1);
}

internal sealed record Row(int Line, IReadOnlyList<Phrase> Cells);

/// <summary>Code. <paramref name="Line"/> is that of its first line of content.</summary>
/// <param name="Language">In lower case; empty when none is named.</param>
/// <param name="Closed">False when the fence has no end.</param>
internal sealed record Fence(
    int Line,
    string Language,
    IReadOnlyList<string> Lines,
    bool Closed = true
) : Node(Line);

/// <summary>A heading inside a list or a quotation: it opens no section.</summary>
internal sealed record InnerHeading(int Line, Phrase Text) : Node(Line);

/// <summary>A heading with what stands below it. The document itself is a section of level 0.</summary>
internal sealed class Section(int level, Phrase title, Section? parent)
{
    public int Level { get; } = level;
    public Phrase Title { get; } = title;
    public int Line => Title.Line;
    public Section? Parent { get; } = parent;

    /// <summary>Directly below the heading, before the next one.</summary>
    public List<Node> Nodes { get; } = [];
    public List<Section> Children { get; } = [];

    /// <summary>This one and all below, in the order of the document.</summary>
    public IEnumerable<Section> All()
    {
        // Headings have six levels, so the nesting of these enumerators is bounded.
        yield return this;
        foreach (var child in Children)
        foreach (var section in child.All())
            yield return section;
    }

    /// <summary>Every node in every section below, in order.</summary>
    public IEnumerable<Node> AllNodes() => All().SelectMany(s => s.Nodes);
}
