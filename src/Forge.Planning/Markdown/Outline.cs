using Markdig;
using Markdig.Syntax;

namespace Forge.Planning.Markdown;

/// <summary>A document as sections, made from Markdig's syntax tree.</summary>
internal sealed class Outline
{
    // HTML is read as text: a tag alone on its line would swallow the headings below it.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UsePreciseSourceLocation()
        .DisableHtml()
        .Build();

    private readonly LooseLines _loose;
    private Section _current;

    private Outline(SourceText source)
    {
        _loose = new LooseLines(source.Lines);
        Root = new Section(0, Phrase.Of(1, ""), null);
        _current = Root;
    }

    /// <summary>The document: level 0, without a title.</summary>
    public Section Root { get; }

    /// <param name="stretch">About how many characters are parsed at once.</param>
    public static Outline Of(SourceText source, int stretch = Stretches.Usual)
    {
        var outline = new Outline(source);
        var read =
            new Stretches(Pipeline).Read(source.Text, stretch, outline.Nodes)
            ?? [outline.Nodes(Parse(source.Text), 0)];
        foreach (var node in read.SelectMany(n => n))
            if (node is Heading heading)
                outline.Open(heading.Level, heading.Title);
            else
                outline._current.Nodes.Add(node);
        return outline;
    }

    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdig.Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig gives up at a certain depth of nesting, which no person writes.
            return Markdig.Markdown.Parse(SourceText.WithoutTangles(text), Pipeline);
        }
    }

    /// <summary>What opens a section; in no section itself.</summary>
    private sealed record Heading(int Level, Phrase Title) : Node(Title.Line);

    private List<Node> Nodes(MarkdownDocument document, int linesBefore)
    {
        var blocks = new Blocks(linesBefore);
        var nodes = new List<Node>();
        var made = new List<Node>();
        foreach (var block in document)
            if (block is HeadingBlock heading && !blocks.IsProse(heading, out var lines))
                nodes.Add(
                    new Heading(
                        heading.Level,
                        lines is [var title, ..] ? title : Phrase.Of(blocks.LineOf(heading), "")
                    )
                );
            else
            {
                made.Clear();
                blocks.Add(block, made);
                foreach (var node in made)
                    if (node is Bullets bullets)
                        nodes.AddRange(_loose.Apart(bullets));
                    else
                        nodes.Add(node);
            }
        return nodes;
    }

    private void Open(int level, Phrase title)
    {
        while (_current.Level >= level)
            _current = _current.Parent!;
        var section = new Section(level, title, _current);
        _current.Children.Add(section);
        _current = section;
    }
}
