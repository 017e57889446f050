using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Scoring;

/// <summary>Whatever is known and whatever people give: points stay within bounds, and a must-have that fails blocks.</summary>
public sealed class ScorePropertyTests
{
    private static readonly Config Often = Config
        .QuickThrowOnFailure.WithMaxTest(500)
        .WithReplay(20261126, 1);

    private static readonly ForgePlan Plan = Sample.Three();
    private static readonly string[] Commands =
    [
        "make test-parser",
        "make test-printer",
        "make test",
        "make lint",
    ];
    private static readonly string[] States = ["", "running", "merged", "stale", "failed"];
    private static readonly string[] Keys =
    [
        .. CheckpointKeys.Of(Plan).Select(k => k.Key),
        "no/such",
    ];

    private static Arbitrary<GroupEvidence[]> Evidence { get; } =
        Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), 40)
            .Select(numbers =>
                new[] { "A", "B", "C" }.Select((id, i) => Made(id, numbers, i)).ToArray()
            )
            .ToArbitrary();

    // Numbers choose among all there is to choose.
    private static GroupEvidence Made(string id, int[] numbers, int seed)
    {
        var at = seed * 11;
        int Next(int below) => numbers[at++ % numbers.Length] % below;
        return new GroupEvidence
        {
            GroupId = id,
            State = States[Next(States.Length)],
            Head = Next(5) == 0 ? null : "1a2b3c4d",
            MergeCommit = Next(2) == 0 ? null : "5e6f7a8b",
            ScopeKept = Next(4) switch
            {
                0 => false,
                1 => null,
                _ => true,
            },
            Validations =
            [
                .. Enumerable
                    .Range(0, Next(8))
                    .Select(i =>
                        Sample.Run(
                            Commands[Next(Commands.Length)],
                            Next(5) == 0 ? 1 : 0,
                            minute: i,
                            where: (RunPlace)Next(4)
                        ) with
                        {
                            Current = Next(5) != 0,
                        }
                    ),
            ],
            Artefacts =
            [
                .. Enumerable
                    .Range(0, Next(3))
                    .Select(i => new Artefact($"docs/{i}.md", Next(3) != 0)),
            ],
            Violations = Next(6) == 0 ? [new Violation("push", "pushed", null, Sample.Noon)] : [],
            Acceptance = Next(6) == 0 ? [new AcceptanceResult("fast", Next(2) == 0)] : [],
            Awards =
            [
                .. Enumerable
                    .Range(0, Next(6))
                    .Select(_ => new Award(
                        Keys[Next(Keys.Length)],
                        Next(200) - 50,
                        "ann",
                        Next(3) == 0 ? "" : "looked",
                        Sample.Noon
                    )),
            ],
        };
    }

    private static IEnumerable<Review> All(GroupEvidence[] groups) =>
        groups
            .Select(g => Reviewer.OfGroup(Plan, g))
            .Append(
                Reviewer.OfWish(
                    Plan,
                    new WishEvidence
                    {
                        Groups = groups,
                        Whole = new GroupEvidence { GroupId = "", Awards = groups[0].Awards },
                    }
                )
            );

    [Fact]
    public void No_checkpoint_earns_more_than_its_points_or_less_than_none() =>
        Prop.ForAll(
                Evidence,
                groups =>
                {
                    foreach (var review in All(groups))
                    {
                        review.Checkpoints.ShouldAllBe(c => c.Earned >= 0 && c.Earned <= c.Points);
                        review.Score.ShouldBe(review.Checkpoints.Sum(c => c.Earned));
                        review.Score.ShouldBeLessThanOrEqualTo(review.Total);
                    }
                    All(groups).Last().Total.ShouldBe(Plan.Matrix.Total);
                }
            )
            .Check(Often);

    [Fact]
    public void Without_a_proof_and_without_an_award_there_are_no_points() =>
        Prop.ForAll(
                Evidence,
                groups =>
                {
                    foreach (var review in All(groups))
                    foreach (var box in review.Checkpoints)
                    {
                        (box.Earned > 0).ShouldBe(
                            box.Proof is not null && box.Points > 0 || box.Awards.Count > 0
                        );
                        box.NotProved.ShouldBe(box.Missing is not null);
                    }
                }
            )
            .Check(Often);

    [Fact]
    public void A_must_have_that_fails_blocks_and_nothing_else_does() =>
        Prop.ForAll(
                Evidence,
                groups =>
                {
                    foreach (var review in All(groups))
                        review.IsBlocked.ShouldBe(review.MustHaves.Any(m => !m.Ok));
                    var whole = All(groups).Last();
                    foreach (var group in groups)
                        if (
                            group.MergeCommit is null
                            || group.State != "merged"
                            || group.Violations.Count > 0
                            || group.ScopeKept is false
                            || group.Acceptance.Any(a => a.Passed is false)
                        )
                            whole.IsBlocked.ShouldBeTrue(group.GroupId);
                }
            )
            .Check(Often);

    [Fact]
    public void A_declared_command_without_a_run_that_passed_blocks() =>
        Prop.ForAll(
                Evidence,
                groups =>
                {
                    for (var i = 0; i < groups.Length; i++)
                        if (
                            !groups[i]
                                .Validations.Any(v =>
                                    v.Command == Commands[i] && v.Counts && v.Passed
                                )
                        )
                            Reviewer.OfGroup(Plan, groups[i]).IsBlocked.ShouldBeTrue();
                }
            )
            .Check(Often);

    [Fact]
    public void More_awards_never_change_what_blocks() =>
        Prop.ForAll(
                Evidence,
                groups =>
                {
                    foreach (var group in groups)
                    {
                        var bare = Reviewer.OfGroup(Plan, group with { Awards = [] });
                        var given = Reviewer.OfGroup(Plan, group);
                        given.IsBlocked.ShouldBe(bare.IsBlocked);
                        given.Score.ShouldBeGreaterThanOrEqualTo(bare.Score);
                    }
                }
            )
            .Check(Often);
}
