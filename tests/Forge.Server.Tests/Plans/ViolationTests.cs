using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>What an agent does to branches that are not its own stops the merge gate; what people do does not.</summary>
public sealed class ViolationTests
{
    [Fact]
    public async Task An_agent_that_moves_another_branch_and_pushes_stops_the_gate_until_a_person_looked()
    {
        await using var ground = await StartAsync([new("A")]);
        AddRemote(ground);
        await ground.BeginAsync(
            "git update-ref refs/heads/dev HEAD; git push -q origin HEAD:refs/heads/stolen; echo x > A.txt"
        );
        await ground.UntilAsync("A", "awaiting_review");
        var refused = await ground.MergeAsync("A");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("the branch dev was moved");
        refused.Message.ShouldContain("was pushed to origin/stolen");
        Said(await ground.StatusAsync(), "A").Count.ShouldBe(2);

        Ok(await ground.DoAsync("clear", new JsonObject { ["reason"] = "I put it back" }));
        Said(await ground.StatusAsync(), "A").ShouldBeEmpty();
        Ok(await ground.MergeAsync("A"));
    }

    [Fact]
    public async Task An_agent_that_leaves_its_branch_stops_the_gate_also_behind_a_restart()
    {
        await using var ground = await StartAsync([new("A"), new("B")]);
        await ground.BeginAsync(
            """[ $FORGE_GROUP = B ] && echo x > B.txt || { git checkout -q dev && echo x > A.txt; }"""
        );
        foreach (var group in new[] { "A", "B" })
            await ground.UntilAsync(group, "awaiting_review");
        await ground.Http.UntilAsync($"/api/plans/{Slug}", r => Said(r.Data, "A").Count > 0);
        await ground.Ground.Server.KillAsync();
        await ground.Ground.ComeBackAsync();
        var plan = await ground.StatusAsync();
        Said(plan, "A").ShouldHaveSingleItem().ShouldContain("left its worktree on the branch dev");
        Said(plan, "B").ShouldBeEmpty();
        (await ground.MergeAsync("A")).Status.ShouldBe(HttpStatusCode.Conflict);
        Ok(await ground.MergeAsync("B"));
    }

    [Fact]
    public async Task What_people_and_forge_itself_do_meanwhile_is_no_violation()
    {
        await using var ground = await StartAsync([new("A"), new("B"), new("C", "B")]);
        AddRemote(ground);
        var go = ground.Ground.Place.At("go");
        await ground.BeginAsync(
            $"[ $FORGE_GROUP != A ] || until [ -e '{go}' ]; do sleep 0.05; done; echo x > $FORGE_GROUP.txt"
        );
        await ground.UntilAsync("B", "awaiting_review");
        Ok(await ground.MergeAsync("B"));
        ground.Git("commit", "-q", "--allow-empty", "-m", "mine");
        ground.Git("switch", "-q", "-c", "topic");
        ground.Git("commit", "-q", "--allow-empty", "-m", "topic");
        ground.Git("switch", "-q", "main");
        ground.Git("merge", "-q", "--no-ff", "-m", "merged", "topic");
        Ok(await ground.DoAsync("groups/B/revert"));
        File.WriteAllText(go, "");
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        Number(ground, "violations").ShouldBe(0);
    }

    private static void AddRemote(PlanGround ground)
    {
        var remote = ground.Ground.Place.At("remote.git");
        ground.Git("init", "-q", "--bare", remote);
        ground.Git("remote", "add", "origin", remote);
        ground.Git("push", "-q", "origin", "main");
    }

    private static List<string> Said(JsonNode plan, string group) =>
        [.. Group(plan, group)["violations"]!.AsArray().Select(v => v!.GetValue<string>())];

    private static long Number(PlanGround ground, string table) =>
        Sqlite.Number(ground.Ground.Place, $"SELECT COUNT(*) FROM {table}");
}
