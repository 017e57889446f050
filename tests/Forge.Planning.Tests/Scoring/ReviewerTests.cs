using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Scoring;

/// <summary>Points come from proof, and the verdict before the points.</summary>
public sealed class ReviewerTests
{
    private static readonly ForgePlan Alone = Sample.Alone();

    private static Review Of(Func<GroupEvidence, GroupEvidence> change) =>
        Reviewer.OfGroup(Alone, change(Sample.Proved()));

    private static ScoredCheckpoint Box(Review review, string text) =>
        review.Checkpoints.Single(c => c.Text.Contains(text));

    internal static string Failing(Review review) =>
        string.Join("; ", review.MustHaves.Where(m => !m.Ok).Select(m => $"{m.Text}: {m.Why}"));

    [Fact]
    public void Everything_proved_leaves_what_only_a_person_can_say()
    {
        var review = Of(e => e);
        review.Total.ShouldBe(100);
        Failing(review).ShouldBe("");
        review
            .Checkpoints.Where(c => c.NotProved)
            .Select(c => $"{c.Text}: {c.Earned} of {c.Points}")
            .ShouldBe(["Files referenced with @ notation: 0 of 10"]);
        (review.Score, review.Verdict, review.NotProved).ShouldBe((90, Verdict.Excellent, 10));
    }

    [Fact]
    public void Each_proof_names_its_command_with_exit_code_and_commit() =>
        Box(Of(e => e), "Unit tests").Proof.ShouldBe("`make test`: exit 0 at 1a2b3c4 (worktree)");

    [Fact]
    public void Each_kind_of_proof_is_lost_with_its_fact()
    {
        Lost(e => e with { ScopeKept = null }).ShouldBe("Scope boundaries stated");
        Lost(e => e with { Ancestors = null }).ShouldBe("Dependencies honored");
        Lost(e => e with { Artefacts = [new("src/parser.c", true)] })
            .ShouldBe("User guide updated, Evidence of the outputs kept");
        Lost(e => e with { Approvals = [] }).ShouldBe("Human approval obtained, Work reviewed");
        Lost(e => e with { Approvals = [new("ann", "approved the plan", Sample.Noon)] })
            .ShouldBe("Work reviewed");
        Lost(e => e with { Validations = [Sample.Run("make test")] })
            .ShouldBe("Code passes lint, All validation commands executed");

        string Lost(Func<GroupEvidence, GroupEvidence> change) =>
            string.Join(
                ", ",
                Of(change)
                    .Checkpoints.Where(c => c.Earned == 0 && !c.Text.Contains('@'))
                    .Select(c => c.Text)
            );
    }

    [Theory]
    [InlineData(1, false, true, "exit 1 at 1a2b3c4 (worktree)")]
    [InlineData(null, true, true, "timed out at 1a2b3c4 (worktree)")]
    [InlineData(0, true, true, "timed out at 1a2b3c4 (worktree)")]
    [InlineData(null, false, true, "killed at 1a2b3c4 (worktree)")]
    [InlineData(0, false, false, "no run that counts")]
    public void A_command_that_does_not_pass_now_blocks_whatever_the_points_are(
        int? exit,
        bool timedOut,
        bool current,
        string why
    )
    {
        var review = Of(e =>
            e with
            {
                Validations =
                [
                    Sample.Run("make lint"),
                    Sample.Run("make test", exit) with
                    {
                        TimedOut = timedOut,
                        Current = current,
                    },
                ],
                Awards =
                [
                    .. CheckpointKeys
                        .Of(Alone)
                        .Select(k => new Award(k.Key, 100, "ann", "fine", Sample.Noon)),
                ],
            }
        );
        review.Verdict.ShouldBe(Verdict.Blocked);
        review.Score.ShouldBe(100);
        Failing(review).ShouldBe($"`make test` passes: {why}");
    }

    [Fact]
    public void The_newest_run_of_each_place_decides()
    {
        Of(e => With(e, Sample.Run("make test", 1), Sample.Run("make test", minute: 1)))
            .IsBlocked.ShouldBeFalse("mended");
        Of(e => With(e, Sample.Run("make test", minute: 1), Sample.Run("make test", 1, minute: 2)))
            .IsBlocked.ShouldBeTrue("broken again");
        Failing(
                Of(e =>
                    With(
                        e,
                        Sample.Run("make test", minute: 9),
                        Sample.Run("make test", 2, "feed5678", where: RunPlace.Rehearsal)
                    )
                )
            )
            .ShouldBe(
                "`make test` passes: exit 0 at 1a2b3c4 (worktree), exit 2 at feed567 (rehearsal of the merge)"
            );
        Of(e => With(e, Sample.Run("make test"), Sample.Run("make test", 1, where: RunPlace.Base)))
            .IsBlocked.ShouldBeFalse("how it was before proves nothing");
        Failing(Of(e => With(e, Sample.Run("make test", where: RunPlace.Base))))
            .ShouldBe("`make test` passes: no run that counts");

        static GroupEvidence With(GroupEvidence e, params ValidationRun[] runs) =>
            e with
            {
                Validations = [Sample.Run("make lint"), .. runs],
            };
    }

