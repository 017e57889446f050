using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>What stands under a key, as texts.</summary>
internal static class Values
{
    /// <summary>One text for each item of a list, each row of a table, each paragraph.</summary>
    public static List<string> Items(IReadOnlyList<Node> nodes)
    {
        var items = new List<string>();
        for (var i = 0; i < nodes.Count; i++)
            switch (nodes[i])
            {
                // "Eight files:" announces the list and is none of its items.
                case Prose prose when i + 1 < nodes.Count && Announces(prose, nodes[i + 1]):
                    break;
                case Prose prose:
                    items.Add(Text(prose));
                    break;
                case Bullets bullets:
                    items.AddRange(bullets.Items.Select(Text));
                    break;
                case Grid grid:
                    items.AddRange(grid.Body.Select(Text));
                    break;
                case Fence fence:
                    items.Add(string.Join('\n', fence.Lines));
                    break;
                case InnerHeading heading:
                    items.Add(heading.Text.Raw);
                    break;
            }
        items.RemoveAll(i => i.Length == 0);
        return items;
    }

    private static bool Announces(Prose prose, Node next) =>
        next is Bullets or Grid && prose.Lines[^1].Plain.EndsWith(':');

    /// <summary>Like <see cref="Items"/>; a single line is taken apart at semicolons.</summary>
    public static List<string> List(IReadOnlyList<Node> nodes) =>
        nodes is [Prose] && Items(nodes) is [var only] && !only.Contains('\n')
            ? [.. Words.Split(only, ';').Where(i => !Words.IsNothing(i))]
            : [.. Items(nodes).Where(i => !Words.IsNothing(i))];

    /// <summary>Names, paths and the like: a line is taken apart at commas, and loses its back-ticks.</summary>
    public static List<string> Names(IReadOnlyList<Node> nodes) =>
        [
            .. Items(nodes)
                .SelectMany(i => i.Split('\n'))
                .Select(WithoutBullet)
                .SelectMany(i => Words.Split(i, ',', ';'))
                .Select(Bare)
                .Where(i => !Words.IsNothing(i)),
        ];

    /// <summary>Everything as one text; null when there is none.</summary>
    public static string? One(IReadOnlyList<Node> nodes) =>
        string.Join('\n', Items(nodes)) is { Length: > 0 } text && !Words.IsNothing(text)
            ? text
            : null;

    public static string Text(Prose prose) =>
        prose.Lines is [var only] ? only.Raw : string.Join(' ', prose.Lines.Select(l => l.Raw));

    public static string Text(Item item)
    {
        if (item.Nodes is [Prose single])
            return Text(single).Trim();
        var parts = new List<string>();
        foreach (var node in item.Nodes)
            switch (node)
            {
                case Prose prose:
                    parts.Add(Text(prose));
                    break;
                case Bullets inner:
                    foreach (var text in inner.Items.Select(Text))
                        parts.Add("- " + text.Replace("\n", "\n  "));
                    break;
                default:
                    parts.AddRange(Items([node]));
                    break;
            }
        return string.Join('\n', parts).Trim();
    }

    private static string Text(Row row) =>
        string.Join(" | ", row.Cells.Select(c => c.Raw).Where(c => c.Length > 0));

    private static string WithoutBullet(string line) =>
        line.TrimStart() is ['-', ' ', .. var rest] ? rest : line;

    /// <summary>Without back-ticks and bold marks around all of it.</summary>
    public static string Bare(string text)
    {
        text = text.Trim();
        while (
            text.Length > 2
            && (
                text is ['`', .., '`'] && text.AsSpan(1, text.Length - 2).IndexOf('`') < 0
                || text is ['*', .., '*']
                || text is ['"', .., '"']
            )
        )
            text = text[1..^1].Trim();
        return text;
    }
}
