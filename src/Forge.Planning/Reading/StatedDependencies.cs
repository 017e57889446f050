using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Collects the texts in which a group says what it waits for.</summary>
internal static class StatedDependencies
{
    public static void Add(ReadGroup read, Field field, bool weak)
    {
        if (field.Nodes.Count == 0)
            return;
        foreach (var node in field.Nodes)
            if (node is Bullets bullets)
                foreach (var item in bullets.Items)
                    AddItem(read, item, weak);
            else
                foreach (var text in Values.Items([node]))
                    read.Waits.Add(new Statement(text, node.Line, weak));
    }

    // "- External: API deployment", "- Approvals: security review", "- Prior groups: A"
    private static void AddItem(ReadGroup read, Item item, bool weak)
    {
        if (item.First is { } first && Keys.Of(first, IsKind) is { } found)
            switch (Words.Normal(found.Key))
            {
                case "approvals" or "approval":
                    return;
                case "blocks" or "unblocks" or "enables":
                    read.Blocks.Add(new Statement(found.Rest.Raw, item.Line));
                    return;
                default:
                    if (!found.Rest.IsEmpty)
                        read.Waits.Add(new Statement(found.Rest.Raw, item.Line, weak));
                    foreach (var inner in item.Nodes.OfType<Bullets>().SelectMany(b => b.Items))
                        AddItem(read, inner, weak);
                    return;
            }
        if (item.First is not null)
            read.Waits.Add(new Statement(item.First.Raw, item.Line, weak));
    }

    private static bool IsKind(string name) =>
        name
            is "external"
                or "externals"
                or "internal"
                or "prior groups"
                or "prior"
                or "groups"
                or "approvals"
                or "approval"
                or "blocks"
                or "unblocks"
                or "enables"
                or "requires"
                or "depends on"
                or "blocked by"
                or "hard"
                or "soft"
                or "other wishes"
                or "wishes"
                or "upstream";

    /// <summary>A remark counts only when it announces what it is: <c>(P0, depends on A)</c>.</summary>
    public static void AddRemark(ReadGroup read, string remark, int line)
    {
        var parts = Words.Split(remark, ',').ToList();
        for (var i = 0; i < parts.Count; i++)
            if (DependencyText.Announcement(parts[i]) is { } text)
            {
                // "depends on A, B": what follows belongs to it.
                read.Waits.Add(
                    new Statement(string.Join(", ", [text, .. parts.Skip(i + 1)]), line, Weak: true)
                );
                return;
            }
            else if (Words.Normal(parts[i]) is "no dependencies" or "independent")
                read.Waits.Add(new Statement("none", line));
    }
}
