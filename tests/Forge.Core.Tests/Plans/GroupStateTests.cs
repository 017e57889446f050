using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using static Forge.Core.Tests.Plans.PlanTable;

namespace Forge.Core.Tests.Plans;

/// <summary>Where a group stands, fact by fact.</summary>
public sealed class GroupStateTests
{
    [Fact]
    public void Before_approval_all_is_draft_and_before_the_start_all_is_approved()
    {
        var plan = Plan(Group("A"), Group("B", "A"));

        (plan with { Intent = new PlanIntent { Approved = false } })
            .State("A")
            .ShouldBe(GroupState.Draft);
        (plan with { Intent = new PlanIntent() }).State("B").ShouldBe(GroupState.Approved);
        plan.State("A").ShouldBe(GroupState.Ready);
        plan.View("B").ShouldBe(new GroupView("B", GroupState.Waiting, "A"));
    }

    [Fact]
    public void All_predecessors_have_to_be_merged_and_nothing_less_will_do()
    {
        PlanFacts With(GroupFacts a, GroupFacts b) => Plan(a, b, Group("C", "A", "B"));

        With(Merged("A"), Group("B")).View("C").WaitingFor.ShouldBe("B");
        With(Merged("A"), Merged("B")).State("C").ShouldBe(GroupState.Ready);
        foreach (var attempt in EveryKind())
            With(Merged("A"), Group("B") with { Attempt = attempt })
                .State("C")
                .ShouldBe(GroupState.Waiting, $"{attempt}");
        With(Merged("A"), Group("B") with { Cancelled = true })
            .View("C")
            .WaitingFor!.ShouldStartWith("B, which was given up");
    }

    private static IEnumerable<GroupAttemptFacts> EveryKind() =>
        from phase in Enum.GetValues<GroupAttemptPhase>()
        from validation in Enum.GetValues<ValidationFact>()
        from reviewed in new[] { true, false }
        select Attempt(phase, validation) with
        {
            Reviewed = reviewed,
        };

    [Fact]
    public void What_the_plan_does_not_have_is_never_merged() =>
        Plan(Group("A", "X")).View("A").WaitingFor.ShouldBe("X, which the plan does not have");

    [Fact]
    public void A_circle_is_refused() =>
        Should
            .Throw<RuleBroken>(() => Plan(Group("A", "B"), Group("B", "A")).State("A"))
            .Rule.ShouldBe(Rule.Invalid);

    [Theory]
    [InlineData(nameof(GroupAttemptPhase.Queued), nameof(ValidationFact.Passed), "Running")]
    [InlineData(nameof(GroupAttemptPhase.Working), nameof(ValidationFact.Failed), "Running")]
    [InlineData(nameof(GroupAttemptPhase.Failed), nameof(ValidationFact.Passed), "Failed")]
    [InlineData(nameof(GroupAttemptPhase.Rested), nameof(ValidationFact.NotRun), "Validating")]
    [InlineData(nameof(GroupAttemptPhase.Rested), nameof(ValidationFact.Running), "Validating")]
    [InlineData(nameof(GroupAttemptPhase.Rested), nameof(ValidationFact.Failed), "Validating")]
    [InlineData(nameof(GroupAttemptPhase.Rested), nameof(ValidationFact.Passed), "AwaitingReview")]
    [InlineData(nameof(GroupAttemptPhase.Rested), nameof(ValidationFact.None), "AwaitingReview")]
    public void An_attempt_is_where_its_processes_and_its_proof_are(
        string phase,
        string validation,
        string state
    ) =>
        Plan(
                Group("A") with
                {
                    Attempt = Attempt(
                        Enum.Parse<GroupAttemptPhase>(phase),
                        Enum.Parse<ValidationFact>(validation)
                    ),
                }
            )
            .State("A")
            .ShouldBe(Enum.Parse<GroupState>(state));

