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
        var again = await ground.DoAsync("clear", new JsonObject { ["reason"] = "once more" });
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Message.ShouldContain("nothing to clear");
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

    [Fact]
    public async Task What_a_person_does_by_hand_beside_an_agent_is_not_held_against_it()
    {
        await using var ground = await StartAsync([new("A")]);
        AddRemote(ground);
        var (ready, go) = (ground.Ground.Place.At("ready"), ground.Ground.Place.At("go"));
        await ground.BeginAsync(
            $"git status -s; echo 1 > A.txt; git add A.txt; git commit -qm own; touch '{ready}'; "
                + $"until [ -e '{go}' ]; do sleep 0.05; done; echo 2 > A.txt"
        );
        await ground.Http.UntilAsync($"/api/plans/{Slug}", _ => File.Exists(ready));
        ground.Git("branch", "mine");
        ground.Git("tag", "v1");
        ground.Git("push", "-q", "origin", "mine");
        ground.Git("branch", "-f", "dev", "mine");
        ground.Git("branch", "-D", "mine");
        await ground.Http.UntilAsync($"/api/plans/{Slug}", _ => Number(ground, "violations") > 0);
        File.WriteAllText(go, "");
        await ground.UntilAsync("A", "awaiting_review");
        Said(await ground.StatusAsync(), "A").ShouldBeEmpty();
        Ok(await ground.MergeAsync("A"));
        Number(ground, "violations WHERE cleared_at IS NULL").ShouldBe(0);
        Number(ground, "violations WHERE cleared_by <> 'forge'").ShouldBe(0);
        var report = Ok(await ground.DoAsync("report")).Data["text"]!.GetValue<string>();
        report.ShouldContain("so it is taken for a person's own");
    }

    [Fact]
    public async Task Of_two_agents_the_one_whose_git_it_was_is_named()
    {
        await using var ground = await StartAsync([new("A"), new("B")]);
        var (ready, go) = (ground.Ground.Place.At("ready"), ground.Ground.Place.At("go"));
        await ground.BeginAsync(
            $"echo x > $FORGE_GROUP.txt; [ $FORGE_GROUP = A ] || {{ touch '{ready}'; until [ -e '{go}' ]; do sleep 0.05; done; }}; "
                + $"[ $FORGE_GROUP = B ] || {{ until [ -e '{ready}' ]; do sleep 0.05; done; git branch aside; git tag v1; touch '{go}'; }}"
        );
        foreach (var group in new[] { "A", "B" })
            await ground.UntilAsync(group, "awaiting_review");
        (await ground.MergeAsync("A")).Message.ShouldContain("by the agent of A: git branch aside");
        var said = Said(await ground.StatusAsync(), "A");
        said.Count.ShouldBe(2);
        said.ShouldContain(v => v.Contains("by the agent of A: git tag v1"));
        Ok(await ground.MergeAsync("B"));
    }

    [Fact]
    public async Task A_push_to_a_path_and_a_commit_in_the_persons_checkout_are_seen()
    {
        await using var ground = await StartAsync([new("A")]);
        var remote = ground.Ground.Place.At("remote.git");
        ground.Git("init", "-q", "--bare", remote);
        await ground.BeginAsync(
            $"git push -q '{remote}' HEAD:refs/heads/stolen; git push -q --dry-run '{remote}' HEAD:refs/heads/dry; "
                + $"git init -q ../other-$FORGE_ATTEMPT; git -C ../other-$FORGE_ATTEMPT commit -q --allow-empty -m elsewhere; "
                + $"git -C ../other-$FORGE_ATTEMPT push -q '{remote}' HEAD:refs/heads/fine; rm -rf ../other-$FORGE_ATTEMPT; "
                + $"git -C '{ground.Repository}' commit -q --allow-empty -m slipped; echo x > A.txt"
        );
        await ground.UntilAsync("A", "awaiting_review");
        (await ground.MergeAsync("A")).Status.ShouldBe(HttpStatusCode.Conflict);
        var said = Said(await ground.StatusAsync(), "A");
        said.Count.ShouldBe(2, string.Join('\n', said));
        said[0].ShouldContain("the agent of A ran git push -q " + remote);
        said[1]
            .ShouldContain(
                $"the agent of A ran git commit -q --allow-empty -m slipped in {ground.Repository}"
            );

        await ground.Ground.Server.KillAsync();
        await ground.Ground.ComeBackAsync();
        Ok(await ground.DoAsync("clear", new JsonObject { ["reason"] = "looked at" }));
        Ok(await ground.MergeAsync("A"));
        Number(ground, "violations").ShouldBe(2);
    }

    [Fact]
    public async Task What_an_agent_of_whom_nothing_is_written_down_may_have_done_waits_for_a_persons_word()
    {
        await using var ground = await StartAsync([new("A")]);
        await ground.BeginAsync(
            "unset GIT_TRACE2_EVENT; echo x > A.txt; git add A.txt; git commit -qm own; git branch hidden"
        );
        await ground.UntilAsync("A", "awaiting_review");
        var refused = await ground.MergeAsync("A");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("the branch hidden was made");
        refused.Message.ShouldContain("it may be that agent's doing or your own");
        refused.Message.ShouldContain("forge clear made --reason");
        Ok(await ground.DoAsync("clear", new JsonObject { ["reason"] = "mine" }));
        Ok(await ground.MergeAsync("A"));
    }

    [Fact]
    public async Task A_branch_that_came_to_its_place_without_git_waits_for_a_persons_word()
    {
        await using var ground = await StartAsync([new("A")]);
        await ground.BeginAsync(
            $"git rev-parse HEAD > '{ground.Repository}/.git/refs/heads/dev'; echo x > A.txt"
        );
        ground.Git("rev-parse", "dev").ShouldNotBeEmpty();
        await ground.UntilAsync("A", "awaiting_review");
        (await ground.MergeAsync("A")).Message.ShouldContain("git wrote nothing down of it");
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
