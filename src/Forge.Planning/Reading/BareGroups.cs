using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>
/// Groups that are lines of text, directly in a section of groups: <c>**Group A: Foundation**</c>. A line that only repeats a
/// heading is none. Bullets and table rows are groups only where nothing else is.
/// </summary>
internal sealed class BareGroups(string word, GroupFinder finder, Findings findings)
{
    private GroupBody? _body;
    private List<Node> _nodes = [];

    public void Find(Section home)
    {
        foreach (var node in home.Nodes)
        {
            findings.Step();
            if (node is Prose prose)
                AddProse(prose);
            else if (_body is not null)
                Put(node);
        }
        Close();
        // What follows below headings belongs to the last line's group when those headings are fields.
        if (finder.Groups.Count == 0)
            foreach (var node in home.Nodes)
                FromList(node);
    }

    private void AddProse(Prose prose)
    {
        foreach (var line in prose.Lines)
            if (HeadingOf(line) is { } heading && !finder.IsTaken(heading))
            {
                Close();
                _body = finder.Add(heading, line.Line);
                finder.TakenNodes.Add(prose);
            }
            else if (_body is not null)
            {
                finder.TakenNodes.Add(prose);
                _nodes.Add(new Prose(line.Line, [line]));
            }
    }

    private GroupHeading? HeadingOf(Phrase line)
    {
        var heading = GroupHeading.Parse(line.Plain, word);
        if (
            heading.Kind == HeadingKind.Umbrella
            || heading.Kind == HeadingKind.Nameless && line.IsBold
        )
            finder.Report(heading, line.Line, line.Plain);
        if (heading.Kind != HeadingKind.Group || line.Plain.Length > 140)
            return null;
        return heading.Title.EndsWith('.') && !line.Pieces[0].Bold ? null : heading;
    }

    private void FromList(Node node)
    {
        if (node is Grid grid)
            foreach (var row in grid.Body.Where(r => Names(r)))
                findings.Warn(
                    "group-in-table",
                    row.Line,
                    $"\"{Words.Short(row.Cells[0].Plain)}\" stands only in a table: give it a heading such as \"### Group {row.Cells[0].Plain.Split(' ')[^1]} – name\""
                );
        if (node is not Bullets bullets)
            return;
        foreach (var item in bullets.Items)
        {
            findings.Step();
            if (item.First is not { } first || HeadingOf(first) is not { } heading)
                continue;
            if (finder.Add(heading, item.Line) is not { } body)
                continue;
            finder.TakenNodes.Add(node);
            var prose = (Prose)item.Nodes[0];
            if (prose.Lines.Count > 1)
                body.Parts.Add(
                    new GroupPart(item.Line, [prose with { Lines = [.. prose.Lines.Skip(1)] }])
                );
            body.Parts.Add(new GroupPart(item.Line, [.. item.Nodes.Skip(1)]));
        }
    }

    private bool Names(Row row) =>
        row.Cells.Count > 1
        && GroupHeading.Parse(row.Cells[0].Plain, word).Kind == HeadingKind.Group;

    private void Put(Node node)
    {
        _nodes.Add(node);
        finder.TakenNodes.Add(node);
    }

    private void Close()
    {
        _body?.Parts.Add(new GroupPart(_body.Line, _nodes));
        _nodes = [];
    }
}