    [Fact]
    public void What_a_person_found_good_awaits_its_merge_and_is_merged_by_nothing_else()
    {
        var reviewed = Rested(ValidationFact.Passed) with { Reviewed = true };

        Plan(Group("A") with { Attempt = reviewed }).State("A").ShouldBe(GroupState.AwaitingMerge);
        Plan(Group("A") with { Attempt = reviewed with { Validation = ValidationFact.NotRun } })
            .State("A")
            .ShouldBe(GroupState.Validating);
        Plan(Merged("A")).State("A").ShouldBe(GroupState.Merged);
    }

    [Fact]
    public void A_failing_validation_goes_back_so_often_and_no_more()
    {
        PlanFacts After(int rounds) =>
            Plan(
                Group("A") with
                {
                    Attempt = Rested(ValidationFact.Failed) with { SentBack = rounds },
                }
            );

        After(1)
            .View("A")
            .ShouldBe(
                new GroupView(
                    "A",
                    GroupState.Validating,
                    "its agent",
                    "validation: a command failed"
                )
            );
        After(2).State("A").ShouldBe(GroupState.Failed);
    }

    [Fact]
    public void Files_of_others_cannot_pass_until_a_person_widens_the_group()
    {
        var outside = Rested(ValidationFact.Passed) with { Outside = ["b.cs"], SentBack = 2 };

        var view = Plan(Group("A") with { Attempt = outside }).View("A");

        view.State.ShouldBe(GroupState.Failed);
        view.Cause!.ShouldContain("b.cs");
        Plan(Group("A") with { Attempt = outside with { Outside = [] } })
            .State("A")
            .ShouldBe(GroupState.AwaitingReview);
    }

    [Fact]
    public void A_failure_waits_for_its_time_or_for_a_person()
    {
        var later = Plan(Group("A") with { Attempt = Failing(Noon.AddMinutes(5)) });

        later.View("A").WaitingFor.ShouldBe("a new try at 2026-01-01 12:05:00Z");
        later.View("A").Cause.ShouldBe("the limit is reached");
        later.Stage().ShouldBe(PlanStage.Running);
        Plan(Group("A") with { Attempt = Failing(null) }).State("A").ShouldBe(GroupState.Failed);
        Plan(Group("A") with { Attempt = Failing(null) }).Stage().ShouldBe(PlanStage.Blocked);
    }

    [Fact]
    public void A_branch_that_is_gone_is_a_failure_before_the_merge_and_none_after_it()
    {
        var gone = Rested(ValidationFact.Passed) with { Head = null };

        Plan(Group("A") with { Attempt = gone })
            .View("A")
            .ShouldBe(
                new GroupView(
                    "A",
                    GroupState.Failed,
                    "a person: follow up, retry or discard it",
                    "its branch is gone"
                )
            );
        Plan(Merged("A") with { Attempt = gone }).State("A").ShouldBe(GroupState.Merged);
        Plan(Merged("A") with { Attempt = null }).State("A").ShouldBe(GroupState.Merged);
    }

    [Fact]
    public void A_follow_up_after_the_merge_reopens_a_group_until_it_is_merged_again()
    {
        var attempt = Merged("A").Attempt!;

        PlanFacts With(GroupAttemptFacts a) => Plan(Merged("A") with { Attempt = a });

        With(attempt with { Phase = GroupAttemptPhase.Working })
            .State("A")
            .ShouldBe(GroupState.Running);
        With(attempt with { Head = "further", Validation = ValidationFact.Passed })
            .State("A")
            .ShouldBe(GroupState.AwaitingReview);
        Plan(
                Merged("A") with
                {
                    Merges = ["m-A", "further"],
                    Attempt = attempt with { Head = "further" },
                }
            )
            .State("A")
            .ShouldBe(GroupState.Merged);
    }

