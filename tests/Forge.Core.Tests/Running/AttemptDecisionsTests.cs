using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Running;

namespace Forge.Core.Tests.Running;

public sealed class AttemptDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_follow_up_is_told_to_the_living_agent_of_its_variant() =>
        Next([FollowUp(null)], new LiveAgent(null, true)).ShouldBeOfType<NextStep.Tell>();

    [Fact]
    public void Without_a_living_agent_it_is_started() =>
        Next([FollowUp(null)], null).ShouldBeOfType<NextStep.Start>();

    [Fact]
    public void No_second_agent_is_started_beside_one_that_is_on_its_way_out() =>
        Next([FollowUp(null)], new LiveAgent(null, false)).ShouldBeOfType<NextStep.Wait>();

    [Fact]
    public void An_idle_agent_of_another_variant_goes_first() =>
        Next([FollowUp("PLAN")], new LiveAgent(null, true)).ShouldBeOfType<NextStep.LetGo>();

    [Fact]
    public void A_script_runs_beside_an_idle_agent() =>
        Next([Script(RunReason.CleanupScript)], new LiveAgent(null, true))
            .ShouldBeOfType<NextStep.Start>();

    [Fact]
    public void Nothing_begins_while_something_works_but_the_dev_server()
    {
        var working = FollowUp(null) with { SessionId = Guid.NewGuid() };
        Next([working, FollowUp(null)], null).ShouldBeOfType<NextStep.Wait>();
        Next([working, Script(RunReason.DevServer)], null)
            .ShouldBeOfType<NextStep.Start>()
            .Process.RunReason.ShouldBe(RunReason.DevServer);
    }

    [Theory]
    [InlineData(AttemptStage.Broken)]
    [InlineData(AttemptStage.Discarded)]
    internal void Nothing_begins_in_an_attempt_that_is_over(AttemptStage stage) =>
        AttemptDecisions
            .Next(new AttemptFacts(stage, [FollowUp(null)], null))
            .ShouldBeOfType<NextStep.Wait>();

    [Fact]
    public void An_idle_agent_whose_worktree_is_gone_goes_first() =>
        Next([FollowUp(null)], new LiveAgent(null, true, HasWorktree: false))
            .ShouldBeOfType<NextStep.LetGo>();

    private static NextStep Next(ExecutionProcess[] processes, LiveAgent? live) =>
        AttemptDecisions.Next(new AttemptFacts(AttemptStage.Ready, processes, live));

    private static ExecutionProcess FollowUp(string? variant) =>
        NewRows.Waiting(
            Guid.NewGuid(),
            ExecutorAction.FollowUp("go on", "c", "CLAUDE_CODE", variant),
            Now
        );

    private static ExecutionProcess Script(RunReason reason) =>
        NewRows.Waiting(Guid.NewGuid(), ExecutorAction.Script("true", reason), Now);
}
