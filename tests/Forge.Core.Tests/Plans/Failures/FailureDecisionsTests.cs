using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans.Failures;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Tests.Plans.Failures;

public sealed class FailureDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly FailureFacts Failed = new()
    {
        Status = ProcessStatus.Failed,
        ExitCode = 1,
    };

    private static readonly FailureFacts Done = new()
    {
        Status = ProcessStatus.Completed,
        ExitCode = 0,
    };

    [Fact]
    public void What_went_well_or_still_runs_is_no_failure()
    {
        Classify(Done).ShouldBeNull();
        Classify(Done with { Status = ProcessStatus.Running }).ShouldBeNull();
        Classify(new FailureFacts()).ShouldBeNull();
        // What was an error on the way and was got over.
        Classify(Done with { Errors = ["API Error: 429 rate limit"] }).ShouldBeNull();
    }

    [Fact]
    public void A_worktree_that_was_not_made_is_a_failed_start()
    {
        var failure = Classify(
            new FailureFacts { Stage = AttemptStage.Broken, StageText = "disk full" }
        );
        failure.ShouldBe(new Failure(FailureCause.Start, "disk full"));
    }

    [Fact]
    public void A_program_that_did_not_start_is_a_failed_start()
    {
        Classify(Failed with { NeverBegan = true, ExitCode = null, ExitNote = "no fork" })
            .ShouldBe(new Failure(FailureCause.Start, "no fork"));
        Classify(Failed with { ExitCode = 127 })!.Cause.ShouldBe(FailureCause.Start);
        Classify(Failed with { ExitCode = 127 })!.NeedsPerson.ShouldBeTrue();
    }

    [Fact]
    public void An_agent_that_fails_says_why()
    {
        Classify(Failed with { Errors = ["first", "API Error: 500", " "] })
            .ShouldBe(new Failure(FailureCause.AgentError, "API Error: 500"));
        Classify(Failed)!.Text.ShouldBe("exit 1");
        Classify(Failed with { ExitCode = null })!.Text.ShouldContain("did not say why");
        Classify(Failed with { Errors = [new string('x', 9_000)] })!.Text.Length.ShouldBe(501);
    }

    [Fact]
    public void A_login_is_a_persons_matter()
    {
        var failure = Classify(Failed with { Errors = ["Not logged in · Please run /login"] });
        failure!.Cause.ShouldBe(FailureCause.AgentError);
        failure.NeedsPerson.ShouldBeTrue();
    }

    [Fact]
    public void A_rate_limit_has_the_time_of_its_end_from_whichever_word_names_it()
    {
        var failure = Classify(
            Failed with
            {
                Errors =
                [
                    """rate_limit_event {"status":"rejected","resetsAt":1795700000}""",
                    "API Error: Request rejected (429)",
                    "Claude Code ended with exit code 1 in the middle of its work.",
                ],
            }
        );
        failure!.Cause.ShouldBe(FailureCause.RateLimit);
        failure.Text.ShouldBe("API Error: Request rejected (429)");
        failure.ResetAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_795_700_000));
    }

    [Fact]
    public void A_limit_long_before_the_end_is_not_what_it_failed_of() =>
        Classify(Failed with { Errors = ["429 rate limit", "a", "b", "c"] })!
            .Cause.ShouldBe(FailureCause.AgentError);

    [Fact]
    public void Credits_that_are_used_up_are_no_rate_limit() =>
        Classify(Failed with { Errors = ["Error 429: insufficient_quota, exceeded your quota"] })!
            .Cause.ShouldBe(FailureCause.Budget);

    [Fact]
    public void What_Forge_knows_comes_before_what_the_agent_says()
    {
        var all = Failed with
        {
            Errors = ["429 rate limit"],
            StopAsked = true,
            Budget = "$20 are spent",
            Stall = "no word for 20 min",
        };
        Classify(all)!.Cause.ShouldBe(FailureCause.Stopped);
        Classify(all with { StopAsked = false })!
            .ShouldBe(new Failure(FailureCause.Budget, "$20 are spent"));
        Classify(all with { StopAsked = false, Budget = null, Status = ProcessStatus.Killed })!
            .ShouldBe(new Failure(FailureCause.Stall, "no word for 20 min"));
        Classify(Failed with { Status = ProcessStatus.Killed })!
            .Cause.ShouldBe(FailureCause.Stopped);
    }

    [Fact]
    public void Done_work_may_not_fit_or_not_pass()
    {
        var both = Done with { Conflict = "src/a.cs", Validation = "exit 1" };
        Classify(both).ShouldBe(new Failure(FailureCause.Conflict, "src/a.cs"));
        Classify(both with { Conflict = null })
            .ShouldBe(new Failure(FailureCause.Validation, "exit 1"));
    }

    private static Failure? Classify(FailureFacts facts) => FailureDecisions.Classify(facts, Now);
}
