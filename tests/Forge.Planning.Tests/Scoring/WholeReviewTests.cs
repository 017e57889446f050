using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;
using static Forge.Planning.Tests.Scoring.ReviewerTests;

namespace Forge.Planning.Tests.Scoring;

/// <summary>Points come from proof, and the verdict before the points.</summary>
/// <summary>What is said of a whole wish by what its groups earned.</summary>
public sealed class WholeReviewTests
{
    [Fact]
    public void A_whole_is_blocked_while_a_merge_is_missing()
    {
        var plan = Sample.Three();
        var merged = new[] { "A", "B", "C" }.Select(Merged).ToList();
        var review = Reviewer.OfWish(plan, new() { Groups = merged });
        Failing(review).ShouldBe("");
        review.Total.ShouldBe(plan.Matrix.Total);

        merged[1] = merged[1] with { MergeCommit = null, State = "awaiting_merge" };
        Failing(Reviewer.OfWish(plan, new() { Groups = merged }))
            .ShouldBe("merged: there is no merge; its state is awaiting_merge");
        Failing(Reviewer.OfWish(plan, new() { Groups = [.. merged.Where(g => g.GroupId != "B")] }))
            .ShouldBe(
                "`make test-printer` passes: no run that counts; there is work to review: no commit; merged: there is no merge; its state is unknown"
            );
        merged[1] = Merged("B") with { State = "stale" };
        Reviewer.OfWish(plan, new() { Groups = merged }).IsBlocked.ShouldBeTrue("it was undone");
    }

    [Fact]
    public void A_whole_earns_what_its_groups_earn_and_what_is_given_to_it()
    {
        var plan = Sample.Three();
        var groups = new[] { "A", "B", "C" }.Select(Merged).ToList();
        var parts = groups.Sum(g => Reviewer.OfGroup(plan, g).Score);
        var whole = Reviewer.OfWish(plan, new() { Groups = groups });
        whole.Score.ShouldBe(parts);
        var open = whole.Checkpoints.First(c => c.NotProved);
        var given = Reviewer.OfWish(
            plan,
            new()
            {
                Groups = groups,
                Whole = new()
                {
                    GroupId = "",
                    Awards = [new(open.Key, 100, "ann", "looked", Sample.Noon)],
                },
            }
        );
        given.Score.ShouldBe(parts + open.Points - open.Earned);
    }

    [Theory]
    [InlineData("A", false)]
    [InlineData("C", true)]
    public void Only_the_final_validation_can_prove_the_whole(string group, bool proves)
    {
        const string Whole = "make check-everything";
        var plan = Sample.Three();
        plan = plan with
        {
            Validation = [new(Whole)],
            Groups =
            [
                .. plan.Groups.Select(g =>
                    g.Id == "C" ? g with { Kind = GroupKind.FinalValidation } : g
                ),
            ],
        };
        var groups = new[] { "A", "B", "C" }
            .Select(Merged)
            .Select(g =>
                g.GroupId == group
                    ? g with
                    {
                        Validations = [.. g.Validations, Sample.Run(Whole)],
                    }
                    : g
            )
            .ToList();
        Failing(Reviewer.OfWish(plan, new() { Groups = groups }))
            .ShouldBe(proves ? "" : $"`{Whole}` passes: no run that counts");
        Failing(
                Reviewer.OfWish(
                    plan,
                    new()
                    {
                        Groups = groups,
                        Whole = new() { GroupId = "", Validations = [Sample.Run(Whole, 1)] },
                    }
                )
            )
            .ShouldBe($"`{Whole}` passes: exit 1 at 1a2b3c4 (worktree)");
    }

    internal static GroupEvidence Merged(string id) =>
        new()
        {
            GroupId = id,
            State = "merged",
            Head = $"{id}1234567",
            MergeCommit = $"{id}7654321",
            Validations =
            [
                Sample.Run(
                    id switch
                    {
                        "A" => "make test-parser",
                        "B" => "make test-printer",
                        _ => "make test",
                    },
                    commit: $"{id}1234567"
                ),
            ],
        };

    [Fact]
    public void What_one_group_lacks_is_told_of_the_whole_while_another_has_not_begun()
    {
        var plan = Sample.Three();
        var lacking = new GroupEvidence
        {
            GroupId = "B",
            Ancestors = new("0f0f0f0f0f", ["A"], ["A"]),
        };
        Reviewer
            .OfWish(plan, new() { Groups = [lacking, new GroupEvidence { GroupId = "C" }] })
            .IsBlocked.ShouldBeTrue();
    }
}
