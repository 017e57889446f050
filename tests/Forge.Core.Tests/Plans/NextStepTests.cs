using Forge.Core.Domain.Plans;
using static Forge.Core.Tests.Plans.PlanTable;

namespace Forge.Core.Tests.Plans;

/// <summary>What is done next, and how much of it at once.</summary>
public sealed class NextStepTests
{
    private static PlanFacts Wide(PlanRules rules, params GroupAttemptFacts?[] attempts) =>
        Plan([.. attempts.Select((a, i) => Group($"G{i}") with { Attempt = a })]) with
        {
            Rules = rules,
        };

    [Fact]
    public void Only_a_started_plan_that_is_neither_cancelled_nor_delivered_has_a_next_step()
    {
        var plan = Plan(Group("A"));

        plan.Steps().ShouldBe(["start A on target with []"]);
        foreach (
            var intent in new[]
            {
                plan.Intent with
                {
                    Started = false,
                },
                plan.Intent with
                {
                    Approved = false,
                },
                plan.Intent with
                {
                    Cancelled = true,
                },
                plan.Intent with
                {
                    Delivered = true,
                },
            }
        )
            (plan with { Intent = intent }).Steps().ShouldBeEmpty();
    }

    [Fact]
    public void A_base_contains_the_newest_merge_of_each_predecessor() =>
        Plan(
                Merged("A") with
                {
                    Merges = ["m-A", "m2-A"],
                    Attempt = null,
                },
                Merged("B"),
                Merged("C"),
                Group("D", "B", "A")
            )
            .Steps()
            .ShouldBe(["start D on target with [m-B m2-A]"]);

    [Fact]
    public void No_more_are_at_work_than_may_be()
    {
        var rules = new PlanRules(MaxParallel: 3);

        Wide(rules, null, null, null, null).Steps().Count().ShouldBe(3);
        Wide(rules, Working(), Rested(ValidationFact.Running), null, null)
            .Steps()
            .ShouldBe(["start G2 on target with []"]);
        Wide(rules, Working(), Working(), Working(), null).Steps().ShouldBeEmpty();
        (Wide(rules, Working(), null, null) with { Free = 1 }).Steps().Count().ShouldBe(1);
        (Wide(rules, [null]) with { Free = 0 }).Steps().ShouldBeEmpty();
    }

    [Fact]
    public void Work_that_waits_for_a_person_holds_its_place_unless_that_is_off()
    {
        var review = Rested(ValidationFact.Passed);
        var merge = review with { Reviewed = true };
        PlanFacts With(bool pressure) =>
            Wide(new PlanRules(MaxParallel: 2, BackPressure: pressure), review, merge, null);

        With(true).Steps().ShouldBeEmpty();
        With(true).Stage().ShouldBe(PlanStage.Running);
        With(false).Steps().ShouldBe(["start G2 on target with []"]);
    }

    [Fact]
    public void An_agent_that_lives_holds_its_place_whatever_became_of_its_group()
    {
        var one = new PlanRules(MaxParallel: 1);
        var stale = Plan(
            Merged("A") with
            {
                Merges = ["m-A", "m2-A"],
                Attempt = null,
            },
            Group("B", "A") with
            {
                Attempt = Working("m-A"),
            },
            Group("C")
        ) with
        {
            Rules = one,
        };
        var cancelled = Plan(
            Group("A") with
            {
                Attempt = Working(),
                Cancelled = true,
            },
            Group("B")
        ) with
        {
            Rules = one,
        };

        stale.State("B").ShouldBe(GroupState.Stale);
        stale.Steps().ShouldBeEmpty();
        cancelled.Steps().ShouldBeEmpty();
    }

