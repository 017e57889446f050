using Forge.Planning.Reading;

namespace Forge.Planning.Markdown;

/// <summary>
/// A line <c>**Key:** text</c> right below a bullet, at the margin and without an empty line between, is part of the bullet to Markdown.
/// To its author it is the next field: here it leaves the list again.
/// </summary>
internal sealed class LooseLines(string[] source)
{
    public IEnumerable<Node> Apart(Bullets bullets)
    {
        var items = new List<Item>();
        foreach (var item in bullets.Items)
        {
            var loose = new List<Phrase>();
            items.Add(Without(item, loose));
            if (loose.Count == 0)
                continue;
            yield return new Bullets(items[0].Line, bullets.Ordered, items);
            yield return new Prose(loose[0].Line, loose);
            items = [];
        }
        if (items.Count > 0)
            yield return new Bullets(items[0].Line, bullets.Ordered, items);
    }

    // Only the last paragraph of an item can go on at the margin.
    private Item Without(Item item, List<Phrase> loose)
    {
        switch (item.Nodes)
        {
            case [.., Prose { Lines.Count: > 1 } prose]:
                var at = prose.Lines.ToList().FindIndex(1, IsLoose);
                if (at < 0)
                    return item;
                loose.AddRange(prose.Lines.Skip(at));
                return item with
                {
                    Nodes =
                    [
                        .. item.Nodes.SkipLast(1),
                        prose with
                        {
                            Lines = [.. prose.Lines.Take(at)],
                        },
                    ],
                };
            case [.., Bullets { Items: [.., var last] } inner]:
                var rest = Without(last, loose);
                return loose.Count == 0
                    ? item
                    : item with
                    {
                        Nodes =
                        [
                            .. item.Nodes.SkipLast(1),
                            inner with
                            {
                                Items = [.. inner.Items.SkipLast(1), rest],
                            },
                        ],
                    };
            default:
                return item;
        }
    }

    private bool IsLoose(Phrase line) =>
        line.Line <= source.Length
        && source[line.Line - 1] is { Length: > 0 } text
        && !char.IsWhiteSpace(text[0])
        && Keys.Of(line, GroupFields.IsKnown) is not null;
}
