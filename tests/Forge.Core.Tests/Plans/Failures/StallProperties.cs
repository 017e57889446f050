using Forge.Core.Domain.Plans.Failures;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Plans.Failures;

/// <summary>Whatever signs an agent gives, and whenever somebody looks.</summary>
public sealed class StallProperties
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly StallLimits Limits = new();

    private sealed record Case(StallFacts Facts, DateTimeOffset Now, int Later);

    [Fact]
    public void Nothing_is_failed_that_was_not_interrupted_before() =>
        Holds(c =>
            Look(c) is not { Outcome: StallOutcome.Fail } || c.Facts.InterruptedAt is not null
        );

    [Fact]
    public void Nothing_is_interrupted_twice() =>
        Holds(c =>
            Look(c) is not { Outcome: StallOutcome.InterruptAndResume }
            || c.Facts.InterruptedAt is null
        );

    [Fact]
    public void Waiting_for_a_person_or_a_limit_is_never_held_against_anybody() =>
        Holds(c =>
            Look(c with { Facts = c.Facts with { WaitsForPerson = true } }).Outcome
                is StallOutcome.None
            && Look(
                c with
                {
                    Facts = c.Facts with { RateLimitedUntil = c.Now.AddMinutes(1) },
                }
            ).Outcome is StallOutcome.None
        );

    [Fact]
    public void Until_the_next_look_nothing_changes_and_it_lies_ahead() =>
        Holds(c =>
        {
            var look = Look(c);
            var later = c.Now.AddMinutes(c.Later);
            if (look.NextLook is { } next && next <= c.Now)
                return false;
            return later >= (look.NextLook ?? DateTimeOffset.MaxValue)
                || Kind(Look(c with { Now = later }).Outcome) == Kind(look.Outcome);
        });

    [Fact]
    public void Without_a_new_sign_it_only_gets_worse() =>
        Holds(c =>
            c.Facts.RateLimitedUntil > c.Now
            || Rank(Look(c with { Now = c.Now.AddMinutes(c.Later) }).Outcome)
                >= Rank(Look(c).Outcome)
        );

    [Fact]
    public void A_new_sign_of_every_kind_takes_all_back() =>
        Holds(c =>
            Look(
                c with
                {
                    Facts = c.Facts with { LifeAt = c.Now, LineAt = c.Now, ProgressAt = c.Now },
                }
            ).Outcome is StallOutcome.None
        );

    [Fact]
    public void One_that_never_gives_a_sign_again_comes_to_its_end() =>
        Holds(c =>
        {
            var facts = c.Facts with { WaitsForPerson = false, InterruptedAt = null };
            var now = c.Now;
            var interrupts = 0;
            for (var looks = 0; looks < 30; looks++)
            {
                var look = StallDecisions.Look(facts, Limits, now);
                if (look.Outcome is StallOutcome.Fail)
                    return interrupts == 1;
                if (look.Outcome is StallOutcome.InterruptAndResume)
                {
                    interrupts++;
                    facts = facts with { InterruptedAt = now };
                    look = StallDecisions.Look(facts, Limits, now);
                }
                now = look.NextLook ?? now;
            }
            return false;
        });

    private static void Holds(Func<Case, bool> property) =>
        Prop.ForAll(Cases(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Arbitrary<Case> Cases()
    {
        var sign = Gen.Frequency(
            (1, Gen.Constant((DateTimeOffset?)null)),
            (4, Gen.Choose(-60, 400).Select(m => (DateTimeOffset?)Start.AddMinutes(m)))
        );
        var flag = Gen.Elements(true, false);
        var facts =
            from life in sign
            from line in sign
            from progress in sign
            from person in Gen.Frequency((1, Gen.Constant(true)), (5, Gen.Constant(false)))
            from limit in sign
            from tool in sign
            from works in flag
            from interrupted in sign
            select new StallFacts
            {
                CountFrom = Start,
                LifeAt = life,
                LineAt = line,
                ProgressAt = progress,
                WaitsForPerson = person,
                RateLimitedUntil = limit,
                ToolSince = tool,
                ToolWorks = works,
                InterruptedAt = interrupted,
            };
        return (
            from each in facts
            from now in Gen.Choose(0, 700)
            from later in Gen.Choose(0, 120)
            select new Case(each, Start.AddMinutes(now), later)
        ).ToArbitrary();
    }

    private static StallLook Look(Case c) => StallDecisions.Look(c.Facts, Limits, c.Now);

    private static string Kind(StallOutcome outcome) =>
        outcome is StallOutcome.Fail ? "fail" : outcome.ToString();

    private static int Rank(StallOutcome outcome) =>
        outcome switch
        {
            StallOutcome.None => 0,
            StallOutcome.Badge => 1,
            _ => 2,
        };
}
