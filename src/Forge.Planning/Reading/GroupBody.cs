using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>A group as found: its heading, and all that belongs to it wherever it stands.</summary>
internal sealed class GroupBody(GroupHeading heading, int line)
{
    public GroupHeading Heading { get; } = heading;
    public int Line { get; } = line;
    public string Title { get; } = heading.Title.Length > 0 ? heading.Title : $"Group {heading.Id}";

    public List<GroupPart> Parts { get; } = [];
}

/// <summary>A stretch of a group.</summary>
/// <param name="Under">The name of the field that all of it belongs to; null when it has keys of its own.</param>
/// <param name="Title">The heading above it, where that is not the group's own.</param>
internal sealed record GroupPart(
    int Line,
    IReadOnlyList<Node> Nodes,
    string? Under = null,
    Phrase? Title = null
);