    [Fact]
    public void Facts_that_must_be_so_block()
    {
        Failing(Of(e => e with { ScopeKept = false, OutsidePaths = ["Makefile"] }))
            .ShouldBe(
                "the diff keeps to the declared files: outside the declared files: `Makefile`"
            );
        Failing(Of(e => e with { Ancestors = new("0f0f0f0f0f", ["B"], ["B"]) }))
            .ShouldBe("the base holds what it waits for: the base lacks the merge of B");
        Failing(Of(e => e with { Head = null })).ShouldBe("there is work to review: no commit");
        Failing(Of(e => e with { State = "Stale" })).ShouldBe("the group stands: it is stale");
        Failing(Of(e => e with { Acceptance = [new("It is fast", false, "ann", "3 s")] }))
            .ShouldBe("accepted: It is fast: not met, ann says so: 3 s");
        Of(e => e with { Acceptance = [new("It is fast", null)] })
            .Notes.ShouldBe(["Group A: nobody has looked at: It is fast"]);
    }

    [Fact]
    public void A_violation_blocks_until_a_person_settles_it_with_a_reason()
    {
        var push = new Violation("push", "pushed feat/x to origin", "a1", Sample.Noon);
        Failing(Of(e => e with { Violations = [push] }))
            .ShouldBe("no violation: push: pushed feat/x to origin");
        Of(e => e with { Violations = [push with { SettledBy = "ann" }] })
            .IsBlocked.ShouldBeTrue("without a reason");
        var settled = Of(e =>
            e with
            {
                Violations = [push with { SettledBy = "ann", Reason = "I asked for it" }],
            }
        );
        settled.IsBlocked.ShouldBeFalse();
        settled.Notes.ShouldBe([
            "Group A: ann let pass: push: pushed feat/x to origin (I asked for it)",
        ]);
    }

    [Fact]
    public void A_refused_call_is_seen_and_blocks_nothing()
    {
        var review = Of(e =>
            e with
            {
                Refused =
                [
                    new("A", "a1", "POST /api/x/merge", "agent", "a person merges", Sample.Noon),
                ],
            }
        );
        review.IsBlocked.ShouldBeFalse();
        review.Notes.ShouldBe([
            "Group A: refused at 2026-11-26T12:00:00Z: `POST /api/x/merge` as agent by attempt a1: a person merges",
        ]);
    }

    [Fact]
    public void Changed_tests_are_flagged_with_what_the_base_said() =>
        Of(e =>
            e with
            {
                TestsChanged = ["tests/a.c"],
                Validations =
                [
                    .. e.Validations,
                    Sample.Run("make test", 1, "0f0f0f0f", where: RunPlace.Base),
                ],
            }
        )
            .Notes.ShouldBe([
                "Group A: the attempt changed tests: `tests/a.c`; on the base: `make test` exit 1",
            ]);

    [Fact]
    public void A_person_gives_what_is_left_and_never_more()
    {
        var key = "discovery/files-referenced-with-notation";
        var review = Of(e =>
            e with
            {
                Awards =
                [
                    new(key, 4, "ann", "looked", Sample.Noon),
                    new(key, 5, "ben", " ", Sample.Noon),
                    new(key, 5, "", "nobody", Sample.Noon),
                    new(key, -3, "ben", "no", Sample.Noon),
                    new(key, 40, "ben", "looked, too", Sample.Noon),
                    new(key, 40, "ben", "once more", Sample.Noon),
                    new("no/such", 40, "ben", "lost", Sample.Noon),
                ],
            }
        );
        var box = Box(review, "@");
        (box.Key, box.Earned, box.Missing).ShouldBe((key, 10, null));
        box.Awards.Select(a => $"{a.By} {a.Points}").ShouldBe(["ann 4", "ben 6"]);
        review.Score.ShouldBe(100);
        review.Notes.ShouldContain(n => n.Contains("counts nothing"));
    }

    [Theory]
    [InlineData(90, Verdict.Excellent)]
    [InlineData(89, Verdict.Good)]
    [InlineData(80, Verdict.Good)]
    [InlineData(79, Verdict.Acceptable)]
    [InlineData(70, Verdict.Acceptable)]
    [InlineData(69, Verdict.NeedsWork)]
    public void The_points_give_the_verdict(int points, Verdict verdict)
    {
        // Commands and no other fact: 40 points, and people give the rest.
        var left = points - 40;
        var awards = new List<Award>();
        foreach (var keyed in CheckpointKeys.Of(Alone))
            if (
                ProofRules.KindOf(keyed.Checkpoint.Text)
                is not (ProofKind.Tests or ProofKind.Lint or ProofKind.Validation)
            )
            {
                var some = Math.Min(left, keyed.Checkpoint.Points);
                left -= some;
                awards.Add(new(keyed.Key, some, "ann", "looked", Sample.Noon));
            }
        var review = Of(e =>
            new()
            {
                GroupId = "A",
                Head = e.Head,
                Validations = e.Validations,
                Awards = awards,
            }
        );
        (review.Score, review.Verdict).ShouldBe((points, verdict));
    }

    [Fact]
    public void A_group_that_the_plan_does_not_have_is_a_mistake() =>
        Should.Throw<ArgumentException>(() =>
            Reviewer.OfGroup(Alone, new GroupEvidence { GroupId = "Z" })
        );

    [Fact]
    public void As_json_it_has_words_with_underscores()
    {
        var json = PlanningJson.Text(Of(e => e), j => j.Review);
        json.ShouldContain("\"verdict\": \"excellent\"");
        json.ShouldContain("\"must_haves\": [");
        json.ShouldContain("\"key\": \"implementation/unit-tests-pass\"");
        json.ShouldContain("\"not_proved\": true");
        json.ShouldContain("\"exit_code\": 0");
        json.ShouldContain("\"where\": \"worktree\"");
        json.ShouldContain("\"seconds\": 4.2");
        json.ShouldContain("\"kind\": \"persons_review\"");
    }
}
