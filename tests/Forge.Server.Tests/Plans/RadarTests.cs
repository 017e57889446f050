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
        // The line comes right behind what is shown.
        await ground.Http.UntilAsync(
            $"/api/plans/{Slug}/log",
            r => r.Data.AsArray().Count(line => line.Text("what") == "overlap") == 2
        );
        var seen = await FirstSeenAsync(ground);
        seen[0].ShouldStartWith("A: conflict with B: f1.txt");
        seen[1].ShouldStartWith("B: conflict with the target: f1.txt");

        await ground.Ground.Server.KillAsync();
        await ground.Ground.ComeBackAsync();
        await RadarAsync(ground, r => r["overlaps"]!.AsArray().Count == 1);
        (await FirstSeenAsync(ground)).ShouldBe(seen);
        var report = Ok(await ground.DoAsync("report")).Data.Text("text");
        report.ShouldContain(
            $"| A and B | conflict | `f1.txt` | {seen[0][^20..]} | no | the radar sees it no more |"
        );
        report.ShouldContain(
            $"| B and the target | conflict with the target | `f1.txt` | {seen[1][^20..]} | no | open |"
        );
    }

    // The group, what was seen, and when, as reports have it.
    private static async Task<List<string>> FirstSeenAsync(PlanGround ground) =>
        [
            .. from line in Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/log")).Data.AsArray()
            where line.Text("what") == "overlap"
            let at = line!["at"]!.GetValue<DateTimeOffset>().UtcDateTime
            select $"{line.Text("group")}: {line.Text("text")} {at:yyyy-MM-dd'T'HH:mm:ss'Z'}",
        ];

    private static async Task<JsonNode> RadarAsync(PlanGround ground, Func<JsonNode, bool> fits) =>
        (await ground.Http.UntilAsync($"/api/plans/{Slug}", r => fits(r.Data["radar"]!))).Data[
            "radar"
        ]!;
}
