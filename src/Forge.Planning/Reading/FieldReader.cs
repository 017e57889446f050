using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>A key with everything that stands under it.</summary>
internal sealed class Field(string key, int line)
{
    public string Key { get; } = key;
    public string Name { get; } = Words.Normal(key);
    public int Line { get; } = line;
    public List<Node> Nodes { get; } = [];
}

/// <summary>Reads blocks as fields: paragraphs, bullets, tables and headings can all carry keys.</summary>
/// <param name="known">Names that need no bold letters, as <see cref="Words.Normal"/> makes them.</param>
internal sealed class FieldReader(Func<string, bool> known, Findings findings)
{
    private Field? _current;

    public List<Field> Fields { get; } = [];

    /// <summary>What stands under no key.</summary>
    public List<Node> Loose { get; } = [];

    public void Read(IEnumerable<Node> nodes)
    {
        _current = null;
        Add(nodes);
    }

    /// <summary>Everything is the value of one key; only known keys inside begin another.</summary>
    public void ReadUnder(string key, int line, IEnumerable<Node> nodes)
    {
        Open(key, line);
        foreach (var node in nodes)
            if (node is Prose prose)
                foreach (var phrase in prose.Lines.SelectMany(Keys.Apart))
                    if (Keys.Of(phrase, known) is { } found && known(Words.Normal(found.Key)))
                        Open(found.Key, phrase.Line, found.Rest);
                    else
                        Put(new Prose(phrase.Line, [phrase]));
            else
                Put(node);
    }

    private void Add(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            findings.Step();
            switch (node)
            {
                case Prose prose:
                    AddProse(prose);
                    break;
                case Bullets bullets when AreFields(bullets):
                    foreach (var item in bullets.Items)
                        AddItem(item);
                    break;
                case Grid grid when IsFieldTable(grid):
                    foreach (var row in grid.Rows)
                        AddRow(row);
                    break;
                default:
                    Put(node);
                    break;
            }
        }
    }

    private void AddProse(Prose prose)
    {
        foreach (var phrase in prose.Lines.SelectMany(Keys.Apart))
        {
            findings.Step(phrase.Pieces.Count);
            if (Keys.Of(phrase, known) is { } found)
                Open(found.Key, phrase.Line, found.Rest);
            // A line that announces a list, after a list: it is a key without bold letters.
            else if (
                _current is { Nodes: [.., Bullets] }
                && phrase.Plain.EndsWith(':')
                && phrase.Plain.Length < 80
            )
                Open(phrase.Plain[..^1], phrase.Line);
            else
                Put(new Prose(phrase.Line, [phrase]));
        }
    }

    private void AddItem(Item item)
    {
        if (item.First is { } first && Keys.Of(first, known) is { } found)
        {
            var parts = Keys.Apart(first).ToList();
            Open(
                found.Key,
                first.Line,
                parts.Count > 1 ? Keys.Of(parts[0], known)?.Rest : found.Rest
            );
            foreach (var part in parts.Skip(1))
                if (Keys.Of(part, known) is { } other)
                    Open(other.Key, part.Line, other.Rest);
            var prose = (Prose)item.Nodes[0];
            if (prose.Lines.Count > 1)
                Add([new Prose(prose.Lines[1].Line, [.. prose.Lines.Skip(1)])]);
            foreach (var node in item.Nodes.Skip(1))
                Put(node);
        }
        else
            Put(new Bullets(item.Line, false, [item]));
    }

    private void AddRow(Row row)
    {
        if (row.Cells is [var key, ..] && !key.IsEmpty && known(Words.Normal(key.Plain)))
            Open(key.Plain, row.Line, row.Cells.Count > 1 ? row.Cells[1] : null);
        else if (row.Cells is [var other, { IsEmpty: false } value, ..] && !IsHead(row))
            Open(other.Plain, row.Line, value);
    }

    private static bool IsHead(Row row) =>
        Words.Normal(row.Cells[0].Plain)
            is "field"
                or "key"
                or "property"
                or "attribute"
                or "item"
                or "name"
                or "aspect"
                or "";

    // Bullets are fields when they begin with keys, and are not the list that a key announced.
    private bool AreFields(Bullets bullets)
    {
        var keyed = 0;
        var ours = 0;
        foreach (var item in bullets.Items)
        {
            findings.Step();
            if (item.First is not { } first || Keys.Of(first, known) is not { } found)
                continue;
            keyed++;
            ours += known(Words.Normal(found.Key)) ? 1 : 0;
        }
        if (keyed == 0)
            return false;
        if (_current is null)
            return true;
        var announced = _current.Nodes.Count == 0;
        return announced && known(_current.Name) ? false : ours > 0 && (!announced || ours > 1);
    }

    private bool IsFieldTable(Grid grid)
    {
        if (grid.Rows.Any(r => r.Cells.Count < 2) || grid.Rows.Max(r => r.Cells.Count) > 3)
            return false;
        var ours = grid.Rows.Count(r => known(Words.Normal(r.Cells[0].Plain)));
        return ours > 0 && (IsHead(grid.Head) || ours * 2 >= grid.Rows.Count);
    }

    private void Open(string key, int line, Phrase? value = null)
    {
        _current = new Field(key, line);
        Fields.Add(_current);
        if (value is { IsEmpty: false })
            _current.Nodes.Add(new Prose(value.Line, [value]));
    }

    private void Put(Node node)
    {
        if (_current is null)
            Loose.Add(node);
        // Lines of one paragraph belong together.
        else if (
            node is Prose { Lines: [var line] }
            && _current.Nodes is [.., Prose { Lines: [.., var last] } before]
            && line.Line == last.Line + 1
        )
            _current.Nodes[^1] = before with { Lines = [.. before.Lines, line] };
        else
            _current.Nodes.Add(node);
    }
}
