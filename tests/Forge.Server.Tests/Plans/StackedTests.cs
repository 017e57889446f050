using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>A group that begins on its predecessor's branch, and comes onto the target when that is merged.</summary>
public sealed class StackedTests
{
    [Fact]
    public async Task A_stacked_group_begins_early_and_is_restacked_when_what_it_stands_on_is_merged()
    {
        await using var ground = await StartAsync([
            new("A"),
            new("B", "A") { Validation = "test -f A.txt && test -f B.txt" },
        ]);
        await ground.BeginAsync(
            MakesFile,
            new JsonObject { ["stacked"] = true, ["back_pressure"] = false }
        );
        var below = await ground.UntilAsync("A", "awaiting_review");
        var above = await ground.UntilAsync("B", "awaiting_review");
        above["stacked"]!.GetValue<bool>().ShouldBeTrue();
        above["base"]!.GetValue<string>().ShouldBe(below["head"]!.GetValue<string>());
        var refused = await ground.MergeAsync("B");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("stacked on");

        Ok(await ground.MergeAsync("A"));
        var merge = Group(await ground.StatusAsync(), "A")["merge_commit"]!.GetValue<string>();
        var restacked = Group(
            (
                await ground.Http.UntilAsync(
                    $"/api/plans/{Slug}",
                    r =>
                        Group(r.Data, "B") is var b
                        && !b["stacked"]!.GetValue<bool>()
                        && b["state"]!.GetValue<string>() == "awaiting_review"
                )
            ).Data,
            "B"
        );
        ground.Git("merge-base", "--is-ancestor", merge, restacked["base"]!.GetValue<string>());
        Ok(await ground.MergeAsync("B"));
        await ground.UntilPlanAsync("awaiting_delivery");
        ground.Git("show", $"feat/{Slug}:B.txt").ShouldBe("made by B");
        ground.Git("rev-list", "--count", $"main..feat/{Slug}").ShouldBe("3");
    }
}
