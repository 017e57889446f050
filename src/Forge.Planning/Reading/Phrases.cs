using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>All lines of text of a block, at any depth, without code fences.</summary>
internal static class Phrases
{
    public static IEnumerable<Phrase> In(Node node)
    {
        var found = new List<Phrase>();
        Collect(node, found);
        return found;
    }

    private static void Collect(Node node, List<Phrase> to)
    {
        switch (node)
        {
            case Prose prose:
                to.AddRange(prose.Lines);
                break;
            case InnerHeading heading:
                to.Add(heading.Text);
                break;
            case Grid grid:
                to.AddRange(grid.Rows.SelectMany(r => r.Cells));
                break;
            case Bullets bullets:
                foreach (var inner in bullets.Items.SelectMany(i => i.Nodes))
                    Collect(inner, to);
                break;
        }
    }
}
