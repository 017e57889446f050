using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Plans.Failures;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Plans.Failures;

public sealed class RetryDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly FailureSettings Settings = new();

    [Fact]
    public void Our_own_starts_are_tried_again_after_100_200_and_400_ms() =>
        Waits(new Failure(FailureCause.Start, ""))
            .ShouldBe([.. new[] { 100, 200, 400 }.Select(ms => TimeSpan.FromMilliseconds(ms))]);

    [Fact]
    public void Agents_are_tried_again_after_1_2_and_4_minutes() =>
        Waits(new Failure(FailureCause.AgentError, ""))
            .ShouldBe([.. new[] { 1, 2, 4 }.Select(m => TimeSpan.FromMinutes(m))]);

    [Theory]
    [InlineData(FailureCause.Validation)]
    [InlineData(FailureCause.Conflict)]
    [InlineData(FailureCause.Stall)]
    [InlineData(FailureCause.Budget)]
    [InlineData(FailureCause.Stopped)]
    public void Others_never(object cause) =>
        Next(new Failure((FailureCause)cause, "")).ShouldBeOfType<NextTry.GiveUp>();

    [Fact]
    public void What_needs_a_person_is_not_tried_again() =>
        Next(new Failure(FailureCause.AgentError, "", NeedsPerson: true))
            .ShouldBeOfType<NextTry.GiveUp>();

    [Fact]
    public void A_rate_limit_waits_until_its_end()
    {
        var reset = Now + TimeSpan.FromHours(4);
        At(Next(Limit(reset))).ShouldBe(reset + Settings.RateLimitMargin);
        // Named, over, and still refused: not at once.
        At(Next(Limit(Now - TimeSpan.FromHours(1)))).ShouldBe(Now + Settings.RateLimitMargin);
        At(Next(Limit(Now), tries: 5)).ShouldBeGreaterThan(Now + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_rate_limit_without_an_end_waits_longer_each_time()
    {
        At(Next(Limit(null))).ShouldBe(Now + TimeSpan.FromMinutes(5));
        At(Next(Limit(null), tries: 1)).ShouldBe(Now + TimeSpan.FromMinutes(10));
        At(Next(Limit(null), tries: 11)).ShouldBe(Now + TimeSpan.FromHours(1));
    }

    [Fact]
    public void Waiting_for_rate_limits_can_be_switched_off_and_has_an_end()
    {
        RetryDecisions
            .Next(Limit(null), 0, Settings with { WaitForRateLimits = false }, Now)
            .ShouldBeOfType<NextTry.GiveUp>()
            .Why.ShouldContain("switched off");
        Next(Limit(null), tries: 12).ShouldBeOfType<NextTry.GiveUp>();
        Next(Limit(Now + TimeSpan.FromDays(30))).ShouldBeOfType<NextTry.GiveUp>();
        Next(Limit(Now + TimeSpan.FromDays(7))).ShouldBeOfType<NextTry.RetryAt>();
    }

    [Fact]
    public void Every_cause_has_an_end_and_no_wait_is_shorter_than_the_one_before()
    {
        var failures =
            from cause in Gen.Elements(Enum.GetValues<FailureCause>())
            from minutes in Gen.Choose(-500, 20_000)
            from named in Gen.Elements(true, false)
            from needs in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Failure(cause, "", named ? Now.AddMinutes(minutes) : null, needs);
        Prop.ForAll(
                failures.ToArbitrary(),
                failure =>
                {
                    var waits = Waits(failure);
                    return waits.Count <= 12
                        && waits.TrueForAll(wait =>
                            wait > TimeSpan.Zero && wait <= Settings.RateLimitLongest
                        )
                        && waits.Zip(waits.Skip(1)).All(pair => pair.First <= pair.Second);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static List<TimeSpan> Waits(Failure failure)
    {
        List<TimeSpan> waits = [];
        while (waits.Count < 100 && Next(failure, waits.Count) is NextTry.RetryAt retry)
            waits.Add(retry.At - Now);
        return waits;
    }

    private static Failure Limit(DateTimeOffset? reset) => new(FailureCause.RateLimit, "", reset);

    private static NextTry Next(Failure failure, int tries = 0) =>
        RetryDecisions.Next(failure, tries, Settings, Now);

    private static DateTimeOffset At(NextTry next) => next.ShouldBeOfType<NextTry.RetryAt>().At;
}
