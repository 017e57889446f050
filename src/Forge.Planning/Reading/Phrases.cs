using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>All lines of text of a block, at any depth, without code fences.</summary>
internal static class Phrases
{
    public static IEnumerable<Phrase> In(Node node)
    {
        var found = new List<Phrase>();
        Each(node, found.Add);
        return found;
    }

    /// <summary>The same of many blocks, and no list is made of them.</summary>
    public static void Each(IReadOnlyList<Node> nodes, Action<Phrase> take)
    {
        foreach (var node in nodes)
            Each(node, take);
    }

    private static void Each(Node node, Action<Phrase> take)
    {
        switch (node)
        {
            case Prose prose:
                foreach (var line in prose.Lines)
                    take(line);
                break;
            case InnerHeading heading:
                take(heading.Text);
                break;
            case Grid grid:
                foreach (var row in grid.Rows)
                foreach (var cell in row.Cells)
                    take(cell);
                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                    Each(item.Nodes, take);
                break;
        }
    }
}
