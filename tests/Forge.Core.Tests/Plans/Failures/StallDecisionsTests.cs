using Forge.Core.Domain.Plans.Failures;

namespace Forge.Core.Tests.Plans.Failures;

public sealed class StallDecisionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly StallLimits Limits = new();

    private static readonly StallFacts Silent = new() { CountFrom = Start };

    [Fact]
    public void A_silent_one_is_shown_interrupted_once_and_then_failed()
    {
        Look(Silent, 2).ShouldBe(new StallLook(new StallOutcome.None(), At(3)));
        Look(Silent, 3).ShouldBe(new StallLook(Badge(StallClock.Process, 0), At(5)));
        Look(Silent, 10)
            .Outcome.ShouldBe(new StallOutcome.InterruptAndResume(StallClock.Process, Start));
        var resumed = Silent with { InterruptedAt = At(10), LastItem = "Bash: pnpm test" };
        Look(resumed, 11).Outcome.ShouldBeOfType<StallOutcome.None>();
        Look(resumed, 14).Outcome.ShouldBe(Badge(StallClock.Process, 10));
        var failed = Look(resumed, 20);
        failed.NextLook.ShouldBeNull();
        var evidence = failed.Outcome.ShouldBeOfType<StallOutcome.Fail>().Evidence;
        evidence.ShouldContain("no sign of life for 10 min");
        evidence.ShouldContain("interrupted and resumed 12:10:00 UTC (10 min ago)");
        evidence.ShouldContain("last word: none");
        evidence.ShouldContain("last item: Bash: pnpm test");
    }

    [Fact]
    public void One_that_computes_and_says_nothing_is_found_by_the_second_clock()
    {
        var computes = Silent with { LifeAt = At(20) };

        Look(computes, 6).Outcome.ShouldBe(Badge(StallClock.Protocol, 0));
        Look(computes, 20)
            .Outcome.ShouldBe(new StallOutcome.InterruptAndResume(StallClock.Protocol, Start));
    }

    [Fact]
    public void One_that_talks_and_gets_nowhere_is_found_by_the_third_clock()
    {
        var talks = Silent with { LifeAt = At(45), LineAt = At(45), ProgressAt = At(1) };

        Look(talks, 45).Outcome.ShouldBe(Badge(StallClock.Progress, 1));
        Look(talks, 46)
            .Outcome.ShouldBe(new StallOutcome.InterruptAndResume(StallClock.Progress, At(1)));
    }

    [Fact]
    public void Who_works_is_left_alone() =>
        Look(Silent with { LifeAt = At(99), LineAt = At(99), ProgressAt = At(99) }, 100)
            .Outcome.ShouldBeOfType<StallOutcome.None>();

    [Fact]
    public void Who_waits_for_a_person_waits_for_ever()
    {
        Look(Silent with { WaitsForPerson = true }, 100_000)
            .ShouldBe(new StallLook(new StallOutcome.None(), null));
        // And is not held to it afterwards.
        Look(Silent with { CountFrom = At(100_000) }, 100_001)
            .Outcome.ShouldBeOfType<StallOutcome.None>();
    }

    [Fact]
    public void Who_sits_a_rate_limit_out_is_looked_at_when_it_is_over()
    {
        var limited = Silent with { RateLimitedUntil = At(300) };

        Look(limited, 100).ShouldBe(new StallLook(new StallOutcome.None(), At(300)));
        Look(limited, 301).Outcome.ShouldBeOfType<StallOutcome.None>();
        Look(limited, 304).Outcome.ShouldBe(Badge(StallClock.Process, 300));
    }

    [Fact]
    public void A_tool_that_works_excuses_silence_but_not_for_ever()
    {
        var waits = Silent with { ToolSince = At(1), ToolWorks = true, LifeAt = At(100) };

        // It is shown all the same.
        Look(waits, 100).Outcome.ShouldBe(Badge(StallClock.Protocol, 0));
        Look(waits with { ToolWorks = false }, 100)
            .Outcome.ShouldBeOfType<StallOutcome.InterruptAndResume>();
        Look(waits with { LifeAt = At(240) }, 241)
            .Outcome.ShouldBeOfType<StallOutcome.InterruptAndResume>();
    }

    [Fact]
    public void A_tool_that_is_dead_excuses_nothing() =>
        Look(Silent with { ToolSince = At(0), ToolWorks = true }, 10)
            .Outcome.ShouldBe(new StallOutcome.InterruptAndResume(StallClock.Process, Start));

    [Fact]
    public void Clocks_can_be_switched_off()
    {
        Look(Silent, 10_000, Limits with { Enabled = false })
            .ShouldBe(new StallLook(new StallOutcome.None(), null));
        Look(Silent, 11, Limits with { Process = ClockLimits.Off })
            .Outcome.ShouldBe(Badge(StallClock.Protocol, 0));
    }

    [Fact]
    public void A_machine_that_slept_is_told_from_an_agent_that_does()
    {
        StallDecisions.Slept(At(3), At(4)).ShouldBeFalse();
        StallDecisions.Slept(At(3), At(500)).ShouldBeTrue();
    }

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    private static StallOutcome Badge(StallClock clock, int since) =>
        new StallOutcome.Badge(clock, At(since));

    private static StallLook Look(StallFacts facts, int minute, StallLimits? limits = null) =>
        StallDecisions.Look(facts, limits ?? Limits, At(minute));
}
