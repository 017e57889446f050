using Forge.Planning.Reports;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Reports;

/// <summary>Where the time went, from measured intervals.</summary>
public sealed class TimingTests
{
    private static readonly string[] Ids = ["A", "B", "C"];

    private static readonly Edge[] Edges =
    [
        new("C", "A", EdgeSource.Field, 1),
        new("C", "B", EdgeSource.Field, 1),
    ];

    /// <summary><c>A1 work 0 10</c>: group, attempt, what, from and to in seconds; a minus in front marks discarded work.</summary>
    internal static WorkInterval[] Intervals(string text) =>
        [
            .. text.Split(
                    '\n',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
                .Select(line =>
                {
                    var words = line.TrimStart('-').Split(' ');
                    return new WorkInterval(
                        words[0][..1],
                        words[0],
                        Sample.Noon.AddSeconds(int.Parse(words[2])),
                        Sample.Noon.AddSeconds(int.Parse(words[3])),
                        words[1] switch
                        {
                            "work" => IntervalKind.AgentActive,
                            "check" => IntervalKind.Validation,
                            "queue" => IntervalKind.Queued,
                            "person" => IntervalKind.WaitingForPerson,
                            "after" => IntervalKind.WaitingForPredecessor,
                            "limit" => IntervalKind.RateLimited,
                            _ => IntervalKind.Stalled,
                        },
                        line[0] == '-'
                    );
                }),
        ];

    private static RunTiming Of(string text) => Timing.Of(Intervals(text), Ids, Edges);

    internal const string Run = """
        A1 work 0 100
        A1 check 100 110
        A1 person 110 170
        -B1 work 0 40
        -B1 stall 40 60
        B2 work 60 150
        B2 check 150 155
        B2 person 155 170
        C1 after 0 170
        C1 queue 170 175
        C1 work 175 225
        C1 check 225 230
        C1 person 230 330
        """;

    [Fact]
    public void Agents_at_work_wall_and_people_are_told_apart()
    {
        var timing = Of(Run);
        timing.AgentActive.ShouldBe(240);
        timing.Discarded.ShouldBe(40);
        timing.Wall.ShouldBe(330);
        // 155 to 170, and 230 to 330: until 155 something went on.
        timing.OnlyPeople.ShouldBe(115);
        timing.AgentWall.ShouldBe(200);
        timing.Overhead.ShouldBe(330 - 200 - 115);
        timing.OverheadValidation.ShouldBe(10);
        timing.OverheadPerGroup.ShouldBe(5);
        timing.Unaccounted.ShouldBe(0);
        timing.SpeedUp.ShouldBe(240 / 330d);
        timing.SpeedUpWithoutPeople.ShouldBe(240 / 215d);
    }

    [Fact]
    public void The_critical_path_is_that_of_measured_work_that_was_kept()
    {
        var timing = Of(Run);
        timing.CriticalPath.ShouldBe(["A", "C"]);
        timing.CriticalPathActive.ShouldBe(150);
        timing.SpeedUpLimit.ShouldBe(240 / 150d);
    }

    [Fact]
    public void Waiting_is_summed_by_cause_over_groups()
    {
        var timing = Of(Run);
        timing
            .Waiting.Select(w => $"{w.Kind} {w.Seconds}")
            .ShouldBe([
                "WaitingForPerson 175",
                "WaitingForPredecessor 170",
                "Validation 20",
                "Stalled 20",
                "Queued 5",
            ]);
        timing
            .Groups.Select(g => $"{g.Group} {g.Active} {g.Discarded}")
            .ShouldBe(["A 100 0", "B 90 40", "C 50 0"]);
    }

    [Fact]
    public void The_same_work_reported_twice_counts_once_and_two_attempts_count_both()
    {
        Of("A1 work 0 10\nA1 work 5 15").AgentActive.ShouldBe(15);
        Of("A1 work 0 10\nA2 work 5 15").AgentActive.ShouldBe(20);
        Of("A1 work 0 10\nA2 work 5 15").Wall.ShouldBe(15);
    }

    [Theory]
    [InlineData("work", 10)]
    [InlineData("check", 10)]
    [InlineData("queue", 10)]
    [InlineData("limit", 10)]
    [InlineData("stall", 10)]
    [InlineData("person", 20)]
    [InlineData("after", 20)]
    public void People_are_not_what_is_waited_for_while_anything_else_goes_on(
        string other,
        int onlyPeople
    ) => Of($"A1 person 0 20\nB1 {other} 5 15").OnlyPeople.ShouldBe(onlyPeople);

    [Fact]
    public void A_hole_that_nothing_accounts_for_is_said()
    {
        var timing = Of("A1 work 0 10\nA1 check 15 20");
        timing.Unaccounted.ShouldBe(5);
        TimingText.Of(timing).ShouldContain("- Not accounted for: 5 s\n");
    }

    [Fact]
    public void Nothing_measured_gives_no_figures()
    {
        Of("").ShouldBe(RunTiming.Empty);
        Of("A1 work 5 5").SpeedUp.ShouldBeNull();
        TimingText.Of(RunTiming.Empty).ShouldBe("Nothing was measured yet.\n");
    }

    [Fact]
    public void The_formulas_stand_with_their_figures() =>
        TimingText
            .Of(Of(Run))
            .ShouldBe(
                """
                - Agents at work: 4 min 00 s (sum over attempts whose work was kept)
                - Wall time: 5 min 30 s (first start to last end)
                - Waiting only for people: 1 min 55 s (nothing else went on)
                - Speed-up: 0.73× = agents at work ÷ wall = 240.0 s ÷ 330.0 s
                - Speed-up without waiting only for people: 1.12× = agents at work ÷ (wall − only people) = 240.0 s ÷ (330.0 s − 115.0 s)
                - Critical path: A → C, 2 min 30 s of agents at work; no number of agents could be faster than 1.60× = 240.0 s ÷ 150.0 s
                - Discarded work: 40 s of agents at work, not counted above
                - Overhead per group: 5 s = (wall − at least one agent at work − only people) ÷ groups = (330.0 s − 200.0 s − 115.0 s) ÷ 3; validation ran in 10 s of it

                """
            );

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0421, "42 ms")]
    [InlineData(0.9999, "1 s")]
    [InlineData(4.25, "4.3 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(90000, "25 h 00 min")]
    public void Time_is_written_for_people(double seconds, string text) =>
        TimingText.Span(seconds).ShouldBe(text);

    private static readonly Arbitrary<WorkInterval[]> Any = Gen.Choose(0, 12)
        .SelectMany(n =>
            Gen.ArrayOf(
                Gen.ArrayOf(Gen.Choose(0, 1000), 6)
                    .Select(x => new WorkInterval(
                        Ids[x[0] % 3],
                        $"{Ids[x[0] % 3]}{x[1] % 2}",
                        Sample.Noon.AddSeconds(x[2]),
                        Sample.Noon.AddSeconds(x[2] + x[3] % 100 - 5),
                        (IntervalKind)(x[4] % 7),
                        x[1] % 2 == 1
                    )),
                n
            )
        )
        .ToArbitrary();

    [Fact]
    public void The_figures_hold_together_whatever_was_measured() =>
        Prop.ForAll(
                Any,
                intervals =>
                {
                    var timing = Timing.Of(intervals, Ids, Edges);
                    timing.OnlyPeople.ShouldBeInRange(0, timing.Wall);
                    timing.AgentWall.ShouldBeInRange(0, timing.Wall);
                    timing.Overhead.ShouldBe(
                        timing.Wall - timing.AgentWall - timing.OnlyPeople,
                        1e-6
                    );
                    timing.OverheadValidation.ShouldBeInRange(0, timing.Overhead + 1e-9);
                    timing.Unaccounted.ShouldBeLessThanOrEqualTo(timing.Overhead + 1e-9);
                    timing.CriticalPathActive.ShouldBeLessThanOrEqualTo(timing.AgentActive + 1e-9);
                    // Three groups with one kept attempt each: no more than three at once.
                    (timing.SpeedUp ?? 0).ShouldBeInRange(0, 3 + 1e-9);
                    (
                        timing.SpeedUpWithoutPeople ?? timing.SpeedUp ?? 0
                    ).ShouldBeGreaterThanOrEqualTo(timing.SpeedUp ?? 0);
                    Timing.Of([.. intervals.Reverse()], Ids, Edges).Wall.ShouldBe(timing.Wall);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261126, 1));
}
