using System.Text;
using Forge.Planning.Markdown;
using Forge.Planning.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Reading;

/// <summary>A long document is parsed in stretches; what is read must be what the whole would give.</summary>
public sealed class StretchTests
{
    private const int Short = 200;

    [Fact]
    public void Every_document_of_the_corpus_reads_the_same_in_stretches()
    {
        foreach (var name in CorpusFiles.Documents())
            InStretches(CorpusFiles.Text(name)).ShouldBe(Whole(CorpusFiles.Text(name)), name);
    }

    [Fact]
    public void A_changed_document_reads_the_same_in_stretches() =>
        Prop.ForAll(
                PropertyTests.Changes,
                change =>
                {
                    var text = PropertyTests.Mutated(change.Item1, change.Item2, change.Item3);
                    InStretches(text).ShouldBe(Whole(text));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261126, 1));

    [Theory]
    [InlineData("```sh\n# no heading\n", "```\n")]
    [InlineData("~~~~\n```\n# no heading\n", "~~~~\n")]
    [InlineData("- item\n\n  ```\n  code\n", "- next\n")]
    [InlineData("- item\n  continued\n", "lazy\n")]
    [InlineData("> quote\n", "lazy\n")]
    [InlineData("text\n", "===\n")]
    [InlineData("| a | b |\n|---|---|\n| c | d |\n", "| e | f |\n")]
    [InlineData("    code\n\n", "    more\n")]
    [InlineData("see [it]\n", "[it]: other.md\n")]
    [InlineData("**bold\n", "end**\n")]
    public void What_is_open_where_a_stretch_ends_is_no_different(string open, string end)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 20; i++)
            text.Append($"## Heading {i}\n\n{open}# inner {i}\n\nsome words of text\n{end}\n");
        InStretches(text.ToString()).ShouldBe(Whole(text.ToString()));
    }

    [Fact]
    public void A_long_document_is_read_in_several_stretches()
    {
        var text = string.Concat(Enumerable.Repeat("## Heading\n\ntext of it\n", 100));
        var trees = new Stretches(new Markdig.MarkdownPipelineBuilder().Build()).Read(
            text,
            Short,
            (tree, before) => Tuple.Create(before, tree.Count)
        );
        trees!.Count.ShouldBeGreaterThan(5);
        trees.Sum(t => t.Item2).ShouldBe(200);
        trees[1].Item1.ShouldBe(trees[0].Item2 / 2 * 3);
    }

    private static string InStretches(string text) => Dump(text, Short);

    private static string Whole(string text) => Dump(text, int.MaxValue / 2);

    private static string Dump(string text, int stretch)
    {
        var made = new StringBuilder();
        foreach (var section in Outline.Of(SourceText.Of(text), stretch).Root.All())
        {
            made.Append($"{section.Level} {section.Line} {section.Title.Raw}\n");
            foreach (var node in section.Nodes)
                Dump(node, made, " ");
        }
        return made.ToString();
    }

    private static void Dump(Node node, StringBuilder to, string indent)
    {
        to.Append($"{indent}{node.GetType().Name} {node.Line}\n");
        if (node is Prose prose)
            Dump(prose.Lines, to, indent);
        else if (node is InnerHeading heading)
            Dump([heading.Text], to, indent);
        else if (node is Grid grid)
            foreach (var row in grid.Rows)
                Dump(row.Cells, to, $"{indent}{row.Line} ");
        else if (node is Fence fence)
            to.Append($"{indent}{fence.Language} {fence.Closed} {string.Join('⏎', fence.Lines)}\n");
        else if (node is Bullets bullets)
            foreach (var item in bullets.Items)
            {
                to.Append($"{indent}{bullets.Ordered} {item.Line} {item.Ticked}\n");
                foreach (var inner in item.Nodes)
                    Dump(inner, to, indent + "  ");
            }
    }

    private static void Dump(IEnumerable<Phrase> lines, StringBuilder to, string indent)
    {
        foreach (var line in lines)
            to.Append($"{indent}{line.Line}: {line.Raw}\n");
    }
}
