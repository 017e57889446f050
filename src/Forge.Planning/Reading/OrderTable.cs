using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Tables of order: groups with what they wait for, waves with their groups, the groups of one wave.</summary>
internal sealed class OrderTable(Order order, GroupIndex index, Findings findings)
{
    public void Read(Grid grid, OrderWave? wave)
    {
        var head = grid.Head.Cells.Select(c => Words.Normal(c.Plain)).ToList();
        var group = head.FindIndex(h =>
            h is "group" or "groups" or "id" or "group id" or "execution group" or "#"
        );
        var waits = head.FindIndex(h =>
            GroupFields.Of(h) is GroupField.DependsOn or GroupField.Needs
        );
        var waveName = head.FindIndex(h => h is "wave" or "phase" or "stage" or "batch");
        var agent = head.FindIndex(h => GroupFields.Of(h) is GroupField.Personas);
        if (group < 0)
            group = waveName == 0 ? -1 : 0;
        foreach (var row in grid.Body)
        {
            findings.Step(row.Cells.Count);
            ReadRow(row, (group, waits, waveName, agent), wave);
        }
    }

    private void ReadRow(
        Row row,
        (int Group, int Waits, int Wave, int Agent) columns,
        OrderWave? wave
    )
    {
        var groups = Groups(Cell(row, columns.Group));
        if (columns.Wave >= 0)
            wave = WaveOf(Cell(row, columns.Wave), row.Line) ?? wave;
        if (groups.Count == 0 && Cell(row, columns.Group).Length > 0 && wave is not null)
            findings.Hint(
                "wave-row-without-group",
                row.Line,
                $"the row \"{Words.Short(Cell(row, columns.Group))}\" of {wave.Name} names no group and is left out"
            );
        foreach (var group in groups)
        {
            wave?.Add(group, row.Line);
            if (columns.Agent >= 0 && Cell(row, columns.Agent) is { Length: > 0 } agent)
                order.Agents.TryAdd(group, agent);
            if (columns.Waits >= 0)
                ReadWaits(group, Cell(row, columns.Waits), row.Line);
        }
    }

    private void ReadWaits(string group, string text, int line)
    {
        var waits = DependencyText.Read(text, index, findings, group, weak: true);
        if (waits.SaysNone)
            order.Free.Add(group);
        foreach (var on in waits.Groups.Where(o => o != group))
            order.Edges.Add(new OrderEdge(group, on, line));
    }

    private IReadOnlyList<string> Groups(string cell) =>
        index.Resolve(cell) is { } one ? [one] : GroupPhrases.Leading(cell, index, findings);

    private OrderWave? WaveOf(string cell, int line)
    {
        var name = WaveName.Parse(cell) ?? WaveName.Parse("wave " + cell);
        if (name is null)
            return null;
        var known = order.Waves.Find(w =>
            WaveName.Parse(w.Name) is { } n && n.Number == name.Number
        );
        if (known is not null)
            return known;
        var wave = new OrderWave(
            cell.StartsWith(name.Number, StringComparison.OrdinalIgnoreCase)
                ? $"Wave {cell}"
                : cell,
            line,
            name.Sequential,
            name.After
        );
        order.Waves.Add(wave);
        return wave;
    }

    private static string Cell(Row row, int column) =>
        column >= 0 && column < row.Cells.Count
            ? row.Cells[column].Raw.Replace("**", "").Trim()
            : "";
}
