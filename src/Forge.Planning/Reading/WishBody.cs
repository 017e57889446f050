using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Fills in what only wishes and plans have: contract, matrix, groups and their order.</summary>
internal sealed class WishBody(
    Section root,
    SourceText source,
    GroupFinder finder,
    Head head,
    Findings findings
)
{
    public Wish Fill(Wish wish)
    {
        var index = new GroupIndex(finder.Groups);
        var read = ReadGroups();
        var order = OrderReader.Read(root, finder, index, findings);
        AddWaveFields(read, order);
        var (edges, external) = DependencyMerge.Merge(read, index, order, findings);
        var whole = new WholeReader(root, finder, head, index, findings);
        var groups = Finished(read, edges, external, whole.DependsOn, order);
        var waves = Layers.Of(index.Ids, edges, out var cycle);
        if (cycle.Count > 0)
            ReportCycle(cycle, edges);
        var matrix = MatrixReader.Read(root, finder, findings);
        return wish with
        {
            Branch = whole.Branch,
            Contract = new ContractReader(root, source.Tags, finder, findings).Read(),
            MatrixSource = matrix.Count > 0 ? MatrixSource.Document : MatrixSource.Standard,
            Matrix = matrix.Count > 0 ? matrix : StandardMatrix.Entries,
            Groups = groups,
            Waves = waves,
            StatedWaves =
            [
                .. order.Waves.Select(w => new StatedWave(
                    w.Name,
                    w.Line,
                    w.Sequential,
                    [.. w.Groups.Select(g => g.Group)]
                )),
            ],
            Edges = edges,
            DependsOn = whole.DependsOn,
            Blocks = whole.Blocks,
            Validation = whole.Validation,
            WantsFinalValidation = whole.WantsFinalValidation,
            Files = whole.Files,
            Fields = whole.Fields,
        };
    }

    private sealed record Read(ReadGroup Group, Findings Findings);

    private List<ReadGroup> ReadGroups()
    {
        var read = ManyHands.Each(
            finder.Groups,
            body =>
            {
                var own = new Findings();
                return new Read(GroupReader.Read(body, own), own);
            }
        );
        foreach (var one in read)
            findings.Join(one.Findings);
        return [.. read.Select(one => one.Group)];
    }

    // "**Wave:** 2" in a group puts it into that wave.
    private static void AddWaveFields(List<ReadGroup> groups, Order order)
    {
        var known = order.Waves.ToLookup(w => WaveName.Parse(w.Name)?.Number);
        var made = new SortedDictionary<string, OrderWave>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (
                group.Wave is not { } said
                || (WaveName.Parse(said.Text) ?? WaveName.Parse("wave " + said.Text))
                    is not { } name
            )
                continue;
            var wave = known[name.Number].FirstOrDefault();
            if (wave is null && !made.TryGetValue(name.Number.PadLeft(6, '0'), out wave))
                made.Add(
                    name.Number.PadLeft(6, '0'),
                    wave = new OrderWave($"Wave {name.Number}", said.Line, false, null)
                );
            wave.Add(group.Group.Id, said.Line);
        }
        order.Waves.AddRange(made.Values);
    }

    private static List<WishGroup> Finished(
        List<ReadGroup> groups,
        List<Edge> edges,
        Dictionary<string, List<string>> external,
        IReadOnlyList<string> whole,
        Order order
    )
    {
        var on = edges.ToLookup(e => e.Group, e => e.DependsOn);
        return
        [
            .. groups.Select(g =>
            {
                var id = g.Group.Id;
                var own = on[id].Distinct().ToList();
                var outside = external[id];
                return g.Group with
                {
                    DependsOn = own,
                    ExternalDependsOn = own.Count == 0 && outside.Count == 0 ? whole : outside,
                    Personas =
                        g.Group.Personas.Count == 0 && order.Agents.TryGetValue(id, out var agent)
                            ? [agent]
                            : g.Group.Personas,
                };
            }),
        ];
    }

    private void ReportCycle(IReadOnlyList<string> cycle, List<Edge> edges)
    {
        var line = edges
            .Where(e => e.Group == cycle[0] && e.DependsOn == cycle[1])
            .Select(e => e.Line)
            .FirstOrDefault();
        findings.Error(
            "dependency-cycle",
            line,
            $"these groups wait for each other: {string.Join(" → ", cycle)}"
        );
    }
}
