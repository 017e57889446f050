using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>A plan from its approval to its delivery, with the real server, git and agents that are shell commands.</summary>
public sealed class PlanRunTests
{
    private static readonly GroupWish[] Diamond =
    [
        new("A") { Validation = "test -f A.txt" },
        new("B", "A") { Validation = "test -f A.txt && test -f B.txt" },
        new("C", "A") { Validation = "test -f C.txt" },
        new("D", "B", "C") { Validation = "cat A.txt B.txt C.txt D.txt" },
    ];

    [Fact]
    public async Task A_plan_runs_in_its_order_and_is_delivered_by_a_person()
    {
        await using var ground = await StartAsync(Diamond);
        await ground.BeginAsync(MakesFile);
        foreach (var wave in new[] { "A", "B C", "D" })
        {
            foreach (var group in wave.Split(' '))
                await ground.UntilAsync(group, "awaiting_review");
            foreach (var group in wave.Split(' '))
                Ok(await ground.MergeAsync(group));
        }

        var plan = await ground.UntilPlanAsync("awaiting_delivery");
        foreach (var group in plan["groups"]!.AsArray())
        foreach (var before in group!["depends_on"]!.AsArray())
            ground.Git(
                "merge-base",
                "--is-ancestor",
                Group(plan, before!.GetValue<string>())["merge_commit"]!.GetValue<string>(),
                group["base"]!.GetValue<string>()
            );
        ground.Git("ls-tree", "--name-only", "main").ShouldNotContain("A.txt");
        // The plan's files lie untracked in the checkout, equal to what comes.
        Ok(await ground.DoAsync("deliver"));
        File.ReadAllText(Path.Combine(ground.Repository, "D.txt")).ShouldBe("made by D\n");
        ground.Git("status", "--porcelain").ShouldBe("");
        ground.Git("rev-list", "--count", "main").ShouldBe("2");
        (await ground.StatusAsync())["state"]!.GetValue<string>().ShouldBe("delivered");
        var late = await ground.DoAsync(
            "groups/A/widen",
            new JsonObject { ["files"] = new JsonArray("x") }
        );
        late.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Nothing_starts_before_a_person_approves_and_starts_it()
    {
        await using var ground = await StartAsync(Diamond);
        (await ground.StartPlanAsync(MakesFile)).Status.ShouldBe(HttpStatusCode.NotFound);
        var look = Ok(await ground.ApproveAsync(new JsonObject { ["dry_run"] = true })).Data;
        ground.Git("branch", "--list", "feat/*").ShouldBe("");
        var approved = Ok(
            await ground.ApproveAsync(
                new JsonObject { ["digest"] = look["digest"]!.GetValue<string>() }
            )
        ).Data;
        approved["state"]!.GetValue<string>().ShouldBe("approved");
        approved["groups"]!.AsArray().ShouldAllBe(g => g!["attempt"] == null);
        ground.Git("show", $"feat/{Slug}:{ground.Wish}").ShouldContain("Things are made");
        ground.Git("status", "--porcelain").ShouldStartWith("?? .genie/");
    }

    [Fact]
    public async Task A_plan_that_was_changed_after_its_approval_is_to_be_approved_again()
    {
        await using var ground = await StartAsync(Diamond);
        var seen = Ok(await ground.ApproveAsync()).Data["digest"]!.GetValue<string>();
        File.AppendAllText(
            Path.Combine(ground.Repository, ground.Wish),
            "\nMore that nobody approved.\n"
        );
        var refused = await ground.StartPlanAsync(MakesFile);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("forge approve");
        (await ground.StatusAsync())["changed_since_approval"]!.GetValue<bool>().ShouldBeTrue();
        var outdated = await ground.ApproveAsync(new JsonObject { ["digest"] = seen });
        outdated.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_validation_that_fails_goes_back_to_the_agent_and_then_to_a_person()
    {
        await using var ground = await StartAsync([
            new("A") { Validation = "test -f A.txt" },
            new("B", "A"),
        ]);
        // It does its work only when it is told that something is missing.
        await ground.BeginAsync(
            """case "$FORGE_PROMPT" in *"does not pass yet"*) echo made > A.txt ;; *) echo later > other.txt ;; esac"""
        );
        var group = await ground.UntilAsync("A", "awaiting_review");
        group["validation"]![0]!["state"]!.GetValue<string>().ShouldBe("passed");
        var log = Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/log")).Data.AsArray();
        log.Count(l => l!["what"]!.GetValue<string>() == "send-back").ShouldBe(1);
    }

    [Fact]
    public async Task What_never_passes_fails_with_its_evidence_and_cannot_be_merged()
    {
        await using var ground = await StartAsync([
            new("A") { Validation = "echo no such thing; exit 3" },
        ]);
        await ground.BeginAsync(MakesFile, new JsonObject { ["most_sent_back"] = 1 });
        var group = await ground.UntilAsync("A", "failed");
        group["cause"]!.GetValue<string>().ShouldContain("validation");
        var id = group["validation"]![0]!["id"]!.GetValue<string>();
        Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/validations/{id}/output")).Data["text"]!
            .GetValue<string>()
            .ShouldContain("no such thing");
        var refused = await ground.MergeAsync("A");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        (await ground.StatusAsync())["state"]!.GetValue<string>().ShouldBe("blocked");
        // A person may know better, and says why.
        Ok(await ground.MergeAsync("A", new JsonObject { ["despite"] = "the check is wrong" }));
        await ground.UntilAsync("A", "merged");
        var again = await ground.MergeAsync("A", new JsonObject { ["despite"] = "once more" });
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Message!.ShouldContain("merged already");
    }

    [Fact]
    public async Task Work_outside_of_the_declared_files_stops_until_a_person_widens_them()
    {
        await using var ground = await StartAsync([new("A") { Files = "A.txt" }]);
        await ground.BeginAsync(
            "echo x > A.txt; echo x > f1.txt",
            new JsonObject { ["most_sent_back"] = 0 }
        );
        var group = await ground.UntilAsync("A", "failed");
        group["outside"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("f1.txt");
        (await ground.Http.ReadAsync("/api/inbox"))
            .Data.ToJsonString()
            .ShouldContain($"forge widen {Slug}/A");
        Ok(
            await ground.DoAsync(
                "groups/A/widen",
                new JsonObject { ["files"] = new JsonArray("f*.txt"), ["reason"] = "needed" }
            )
        );
        await ground.UntilAsync("A", "awaiting_review");
    }

    [Fact]
    public async Task What_a_merge_brought_beyond_the_declared_files_is_shown_after_it()
    {
        await using var ground = await StartAsync([new("A") { Files = "A.txt" }]);
        await ground.BeginAsync(
            "echo x > A.txt; echo x > f1.txt; echo x > f2.txt",
            new JsonObject { ["most_sent_back"] = 0 }
        );
        await ground.UntilAsync("A", "failed");
        Ok(await ground.MergeAsync("A", new JsonObject { ["despite"] = "it is needed" }));
        var merged = await ground.UntilAsync("A", "merged");
        merged["outside"]!
            .AsArray()
            .Select(f => f!.GetValue<string>())
            .ShouldBe(["f1.txt", "f2.txt"]);
        Ok(await ground.DoAsync("groups/A/revert"));
        (await ground.StatusAsync())["groups"]![0]!["outside"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merge_that_is_undone_makes_what_was_built_on_it_stale()
    {
        await using var ground = await StartAsync(Diamond);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        await ground.UntilAsync("B", "awaiting_review");
        Ok(await ground.DoAsync("groups/A/revert"));
        var stale = await ground.UntilAsync("B", "stale");
        stale["cause"]!.GetValue<string>().ShouldContain("A");
        (await ground.MergeAsync("B")).Status.ShouldBe(HttpStatusCode.Conflict);
        ground.Git("ls-tree", "--name-only", $"feat/{Slug}").ShouldNotContain("A.txt");
        Ok(await ground.DoAsync("groups/A/retry"));
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        Ok(await ground.DoAsync("groups/B/retry"));
        await ground.UntilAsync("B", "awaiting_review");
        Ok(await ground.MergeAsync("B"));
        await ground.UntilAsync("B", "merged");
    }

    [Fact]
    public async Task What_is_merged_and_stale_is_neither_begun_anew_nor_given_up_and_a_report_can_be_made()
    {
        await using var ground = await StartAsync(Diamond);
        await ground.BeginAsync(MakesFile);
        foreach (var group in new[] { "A", "B" })
        {
            await ground.UntilAsync(group, "awaiting_review");
            Ok(await ground.MergeAsync(group));
        }
        Ok(await ground.DoAsync("groups/A/revert"));
        await ground.UntilAsync("B", "stale");
        foreach (var verb in new[] { "retry", "discard" })
        {
            var refused = await ground.DoAsync($"groups/B/{verb}");
            refused.Status.ShouldBe(HttpStatusCode.Conflict);
            refused.Message.ShouldNotBeNull().ShouldContain($"forge revert {Slug}/B");
        }
        // D has not begun, and nobody knows what its base has.
        Ok(await ground.DoAsync("report"));
        // Nobody took B's work out: with A it is merged again, and proved by what it was built on then.
        Ok(await ground.DoAsync("groups/A/retry"));
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        (await ground.UntilAsync("B", "merged")).Text("verdict").ShouldBe("excellent");
        Ok(await ground.DoAsync("cancel"));
        (await ground.DoAsync("pause")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_target_that_is_rewritten_under_a_plan_is_told_and_a_person_finds_a_way_out()
    {
        await using var ground = await StartAsync(Diamond);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        var plan = await ground.StatusAsync();
        var merge = Group(plan, "A")["merge_commit"]!.GetValue<string>();
        // While an agent is at work nobody could tell that it was not the agent.
        foreach (var group in new[] { "B", "C" })
            await ground.UntilAsync(group, "awaiting_review");
        ground.Git("update-ref", $"refs/heads/feat/{Slug}", merge + "^");
        Ok(await ground.DoAsync("pause"));
        var blocked = await ground.UntilPlanAsync("blocked");
        blocked["problem"]!.GetValue<string>().ShouldContain("moved back or rewritten");
        blocked["ways_out"]!.AsArray().Count.ShouldBe(2);
        (await ground.MergeAsync("B")).Status.ShouldBe(HttpStatusCode.Conflict);
        ground.Git("update-ref", $"refs/heads/feat/{Slug}", merge);
        Ok(await ground.DoAsync("resume"));
        Ok(await ground.MergeAsync("B"));
    }

    [Fact]
    public async Task Groups_land_on_the_base_branch_where_a_person_wants_that()
    {
        await using var ground = await StartAsync(Diamond);
        Ok(await ground.ApproveAsync(new JsonObject { ["onto"] = "main" }));
        ground.Git("log", "-1", "--format=%s", "main").ShouldContain("Approve the plan");
        Ok(await ground.StartPlanAsync(MakesFile));
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        File.Exists(Path.Combine(ground.Repository, "A.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_plan_that_is_paused_begins_nothing_and_one_that_is_cancelled_stops()
    {
        await using var ground = await StartAsync(Diamond);
        await ground.BeginAsync($"sleep 0.3; {MakesFile}", new JsonObject { ["max_parallel"] = 1 });
        Ok(await ground.DoAsync("pause"));
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        var waiting = await ground.UntilAsync("B", "ready");
        waiting["waiting_for"]!.GetValue<string>().ShouldContain("resumed");
        Ok(await ground.DoAsync("resume"));
        await ground.UntilAsync("B", "running");
        Ok(await ground.DoAsync("cancel"));
        await ground.UntilAsync("B", "cancelled");
        (await ground.StatusAsync())["state"]!.GetValue<string>().ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_inbox_names_what_unblocks_most_first()
    {
        await using var ground = await StartAsync([
            new("A"),
            new("B"),
            new("C", "B"),
            new("D", "C"),
        ]);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        await ground.UntilAsync("B", "awaiting_review");
        var items = Ok(await ground.Http.ReadAsync("/api/inbox")).Data.AsArray();
        items.Select(i => i!["group"]!.GetValue<string>() + i["unblocks"]).ShouldBe(["B2", "A0"]);
    }
}
