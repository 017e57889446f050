using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>The evaluation matrix: phases, their headings, and boxes with points.</summary>
internal sealed class MatrixReader(Findings findings)
{
    private readonly List<MatrixEntry> _entries = [];

    public static IReadOnlyList<MatrixEntry> Read(
        Section root,
        GroupFinder finder,
        Findings findings
    )
    {
        var reader = new MatrixReader(findings);
        var matrix = root.All()
            .FirstOrDefault(s =>
                !finder.Taken.Contains(s)
                && s.Level > 0
                && Words.Normal(s.Title.Plain) is var n
                && n.Contains("evaluation matrix")
                && !n.Contains("impact")
            );
        if (matrix is null)
            return [];
        reader.ReadPhase("", matrix);
        foreach (var phase in matrix.Children)
        {
            reader.ReadPhase(PhaseOf(phase.Title.Plain), phase);
            foreach (var inner in phase.Children)
                reader.AddEntry(
                    PhaseOf(phase.Title.Plain),
                    inner.Title.Plain,
                    inner.Line,
                    inner.Nodes.OfType<Bullets>().SelectMany(b => b.Items)
                );
        }
        reader.Check(matrix);
        return reader._entries;
    }

    private static string PhaseOf(string heading)
    {
        var name = Points
            .Without(Words.WithoutParentheses(Words.WithoutMarks(heading)))
            .Trim(' ', ':', '-', '–', '—');
        return name.EndsWith(" phase", StringComparison.OrdinalIgnoreCase)
            ? name[..^6].Trim()
            : name;
    }

    private void ReadPhase(string phase, Section section)
    {
        var name = phase;
        var line = section.Line;
        var total = Points.In(section.Title.Plain);
        var direct = new List<Item>();
        foreach (var node in section.Nodes)
            switch (node)
            {
                // "**Code Quality (15 pts)**" as a paragraph, its boxes below.
                case Prose { Lines: [{ IsBold: true } bold] }
                    when Points.In(bold.Plain) is not null:
                    Flush(phase, name, line, total, direct);
                    (name, line, total) = (Name(bold.Plain), bold.Line, Points.In(bold.Plain));
                    break;
                case Bullets bullets:
                    foreach (var item in bullets.Items)
                        if (
                            item.Ticked is null
                            && item.First is { } first
                            && Points.In(first.Plain) is not null
                            && item.Nodes.OfType<Bullets>().Any()
                        )
                            AddEntry(
                                phase,
                                first.Plain,
                                item.Line,
                                item.Nodes.OfType<Bullets>().SelectMany(b => b.Items)
                            );
                        else
                            direct.Add(item);
                    break;
                case Grid grid when phase.Length > 0 || grid.Head.Cells.Count > 1:
                    ReadGrid(phase, grid);
                    break;
            }
        Flush(phase, name, line, total, direct);
    }

    private void Flush(string phase, string name, int line, int? total, List<Item> items)
    {
        var boxes = items.Select(BoxOf).Where(b => b is not null).ToList();
        items.Clear();
        // The phase's points are those of all of it, and its other headings have theirs.
        if (name == phase && _entries.Any(e => e.Phase == phase))
            total = null;
        if (boxes.Count > 0)
            _entries.Add(
                new MatrixEntry(
                    phase.Length > 0 ? phase : name,
                    name,
                    total ?? boxes.Sum(b => b!.Points),
                    [.. boxes!]
                )
                {
                    Line = line,
                }
            );
    }

    private static string Name(string text) =>
        Points
            .Without(Words.WithoutParentheses(Words.WithoutMarks(text)))
            .Trim(' ', ':', '-', '–', '—');

    private void AddEntry(string phase, string title, int line, IEnumerable<Item> items)
    {
        findings.Step();
        List<Checkpoint> boxes = [.. items.Select(BoxOf).OfType<Checkpoint>()];
        var points = Points.In(title) ?? boxes.Sum(b => b.Points);
        if (boxes.Count == 0 && points == 0)
            return;
        _entries.Add(new MatrixEntry(phase, Name(title), points, boxes) { Line = line });
    }

    private Checkpoint? BoxOf(Item item)
    {
        findings.Step();
        if (item.First is not { } first || Points.In(first.Plain) is not { } points)
            return null;
        return new Checkpoint(Points.Without(first.Raw), points, item.Ticked is true, item.Line);
    }

    private void ReadGrid(string phase, Grid grid)
    {
        var head = grid.Head.Cells.Select(c => Words.Normal(c.Plain)).ToList();
        var points = head.FindIndex(h => h is "points" or "pts" or "score" or "max" or "weight");
        if (points < 0)
            return;
        foreach (var row in grid.Body)
            if (
                row.Cells.Count > points
                && int.TryParse(
                    new string([.. row.Cells[points].Plain.TakeWhile(char.IsAsciiDigit)]),
                    out var value
                )
            )
                _entries.Add(
                    new MatrixEntry(phase, Name(row.Cells[points == 0 ? 1 : 0].Plain), value, [])
                    {
                        Line = row.Line,
                    }
                );
    }

    private void Check(Section matrix)
    {
        var total = _entries.Sum(e => e.Points);
        if (_entries.Count > 0 && total != 100)
            findings.Warn(
                "matrix-total",
                matrix.Line,
                $"the evaluation matrix has {total} points instead of 100"
            );
        foreach (var entry in _entries)
            if (
                entry.Checkpoints.Count > 0
                && entry.Checkpoints.Sum(c => c.Points) is var sum
                && sum != entry.Points
            )
                findings.Warn(
                    "matrix-sum",
                    entry.Line,
                    $"\"{entry.Name}\" has {entry.Points} points, and its checkpoints have {sum}"
                );
    }
}
