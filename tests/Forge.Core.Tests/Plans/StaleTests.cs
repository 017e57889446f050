using Forge.Core.Domain.Plans;
using static Forge.Core.Tests.Plans.PlanTable;

namespace Forge.Core.Tests.Plans;

/// <summary>A base that no longer holds, and work begun on a branch that is not merged yet.</summary>
public sealed class StaleTests
{
    private static readonly GroupFacts Reopened = Merged("A") with
    {
        Attempt = Merged("A").Attempt! with { Phase = GroupAttemptPhase.Working },
    };

    private static readonly GroupFacts Reverted = Merged("A") with
    {
        Merges = [],
        Reverted = ["m-A"],
    };

    private static GroupFacts With(GroupFacts group, GroupAttemptFacts attempt) =>
        group with
        {
            Attempt = attempt,
        };

    private static PlanFacts Stacking(params GroupFacts[] groups) =>
        Plan(groups) with
        {
            Rules = new PlanRules(Stacked: true),
        };

    [Fact]
    public void A_reopened_or_reverted_predecessor_makes_all_that_was_begun_stale_and_starts_nothing()
    {
        foreach (var a in new[] { Reopened, Reverted })
        {
            var plan = Plan(
                a,
                Merged("B", "A"),
                With(Group("C", "B"), Working("m-B")),
                With(Group("D", "B"), Failing(Noon)),
                With(Group("E", "B"), Rested(ValidationFact.Passed, "m-B")),
                Group("F", "B")
            );

            foreach (var begun in new[] { "B", "C", "D", "E" })
                plan.State(begun).ShouldBe(GroupState.Stale, begun);
            plan.View("B").Cause.ShouldBe("A was reopened or reverted");
            plan.View("C").Cause.ShouldBe("B is stale");
            plan.State("F").ShouldBe(GroupState.Waiting);
            plan.Steps().ShouldBeEmpty();
        }
    }

    [Fact]
    public void Merged_again_it_takes_the_merged_along_and_leaves_the_unmerged_to_a_person()
    {
        var plan = Plan(
            Merged("A") with
            {
                Merges = ["m-A", "m2-A"],
                Attempt = Merged("A").Attempt! with { Head = "m2-A" },
            },
            Merged("B", "A"),
            With(Group("C", "A"), Rested(ValidationFact.Passed, "m-A")),
            With(Group("D", "A"), Rested(ValidationFact.Passed, "m2-A"))
        );

        plan.State("B").ShouldBe(GroupState.Merged);
        plan.View("C").Cause.ShouldBe("A was merged again after this was begun");
        plan.State("D").ShouldBe(GroupState.AwaitingReview);
    }

    [Fact]
    public void An_attempt_without_a_branch_has_no_base_that_could_lack_anything()
    {
        var queued = Attempt(GroupAttemptPhase.Queued) with { Head = null };

        Plan(Merged("A"), With(Group("B", "A"), queued)).State("B").ShouldBe(GroupState.Running);
        Plan(Reopened, With(Group("B", "A"), queued)).State("B").ShouldBe(GroupState.Stale);
    }

    [Fact]
    public void Without_the_switch_nothing_is_stacked() =>
        Plan(With(Group("A"), Rested(ValidationFact.Passed)), Group("B", "A"))
            .State("B")
            .ShouldBe(GroupState.Waiting);

    [Fact]
    public void A_group_is_stacked_on_the_validated_branch_of_its_only_open_predecessor()
    {
        var validated = With(Group("A"), Rested(ValidationFact.Passed, "m-X"));

        Stacking(validated, Group("B", "A")).Steps().ShouldBe(["start B on A with [head]"]);
        Stacking(With(Group("A"), Rested(ValidationFact.NotRun)), Group("B", "A"))
            .State("B")
            .ShouldBe(GroupState.Waiting);
        Stacking(validated, Group("X"), Group("B", "A", "X"))
            .State("B")
            .ShouldBe(GroupState.Waiting);
        Stacking(validated, Merged("X"), Group("B", "A", "X"))
            .Steps()
            .ShouldBe(["start B on A with [head m-X]"]);
        Stacking(validated, Merged("Y"), Group("B", "A", "Y"))
            .State("B")
            .ShouldBe(GroupState.Waiting, "the branch of A lacks Y");
        Stacking(
                With(Merged("A"), Rested(ValidationFact.Passed) with { Head = "further" }),
                Group("B", "A")
            )
            .State("B")
            .ShouldBe(GroupState.Waiting, "A is reopened");
    }

    [Fact]
    public void What_is_stacked_waits_for_the_merge_below_and_falls_with_it()
    {
        var stacked = Rested(ValidationFact.Passed, "a1") with { Stacked = true, Reviewed = true };
        GroupFacts Below(GroupAttemptFacts attempt) => With(Group("A"), attempt);
        PlanFacts On(GroupFacts below) => Stacking(below, With(Group("B", "A"), stacked));
        var a1 = Rested(ValidationFact.Passed) with { Head = "a1" };

        On(Below(a1)).View("B").ShouldBe(new GroupView("B", GroupState.AwaitingReview, "A"));
        On(Below(a1 with { Head = "a2" }))
            .View("B")
            .Cause.ShouldBe("A went on after this was stacked on it");
        On(Below(a1) with { Cancelled = true }).View("B").Cause.ShouldBe("A was given up");
        On(Below(a1) with { Reverted = ["a1"] }).State("B").ShouldBe(GroupState.Stale);
        var below = Below(a1 with { Contains = new HashSet<string> { "old" } }) with
        {
            DependsOn = ["Z"],
        };
        Stacking(Merged("Z"), below, With(Group("B", "A"), stacked))
            .View("B")
            .Cause.ShouldBe("A is stale");
    }

    [Fact]
    public void When_what_it_was_stacked_on_is_merged_it_is_restacked_once_it_rests()
    {
        PlanFacts With(GroupAttemptFacts attempt) =>
            Stacking(
                Merged("A"),
                Group("B", "A") with
                {
                    Attempt = attempt with { Stacked = true },
                }
            );

        With(Working("a1")).State("B").ShouldBe(GroupState.Running);
        var rested = With(Rested(ValidationFact.Passed, "a1"));
        rested.State("B").ShouldBe(GroupState.Waiting);
        rested.Stage().ShouldBe(PlanStage.Running);
        rested.Steps().ShouldBe(["restack B with [m-A]"]);
        var restacked = With(Rested(ValidationFact.Passed, "a1", "m-A"));
        restacked.State("B").ShouldBe(GroupState.AwaitingReview);
        restacked.Steps().ShouldBeEmpty();
        (restacked with { Groups = [Reopened, restacked.Groups[1]] })
            .State("B")
            .ShouldBe(GroupState.Stale);
    }
}
