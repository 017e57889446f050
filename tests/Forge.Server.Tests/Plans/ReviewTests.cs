using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>What a plan's reviews, reports and awards say rests on what Forge ran; agents tell, people decide.</summary>
public sealed class ReviewTests
{
    private const string Evidence = $"feat/{Slug}:.genie/wishes/{Slug}/qa/group-a";

    private static readonly GroupWish[] Two =
    [
        new("A") { Validation = "test -f A.txt && echo looked at A" },
        new("B", "A"),
    ];

    [Fact]
    public async Task A_merge_carries_the_runs_that_prove_it()
    {
        await using var ground = await StartAsync(Two);
        await ground.BeginAsync(MakesFile);
        var group = await ground.UntilAsync("A", "awaiting_review");
        var head = group.Text("head");
        group.Text("verdict").ShouldBe("excellent");
        group["score"]!.GetValue<int>().ShouldBe(group["target_score"]!.GetValue<int>());
        Ok(await ground.MergeAsync("A"));
        var table = ground.Git("show", $"{Evidence}/validation.md");
        table.ShouldContain("EXCELLENT");
        table.ShouldContain("exit 0");
        ground.Git("show", $"{Evidence}/validation-1.log").ShouldContain("looked at A");
        ground.Git("show", $"{Evidence}/validation-1.log").ShouldContain(head);
        // The branch stands at the merge now; what was proved is still proved.
        var merged = await ground.UntilAsync("A", "merged");
        merged.Text("verdict").ShouldBe("excellent");
        merged["validation"]![0]!.Text("commit").ShouldBe(head);
    }

    [Fact]
    public async Task A_review_is_written_and_a_person_accepts_or_rejects()
    {
        await using var ground = await StartAsync(Two);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        var review = Ok(await ground.DoAsync("groups/A/review")).Data;
        review.Text("verdict").ShouldBe("excellent");
        review.Text("text").ShouldContain("**Verdict:** EXCELLENT");
        File.ReadAllText(Path.Combine(ground.Repository, review.Text("path")))
            .ShouldBe(review.Text("text"));
        (await ground.UntilAsync("A", "awaiting_review")).ShouldNotBeNull();
        Ok(await ground.DoAsync("groups/A/review", new JsonObject { ["accept"] = true }));
        await ground.UntilAsync("A", "awaiting_merge");
        Ok(await ground.DoAsync("groups/A/review", new JsonObject { ["accept"] = false }));
        await ground.UntilAsync("A", "awaiting_review");
        // B has not begun: the whole is not done, whatever A earned.
        var whole = Ok(await ground.DoAsync("review")).Data;
        whole.Text("verdict").ShouldBe("blocked");
        var early = await ground.DoAsync("groups/B/review", new JsonObject { ["accept"] = true });
        early.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_proves_the_whole_goes_with_the_delivery_and_stands_in_the_report()
    {
        await using var ground = await StartAsync([new("A")]);
        ground.Write([new("A")], "test -f A.txt && echo all is there");
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.MergeAsync("A"));
        await ground.UntilPlanAsync("awaiting_delivery");
        var text = Ok(await ground.DoAsync("report")).Data.Text("text");
        text.ShouldContain("| the whole | `test -f A.txt && echo all is there` |");
        text.ShouldContain("qa/validation.log");
        Ok(await ground.DoAsync("deliver"));
        const string folder = $"main:.genie/wishes/{Slug}/qa";
        ground.Git("show", $"{folder}/validation.md").ShouldContain("exit 0");
        var log = ground.Git("show", $"{folder}/validation.log");
        log.ShouldContain("all is there");
        log.ShouldContain(ground.Git("rev-parse", $"feat/{Slug}"));
    }

    [Fact]
    public async Task Whether_a_person_took_the_work_stands_in_the_review()
    {
        await using var ground = await StartAsync([
            new("A") { Acceptance = "A.txt says who made it" },
        ]);
        await ground.BeginAsync(MakesFile);
        await ground.UntilAsync("A", "awaiting_review");
        (await TextAsync()).ShouldContain("nobody has looked at: A.txt says who made it");
        Ok(
            await ground.DoAsync(
                "groups/A/review",
                new JsonObject { ["accept"] = true, ["reason"] = "read it" }
            )
        );
        var accepted = await TextAsync();
        accepted.ShouldContain(" | accepted: A.txt says who made it | ");
        accepted.ShouldContain("says so: read it |");
        accepted.ShouldNotContain("nobody has looked at");
        Ok(await ground.DoAsync("groups/A/review", new JsonObject { ["accept"] = false }));
        (await TextAsync()).ShouldContain("accepted: the work as it stands | not met");

        async Task<string> TextAsync() =>
            Ok(await ground.DoAsync("groups/A/review")).Data.Text("text");
    }