    [Fact]
    public void No_new_attempt_starts_beside_a_former_one_that_lives()
    {
        var plan = Plan(Group("A") with { FormerLives = true });

        plan.View("A")
            .ShouldBe(new GroupView("A", GroupState.Waiting, "its former attempt to end"));
        plan.Steps().ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_holds_up_most_starts_first()
    {
        var plan = Plan(
            Group("short"),
            Group("chain"),
            Group("heavy") with
            {
                Weight = 2.5,
            },
            Group("second", "chain"),
            Group("third", "second"),
            Group("other")
        ) with
        {
            Rules = new PlanRules(MaxParallel: 4),
        };

        plan.Steps()
            .Select(s => s.Split(' ')[1])
            .ShouldBe(["chain", "heavy", "short", "other"], "3, 2.5, then as the plan has them");
    }

    [Fact]
    public void What_is_merged_or_given_up_adds_nothing_to_a_path()
    {
        var plan = Plan(
            Group("A"),
            Group("B", "A") with
            {
                Cancelled = true,
                Weight = 9,
            },
            Group("C") with
            {
                Weight = 2,
            }
        );

        plan.Steps().First().ShouldStartWith("start C");
        RemainingPaths.Of(plan, PlanDecisions.States(plan))["A"].ShouldBe(1);
    }

    [Fact]
    public void Validation_comes_before_the_way_back_and_the_way_back_is_bounded()
    {
        PlanFacts With(ValidationFact fact, int rounds = 0) =>
            Wide(new PlanRules(), Rested(fact) with { SentBack = rounds });

        With(ValidationFact.NotRun).Steps().ShouldBe(["validate G0 at head"]);
        With(ValidationFact.Running).Steps().ShouldBeEmpty();
        With(ValidationFact.Failed, 1).Steps().ShouldBe(["send back G0"]);
        With(ValidationFact.Failed, 2).Steps().ShouldBeEmpty();
        With(ValidationFact.Passed).Steps().ShouldBeEmpty();
    }

    [Fact]
    public void A_retry_waits_for_its_time_and_for_a_place_and_goes_before_new_work()
    {
        var rules = new PlanRules(MaxParallel: 1);

        Wide(rules, Failing(Noon.AddSeconds(1)), Working()).Steps().ShouldBeEmpty();
        Wide(rules, null, Failing(Noon)).Steps().ShouldBe(["retry G1"]);
        Wide(rules, Working(), Failing(Noon)).Steps().ShouldBeEmpty();
        Wide(rules, Failing(Noon), Failing(Noon)).Steps().ShouldBe(["retry G0"]);
    }

    [Fact]
    public void While_a_retry_waits_for_its_time_its_place_is_given_to_others() =>
        Wide(new PlanRules(MaxParallel: 1), Failing(Noon.AddHours(5)), null)
            .Steps()
            .ShouldBe(["start G1 on target with []"]);

    [Fact]
    public void The_next_look_is_at_the_earliest_retry_to_come_and_never_in_the_past()
    {
        PlanDecisions.NextLook(Plan(Group("A"))).ShouldBeNull();
        PlanDecisions
            .NextLook(
                Wide(
                    new PlanRules(),
                    Failing(Noon.AddHours(2)),
                    Failing(Noon.AddHours(1)),
                    Failing(Noon),
                    Failing(null)
                )
            )
            .ShouldBe(Noon.AddHours(1));
        PlanDecisions.NextLook(Wide(new PlanRules(), Failing(Noon))).ShouldBeNull();
    }

    [Fact]
    public void A_paused_plan_and_one_whose_target_is_lost_only_prove_what_is_there()
    {
        var plan = Wide(
            new PlanRules(),
            Rested(ValidationFact.NotRun),
            Rested(ValidationFact.Failed),
            Failing(Noon),
            null
        );

        plan.Steps().Count().ShouldBe(4);
        (plan with { Intent = plan.Intent with { Paused = true } })
            .Steps()
            .ShouldBe(["validate G0 at head"]);
        (plan with { TargetLost = "it was rewritten" }).Steps().ShouldBe(["validate G0 at head"]);
    }

    [Fact]
    public void The_final_group_waits_for_all_named_or_not_but_not_for_what_was_given_up()
    {
        var final = Group("FINAL", "A") with { IsFinal = true };

        Plan(Merged("A"), Group("B"), final).View("FINAL").WaitingFor.ShouldBe("B");
        Plan(
                Merged("A"),
                Group("B") with
                {
                    Cancelled = true,
                    Attempt = Rested(ValidationFact.Passed),
                },
                final
            )
            .Steps()
            .ShouldBe(["start FINAL on target with [m-A]"], "and needs nothing of B in its base");
        Plan(Merged("A"), Group("after", "FINAL"), final).State("FINAL").ShouldBe(GroupState.Ready);
    }

    [Fact]
    public void The_whole_is_proved_once_when_all_is_merged()
    {
        PlanFacts With(params GroupFacts[] groups) =>
            Plan(groups) with
            {
                Whole = WholeFact.NotRun,
            };

        With(Merged("A"), Group("B") with { Cancelled = true })
            .Steps()
            .ShouldBe(["validate the whole"]);
        With(Merged("A"), Group("B") with { Attempt = Working() }).Steps().ShouldBeEmpty();
        With(Group("A") with { Cancelled = true }).Steps().ShouldBeEmpty("nothing was merged");
        (With(Merged("A")) with { Whole = WholeFact.Running }).Steps().ShouldBeEmpty();
    }
}
