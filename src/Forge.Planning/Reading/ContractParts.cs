using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Sorts fields into the parts of a contract.</summary>
internal sealed class ContractParts(Findings findings)
{
    private readonly Dictionary<ContractField, List<string>> _parts = [];
    private readonly List<NamedText> _other = [];

    public bool Has(ContractField part) => _parts.ContainsKey(part);

    public void Read(IEnumerable<Node> nodes)
    {
        var reader = new FieldReader(ContractFields.IsKnown, findings);
        reader.Read(nodes);
        Add(reader, ContractField.None);
    }

    /// <summary>Everything belongs to one part, but for keys of other parts inside it.</summary>
    public void Under(string key, int line, IEnumerable<Node> nodes)
    {
        var reader = new FieldReader(ContractFields.IsKnown, findings);
        var all = nodes.ToList();
        if (
            ContractFields.Of(Words.Normal(key)) is ContractField.Scope
            && all is [Grid grid]
            && AddColumns(grid)
        )
            return;
        reader.ReadUnder(key, line, all.SelectMany(Opened));
        Add(reader, ContractFields.Of(Words.Normal(key)));
    }

    // "- **IN:** …" inside Scope: such bullets are fields of their own.
    private static IEnumerable<Node> Opened(Node node)
    {
        if (
            node is not Bullets bullets
            || !bullets.Items.Any(i => i.First is { } f && Part(f) is not null)
        )
            return [node];
        return bullets.Items.SelectMany(i =>
            i.First is { } first && Part(first) is not null
                ? i.Nodes
                : [(Node)new Bullets(i.Line, false, [i])]
        );
    }

    private static string? Part(Phrase phrase) =>
        Keys.Of(phrase, ContractFields.IsKnown) is { } found
        && ContractFields.IsKnown(Words.Normal(found.Key))
            ? found.Key
            : null;

    // | IN | OUT |
    private bool AddColumns(Grid grid)
    {
        var parts = grid.Head.Cells.Select(c => ContractFields.Of(Words.Normal(c.Plain))).ToList();
        if (!parts.Contains(ContractField.OutOfScope))
            return false;
        foreach (var row in grid.Body)
            for (var i = 0; i < Math.Min(parts.Count, row.Cells.Count); i++)
                if (parts[i] != ContractField.None && !row.Cells[i].IsEmpty)
                    PartOf(parts[i]).Add(row.Cells[i].Raw);
        return true;
    }

    private void Add(FieldReader reader, ContractField none)
    {
        foreach (var field in reader.Fields)
        {
            var part = ContractFields.Of(field.Name);
            var items = part is ContractField.Dependencies or ContractField.ExternalTasks
                ? Things(field.Nodes)
                : Values.List(field.Nodes);
            if (part == ContractField.None)
                part = none;
            if (part != ContractField.None)
                PartOf(part).AddRange(items);
            else
                _other.Add(new NamedText(field.Key, field.Line, items));
        }
        if (reader.Loose.Count > 0 && Values.Items(reader.Loose) is { Count: > 0 } loose)
            _other.Add(new NamedText("", reader.Loose[0].Line, loose));
    }

    private List<string> PartOf(ContractField part)
    {
        if (!_parts.TryGetValue(part, out var list))
            _parts[part] = list = [];
        return list;
    }

    // "bash, sed, grep" are three things; a sentence with a comma is one.
    private static List<string> Things(IReadOnlyList<Node> nodes)
    {
        var items = Values
            .List(nodes)
            .Where(i => !Words.IsNothing(Words.WithoutParentheses(i)))
            .ToList();
        if (items is not [var one] || nodes is not [Prose])
            return items;
        var parts = Words.Split(one, ',').ToList();
        return parts.All(p => p.Length > 0 && p.Split(' ').Length <= 4) ? parts : items;
    }

    public Contract Made(ContractSource source, int line) =>
        new()
        {
            Source = source,
            Line = line,
            Scope = Get(ContractField.Scope),
            OutOfScope = Get(ContractField.OutOfScope),
            SuccessMetrics = Get(ContractField.Metrics),
            ExternalTasks = Get(ContractField.ExternalTasks),
            Dependencies = Get(ContractField.Dependencies),
            Other = _other,
        };

    private IReadOnlyList<string> Get(ContractField part) => _parts.GetValueOrDefault(part) ?? [];
}
