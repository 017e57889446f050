using Forge.Planning.Reports;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Reports;

/// <summary>Stretches of time add up as sets of moments do.</summary>
public sealed class SpansPropertyTests
{
    private const int Days = 60;

    private static readonly Config Often = Config
        .QuickThrowOnFailure.WithMaxTest(1000)
        .WithReplay(20261126, 1);

    // Small numbers, so that stretches touch, cover and miss each other often; some end before they begin.
    private static Gen<(long, long)[]> Stretches { get; } =
        Gen.Choose(0, 6)
            .SelectMany(n =>
                Gen.ArrayOf(
                    Gen.Choose(0, Days)
                        .Zip(Gen.Choose(0, Days))
                        .Select(p => ((long)p.Item1, (long)p.Item2)),
                    n
                )
            );

    private static readonly Arbitrary<((long, long)[], (long, long)[])> Two = Stretches
        .Zip(Stretches)
        .Select(p => (p.Item1, p.Item2))
        .ToArbitrary();

    private static HashSet<long> Moments((long From, long To)[] stretches) =>
        [
            .. stretches.SelectMany(s =>
                Enumerable.Range((int)s.From, (int)Math.Max(0, s.To - s.From)).Select(i => (long)i)
            ),
        ];

    private static HashSet<long> Moments(Spans spans) => Moments([.. spans.All]);

    private static void Agrees(Spans spans, IEnumerable<long> expected)
    {
        var moments = expected.ToHashSet();
        Moments(spans).SetEquals(moments).ShouldBeTrue();
        spans.Length.ShouldBe(moments.Count);
        for (var i = 0; i < spans.All.Count; i++)
        {
            spans.All[i].From.ShouldBeLessThan(spans.All[i].To);
            if (i > 0)
                spans.All[i - 1].To.ShouldBeLessThan(spans.All[i].From);
        }
    }

    [Fact]
    public void Union_intersection_and_difference_are_those_of_the_moments() =>
        Prop.ForAll(
                Two,
                two =>
                {
                    var (a, b) = (Spans.Of(two.Item1), Spans.Of(two.Item2));
                    var (x, y) = (Moments(two.Item1), Moments(two.Item2));
                    Agrees(a, x);
                    Agrees(a.Union(b), x.Union(y));
                    Agrees(a.Intersect(b), x.Intersect(y));
                    Agrees(a.Except(b), x.Except(y));
                }
            )
            .Check(Often);

    [Fact]
    public void What_is_in_both_and_what_is_in_one_make_up_the_whole() =>
        Prop.ForAll(
                Two,
                two =>
                {
                    var (a, b) = (Spans.Of(two.Item1), Spans.Of(two.Item2));
                    (a.Except(b).Length + a.Intersect(b).Length).ShouldBe(a.Length);
                    a.Union(b).Length.ShouldBe(a.Length + b.Length - a.Intersect(b).Length);
                    a.Except(b).Union(a.Intersect(b)).All.ShouldBe(a.All);
                    Spans.None.Union(a).All.ShouldBe(a.All);
                    a.Except(a).All.ShouldBeEmpty();
                }
            )
            .Check(Often);
}
