using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>What a merge would make is tried before it is made, and nothing moves.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task Work_that_fails_only_beside_anothers_is_found_before_the_merge()
    {
        await using var ground = await StartAsync([
            new("A") { Validation = "test -f A.txt" },
            new("B") { Validation = "test ! -f A.txt" },
        ]);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        await ground.UntilAsync("B", "awaiting_review");
        var before = ground.Git("for-each-ref");
        var said = Ok(await ground.DoAsync("groups/B/rehearse")).Data;
        said.Text("verdict").ShouldBe("");
        var (alone, all) = (
            said.Text("text").Split("## All")[0],
            said.Text("text").Split("## All")[1]
        );
        alone.ShouldContain("passes: `test ! -f A.txt`: exit 0");
        all.ShouldContain("in order: A, B");
        all.ShouldContain("**fails**: `test ! -f A.txt`: exit 1");
        ground.Git("for-each-ref").ShouldBe(before);
        Ok(await ground.MergeAsync("A"));
        Ok(await ground.DoAsync("groups/B/rehearse")).Data.Text("verdict").ShouldBe("blocked");
        var refused = await ground.MergeAsync("B");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("not together with what was merged since");
        // What was only rehearsed is no proof of what stands there, and none against it.
        (await ground.UntilAsync("B", "awaiting_review"))["gate"]!
            .AsArray()
            .ShouldBeEmpty();
        Ok(await ground.MergeAsync("B", new JsonObject { ["despite"] = "mended next" }));
        var log = Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/log")).Data.AsArray();
        log.Select(l => l!.Text("text")).ShouldContain(t => t.EndsWith(": mended next"));
    }

    [Fact]
    public async Task A_conflict_is_told_with_its_files_and_the_report_has_it()
    {
        await using var ground = await StartAsync([new("A"), new("B")]);
        await ground.BeginAsync("echo $FORGE_GROUP > shared.txt");
        await ground.UntilAsync("A", "awaiting_review");
        await ground.UntilAsync("B", "awaiting_review");
        Ok(await ground.DoAsync("groups/B/rehearse"))
            .Data.Text("text")
            .ShouldContain("B: conflict in `shared.txt`");
        Ok(await ground.MergeAsync("A"));
        var said = Ok(await ground.DoAsync("groups/B/rehearse")).Data;
        said.Text("verdict").ShouldBe("blocked");
        (await ground.MergeAsync("B")).Status.ShouldBe(HttpStatusCode.Conflict);
        var report = Ok(await ground.DoAsync("report")).Data.Text("text");
        report.ShouldContain("1 met");
        report.ShouldContain("`shared.txt`");
        report.ShouldContain("rehearsed the merge");
    }
}
