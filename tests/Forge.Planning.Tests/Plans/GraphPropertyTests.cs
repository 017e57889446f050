using Forge.Planning.Plans;
using Forge.Planning.Wishes;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Plans;

/// <summary>Waves, longest paths and branch names of any graph.</summary>
public sealed class GraphPropertyTests
{
    // Groups may wait for any other, so that cycles occur; each group is given its own weight.
    private static readonly Arbitrary<(int Count, (int, int)[] Edges, bool Acyclic)> Graphs =
        Arb.From(
            from count in Gen.Choose(1, 30)
            from size in Gen.Choose(0, 60)
            from edges in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 29), Gen.Choose(0, 29)), size)
            from acyclic in Gen.Elements(true, true, false)
            select (count, edges, acyclic)
        );

    private static (List<string> Ids, List<Edge> Edges) Of(
        (int Count, (int, int)[] Edges, bool Acyclic) graph
    )
    {
        var ids = Enumerable.Range(0, graph.Count).Select(i => $"G{i}").ToList();
        var edges = graph
            .Edges.Select(e => (From: e.Item1 % graph.Count, To: e.Item2 % graph.Count))
            .Where(e => e.From != e.To)
            .Select(e => graph.Acyclic && e.From < e.To ? (From: e.To, To: e.From) : e)
            .Distinct()
            .Select(e => new Edge(ids[e.From], ids[e.To], EdgeSource.Field, 1))
            .ToList();
        return (ids, edges);
    }

    private static void Check(Action<List<string>, List<Edge>, bool> property) =>
        Prop.ForAll(
                Graphs,
                graph =>
                {
                    var (ids, edges) = Of(graph);
                    property(ids, edges, graph.Acyclic);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261126, 1));

    [Fact]
    public void Each_wave_waits_for_the_wave_before_and_for_nothing_later() =>
        Check(
            (ids, edges, acyclic) =>
            {
                var waves = PlanGraph.Waves(ids, edges);
                var wave = waves
                    .SelectMany((w, i) => w.Select(id => (id, i)))
                    .ToDictionary(p => p.id, p => p.i);
                wave.Count.ShouldBe(waves.Sum(w => w.Count));
                if (acyclic)
                    wave.Count.ShouldBe(ids.Count);
                foreach (var edge in edges.Where(e => wave.ContainsKey(e.Group)))
                    wave[edge.DependsOn].ShouldBeLessThan(wave[edge.Group]);
                foreach (var (id, at) in wave.Where(w => w.Value > 0))
                    edges
                        .Where(e => e.Group == id)
                        .Select(e => wave[e.DependsOn])
                        .Max()
                        .ShouldBe(at - 1);
            }
        );

    [Fact]
    public void The_longest_path_is_a_path_and_no_other_is_longer() =>
        Check(
            (ids, edges, acyclic) =>
            {
                if (!acyclic)
                    return;
                double Weight(string id) => 1 + ids.IndexOf(id) % 5;
                var (path, length) = PlanGraph.LongestPath(ids, edges, Weight);
                length.ShouldBe(path.Sum(Weight));
                foreach (var (earlier, later) in path.Zip(path.Skip(1)))
                    edges.ShouldContain(e => e.Group == later && e.DependsOn == earlier);
                length.ShouldBe(ids.Max(id => Longest(id, edges, Weight, [])));
            }
        );

    private static double Longest(
        string id,
        List<Edge> edges,
        Func<string, double> weight,
        Dictionary<string, double> known
    ) =>
        known.TryGetValue(id, out var length)
            ? length
            : known[id] =
                weight(id)
                + edges
                    .Where(e => e.Group == id)
                    .Select(e => Longest(e.DependsOn, edges, weight, known))
                    .DefaultIfEmpty(0)
                    .Max();

    [Fact]
    public void Without_weights_the_longest_path_has_as_many_groups_as_there_are_waves() =>
        Check(
            (ids, edges, acyclic) =>
            {
                var waves = PlanGraph.Waves(ids, edges);
                PlanGraph.LongestPath(ids, edges).Path.Count.ShouldBe(waves.Count);
            }
        );

    [Fact]
    public void Ancestors_are_all_that_can_be_reached() =>
        Check(
            (ids, edges, _) =>
            {
                var on = edges.ToLookup(e => e.Group, e => e.DependsOn);
                foreach (var id in ids)
                {
                    var found = PlanGraph.Ancestors(id, on);
                    found.ShouldBe(
                        on[id].Concat(found.SelectMany(f => on[f])).ToHashSet(),
                        ignoreOrder: true
                    );
                }
            }
        );

    [Fact]
    public void Names_of_branches_are_safe_short_and_different() =>
        Prop.ForAll(
                Arb.From(
                    from names in Gen.ArrayOf(ArbMap.Default.GeneratorFor<NonEmptyString>(), 12)
                    from taken in Gen.ArrayOf(
                        Gen.Elements("feat/a", "feat/a-2", "fix/b", "feat/wish", "main", "x/y/z"),
                        3
                    )
                    select (names.Select(n => n.Get).ToArray(), taken)
                ),
                pair =>
                {
                    var names = new BranchNames(pair.taken);
                    var given = pair
                        .Item1.Select(BranchNames.Safe)
                        .OfType<string>()
                        .Select(names.Claim)
                        .ToList();
                    given.ShouldBeUnique();
                    given.ShouldAllBe(n => n.Length <= BranchNames.MaxLength);
                    given.ShouldAllBe(n =>
                        System.Text.RegularExpressions.Regex.IsMatch(
                            n,
                            "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"
                        )
                    );
                    given.ShouldNotContain(n => pair.taken.Contains(n));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261126, 1));
}
