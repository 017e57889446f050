using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>Attempts that will meet are seen before anybody merges them.</summary>
public sealed class RadarTests
{
    [Fact]
    public async Task Two_groups_that_change_the_same_line_are_seen_before_they_are_merged()
    {
        await using var ground = await StartAsync([new("A"), new("B"), new("C")]);
        await ground.BeginAsync(
            """[ $FORGE_GROUP = C ] && echo apart > c.txt || echo changed by $FORGE_GROUP > f1.txt"""
        );
        foreach (var group in new[] { "A", "B", "C" })
            await ground.UntilAsync(group, "awaiting_review");

        var radar = await RadarAsync(ground, r => r["behind"]!.AsArray().Count == 0);
        var overlap = radar["overlaps"]!.AsArray().ShouldHaveSingleItem()!;
        overlap.Text("first").ShouldBe("A");
        overlap.Text("second").ShouldBe("B");
        overlap.Text("level").ShouldBe("conflict");
        overlap["files"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("f1.txt");
        radar["suggested_order"]!
            .AsArray()
            .Select(g => g!.GetValue<string>())
            .Order()
            .ShouldBe(["A", "B", "C"]);

        Ok(await ground.MergeAsync("A"));
        // Now it is the target that the other one meets.
        radar = await RadarAsync(ground, r => r["behind"]!.AsArray().Count == 0);
        overlap = radar["overlaps"]!.AsArray().ShouldHaveSingleItem()!;
        overlap.Text("first").ShouldBe("B");
        overlap["second"].ShouldBeNull();
        overlap.Text("level").ShouldBe("conflict");
    }

    private static async Task<JsonNode> RadarAsync(PlanGround ground, Func<JsonNode, bool> fits) =>
        (await ground.Http.UntilAsync($"/api/plans/{Slug}", r => fits(r.Data["radar"]!))).Data[
            "radar"
        ]!;
}
