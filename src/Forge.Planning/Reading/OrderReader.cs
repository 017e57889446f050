using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Reads the sections that speak of order: waves, phases, graphs, tables, sentences.</summary>
internal sealed class OrderReader
{
    private static readonly string[] Names =
    [
        "dependenc",
        "sequenc",
        "execution",
        "order",
        "critical path",
        "parallel",
        "wave",
        "phase",
        "rollout",
        "schedule",
        "notes",
        "depends on",
        "blocking",
        "graph",
        "plan summary",
        "workflow",
    ];

    private readonly GroupIndex _index;
    private readonly GroupFinder _finder;
    private readonly Findings _findings;
    private readonly OrderSentence _sentence;
    private readonly Order _order = new();
    private OrderWave? _wave;

    private OrderReader(GroupIndex index, GroupFinder finder, Findings findings)
    {
        (_index, _finder, _findings) = (index, finder, findings);
        _sentence = new OrderSentence(
            index,
            findings,
            (group, on, line) => _order.Edges.Add(new OrderEdge(group, on, line))
        );
    }

    public static Order Read(Section root, GroupFinder finder, GroupIndex index, Findings findings)
    {
        var reader = new OrderReader(index, finder, findings);
        if (index.Ids.Count > 0)
            reader.Visit(root, speaks: false);
        reader._order.Waves.RemoveAll(w => w.Groups.Count == 0);
        return reader._order;
    }

    private void Visit(Section section, bool speaks)
    {
        if (_finder.Taken.Contains(section))
        {
            Join(section);
            foreach (var child in section.Children)
                Visit(child, speaks: false);
            return;
        }
        var name = Words.Normal(section.Title.Plain);
        var wave = section.Level > 0 ? WaveName.Parse(section.Title.Plain) : null;
        speaks =
            section.Level > 0
            && (speaks || wave is not null || Names.Any(name.Contains) || _finder.IsHome(section));
        var around = _wave;
        if (wave is not null)
            Open(wave, section.Line, section.Title.Plain);
        if (speaks)
            foreach (var node in section.Nodes.Where(n => !_finder.TakenNodes.Contains(n)))
                Read(node, name);
        foreach (var child in section.Children)
            Visit(child, speaks);
        _wave = around;
    }

    // A group whose heading stands below that of a wave.
    private void Join(Section section)
    {
        if (
            _wave is not null
            && GroupHeading.Parse(section.Title.Plain) is { Kind: HeadingKind.Group } heading
        )
            _wave!.Add(_index.Resolve(heading.Id), section.Line);
    }

    private void Open(WaveName name, int line, string title)
    {
        _wave = new OrderWave(Words.WithoutMarks(title), line, name.Sequential, name.After);
        _order.Waves.Add(_wave);
    }

    private void Read(Node node, string section)
    {
        _findings.Step();
        switch (node)
        {
            case Prose prose:
                foreach (var line in prose.Lines)
                    ReadLine(line.Raw, line.Line);
                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                    ReadItem(item, section);
                break;
            case Grid grid:
                new OrderTable(_order, _index, _findings).Read(grid, _wave);
                break;
            case Fence
            {
                Language: "" or "text" or "txt" or "mermaid" or "plaintext" or "ascii" or "indented"
            } fence:
                ReadDrawing(fence);
                break;
        }
    }

    private void ReadItem(Item item, string section)
    {
        var around = _wave;
        foreach (var line in item.Nodes.OfType<Prose>().SelectMany(p => p.Lines))
            ReadLine(line.Raw, line.Line);
        foreach (var inner in item.Nodes.OfType<Bullets>())
            Read(inner, section);
        _wave = around;
    }

    private void ReadLine(string text, int line)
    {
        if (WaveName.Parse(text.Replace("**", "")) is { } wave)
        {
            Open(wave, line, text.Replace("**", ""));
            foreach (var group in InWave(wave.Rest))
                _wave!.Add(group, line);
            return;
        }
        if (_sentence.Read(text, line) || _wave is null)
            return;
        foreach (var group in InWave(text))
            _wave!.Add(group, line);
    }

    private IReadOnlyList<string> InWave(string text) =>
        GroupPhrases.Mentioned(text, _index, _findings) is { Count: > 0 } named
            ? named
            : GroupPhrases.Leading(text, _index, _findings);

    // Drawings: arrows on one line, phases with their groups below, trees.
    private void ReadDrawing(Fence fence)
    {
        var tree = new OrderTree(
            _index,
            _findings,
            (group, on, line) => _order.Edges.Add(new OrderEdge(group, on, line))
        );
        var around = _wave;
        for (var i = 0; i < fence.Lines.Count; i++)
        {
            var text = fence.Lines[i];
            var line = fence.Line + i;
            if (WaveName.Parse(text) is { } wave)
            {
                tree.Clear();
                Open(wave, line, text.Trim());
                foreach (var group in GroupPhrases.Mentioned(wave.Rest, _index, _findings))
                    _wave!.Add(group, line);
            }
            else if (
                !_sentence.Read(text.Trim(), line)
                && !tree.Read(text, line)
                && _wave is not null
            )
                foreach (var group in GroupPhrases.Mentioned(text, _index, _findings))
                    _wave!.Add(group, line);
        }
        _wave = around;
    }
}