    [Fact]
    public async Task A_report_tells_what_was_measured_and_overwrites_nothing()
    {
        await using var ground = await StartAsync(Two);
        await ground.BeginAsync($"sleep 0.2; {MakesFile}");
        await ground.UntilAsync("A", "awaiting_review");
        Ok(await ground.DoAsync("groups/A/review", new JsonObject { ["accept"] = true }));
        Ok(await ground.MergeAsync("A"));
        await ground.UntilAsync("B", "awaiting_review");
        var first = Ok(await ground.DoAsync("report")).Data;
        var text = first.Text("text");
        text.ShouldContain("# Done Report");
        text.ShouldContain("Parallel Summary");
        text.ShouldContain("- [x] Group A");
        text.ShouldContain("- [ ] Group B");
        text.ShouldContain("`A.txt`");
        text.ShouldContain("reviewed and accepted");
        text.ShouldContain("a person");
        var path = Path.Combine(ground.Repository, first.Text("path"));
        File.WriteAllText(path, "mine now\n");
        var second = Ok(await ground.DoAsync("report")).Data;
        second.Text("path").ShouldNotBe(first.Text("path"));
        File.ReadAllText(path).ShouldBe("mine now\n");
        ground.Git("status", "--porcelain", "--untracked-files=no").ShouldBe("");
    }

    [Fact]
    public async Task A_person_awards_what_nothing_proves_and_no_more()
    {
        await using var ground = await StartAsync([new("A")]);
        await ground.BeginAsync(MakesFile);
        var group = await ground.UntilAsync("A", "awaiting_review");
        group.Text("verdict").ShouldBe("needs_work");
        var points = group["target_score"]!.GetValue<int>();
        var unknown = await AwardAsync("no/such", 1);
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);
        var key = unknown.Message.Split("there are ")[1].Split(' ')[0];
        (await AwardAsync(key, points + 1)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AwardAsync(key, points, " ")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Ok(await AwardAsync(key, points));
        (await AwardAsync(key, 1)).Message.ShouldContain("awarded before");
        var judged = await ground.UntilAsync("A", "awaiting_review");
        judged["score"]!.GetValue<int>().ShouldBe(points);
        judged.Text("verdict").ShouldBe("excellent");
        Ok(await ground.DoAsync("groups/A/review"))
            .Data.Text("text")
            .ShouldContain("I looked at it");

        Task<Reply> AwardAsync(string checkpoint, int many, string reason = "I looked at it") =>
            ground.DoAsync(
                "groups/A/award",
                new JsonObject
                {
                    ["checkpoint"] = checkpoint,
                    ["points"] = many,
                    ["reason"] = reason,
                }
            );
    }

    [Fact]
    public async Task An_agent_tells_of_its_own_group_and_a_question_waits_for_a_person()
    {
        await using var ground = await StartAsync([new("A")]);
        await ground.BeginAsync(MakesFile);
        var group = await ground.UntilAsync("A", "awaiting_review");
        var attempt = Guid.Parse(group.Text("attempt"));
        using var agent = ground.Ground.Server.HttpAs(
            (await ground.Http.TokenAsync("agent", attempt)).Secret
        );
        Ok(await TellAsync(agent, attempt, "half of it is done", false));
        (await InboxAsync()).ShouldNotContain("asks");
        Ok(await TellAsync(agent, attempt, "which colour?", true));
        var asked = Ok(await ground.Http.ReadAsync("/api/inbox")).Data.AsArray();
        asked.Single(i => i.Text("kind") == "asks").Text("text").ShouldBe("which colour?");
        var log = Ok(await ground.Http.ReadAsync($"/api/plans/{Slug}/log")).Data.AsArray();
        log[^1].Text("by").ShouldBe("agent");
        log[^2].Text("what").ShouldBe("report");
        Ok(await ground.DoAsync("groups/A/review", new JsonObject { ["accept"] = true }));
        (await InboxAsync()).ShouldNotContain("asks");
        var alone = await ground.Http.RunAsync(ground.Ground.Project, "T", command: "true");
        (await TellAsync(ground.Http, alone, "hello", false)).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await TellAsync(agent, alone, "hello", false)).Status.ShouldBe(HttpStatusCode.Forbidden);

        async Task<string> InboxAsync() =>
            string.Join(
                ' ',
                Ok(await ground.Http.ReadAsync("/api/inbox"))
                    .Data.AsArray()
                    .Select(i => i.Text("kind"))
            );
        static Task<Reply> TellAsync(HttpClient http, Guid id, string text, bool needs) =>
            http.SendAsync(
                $"/api/task-attempts/{id}/report",
                new JsonObject { ["text"] = text, ["needs_person"] = needs }
            );
    }
}