    [Fact]
    public void A_merge_that_was_undone_waits_for_a_person()
    {
        var reverted = Merged("A") with { Merges = [], Reverted = ["m-A"] };

        Plan(reverted).View("A").Cause.ShouldBe("its merge was reverted");
        Plan(reverted).Steps().ShouldBeEmpty();
        Plan(reverted with { Attempt = null }).State("A").ShouldBe(GroupState.Ready);
        Plan(
                reverted with
                {
                    Attempt = reverted.Attempt! with
                    {
                        Head = "once more",
                        Validation = ValidationFact.Passed,
                    },
                }
            )
            .State("A")
            .ShouldBe(GroupState.AwaitingReview);
    }

    [Fact]
    public void A_group_given_up_is_cancelled_and_so_is_all_but_the_merged_of_a_cancelled_plan()
    {
        Plan(Group("A") with { Cancelled = true, Attempt = Working() })
            .State("A")
            .ShouldBe(GroupState.Cancelled);
        var plan = Plan(Merged("A"), Group("B", "A") with { Attempt = Working("m-A") });
        var cancelled = plan with { Intent = plan.Intent with { Cancelled = true } };
        cancelled.State("A").ShouldBe(GroupState.Merged);
        cancelled.State("B").ShouldBe(GroupState.Cancelled);
        cancelled.Stage().ShouldBe(PlanStage.Cancelled);
    }

    [Fact]
    public void A_paused_plan_fails_nothing_and_says_what_it_waits_for()
    {
        var plan = Plan(
            Group("A"),
            Group("B") with
            {
                Attempt = Rested(ValidationFact.Failed),
            },
            Group("C") with
            {
                Attempt = Failing(Noon.AddHours(1)),
            }
        );
        var paused = plan with { Intent = plan.Intent with { Paused = true } };

        PlanDecisions
            .States(paused)
            .Select(v => v.State)
            .ShouldBe([GroupState.Ready, GroupState.Validating, GroupState.Waiting]);
        PlanDecisions.States(paused).ShouldAllBe(v => v.WaitingFor == "the plan to be resumed");
        paused.Stage().ShouldBe(PlanStage.Paused);
    }

    [Fact]
    public void A_lost_target_blocks_the_plan_and_what_lost_its_merge_is_open_again()
    {
        var plan = Plan(Merged("A"), Group("B", "A") with { Attempt = Working("m-A") });
        var lost = plan with
        {
            TargetLost = "feat/x was rewritten",
            Groups = [plan.Groups[0] with { Merges = [] }, plan.Groups[1]],
        };

        lost.Stage().ShouldBe(PlanStage.Blocked);
        lost.State("A").ShouldBe(GroupState.Validating);
        lost.State("B").ShouldBe(GroupState.Stale);
    }

    [Fact]
    public void Stages_of_a_plan_whose_groups_are_all_merged_follow_the_whole()
    {
        PlanStage Of(WholeFact whole, bool direct = false, bool paused = false) =>
            (
                Plan(Merged("A"), Group("B") with { Cancelled = true }) with
                {
                    Whole = whole,
                    Intent = new PlanIntent
                    {
                        Started = true,
                        LandsDirectly = direct,
                        Paused = paused,
                    },
                }
            ).Stage();

        Of(WholeFact.NotRun).ShouldBe(PlanStage.Validating);
        Of(WholeFact.NotRun, paused: true).ShouldBe(PlanStage.Paused);
        Of(WholeFact.Running).ShouldBe(PlanStage.Validating);
        Of(WholeFact.Failed).ShouldBe(PlanStage.Blocked);
        Of(WholeFact.Passed).ShouldBe(PlanStage.AwaitingDelivery);
        Of(WholeFact.NothingToProve).ShouldBe(PlanStage.AwaitingDelivery);
        Of(WholeFact.Passed, direct: true).ShouldBe(PlanStage.Done);
    }

    [Fact]
    public void Long_lists_are_cut_and_counted()
    {
        var names = Enumerable.Range(1, 11).Select(i => $"G{i}").ToArray();

        Plan([.. names.Select(n => Group(n)), Group("Z", names)])
            .View("Z")
            .WaitingFor.ShouldBe("G1, G2, G3, G4, G5, G6, G7, G8 and 3 more");
    }
}
