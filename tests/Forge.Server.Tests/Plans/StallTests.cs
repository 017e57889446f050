using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>Agents that stand still.</summary>
public sealed class StallTests
{
    [Fact]
    public async Task A_hanging_agent_is_interrupted_once_and_then_fails_with_the_evidence()
    {
        await using var ground = await StartAsync([new("A")]);
        Ok(await ground.ApproveAsync());
        const string clock = """{"Badge":"00:00:00.3000000","Act":"00:00:01.2000000"}""";
        Sqlite.Change(
            ground.Ground.Place,
            $$"""
            UPDATE plans SET settings = json_set(settings, '$.Failures.Stall', json(
                '{"Enabled":true,"Process":{{clock}},"Protocol":{{clock}},"Progress":{{clock}},"LongestTool":"04:00:00"}'))
            """
        );
        Ok(await ground.StartPlanAsync("echo began; exec sleep 600"));
        var group = await ground.UntilAsync("A", "failed");
        var cause = group.Text("cause");
        cause.ShouldContain("interrupted and resumed");
        cause.ShouldContain("last item: began");
        var log = Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/log")).Data.AsArray();
        log.Count(l => l.Text("what") == "interrupt").ShouldBe(1);
        log.Count(l => l.Text("what") == "give-up").ShouldBe(1);
        var attempt = Guid.Parse(group.Text("attempt"));
        (await ground.Http.RestAsync(attempt, 2)).Count.ShouldBe(2);
    }
}
