using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>What the server says, as a person or a program reads it.</summary>
public sealed partial class PlanVerbTests
{
    [Fact]
    public async Task Reviews_and_reports_print_their_text_and_where_it_lies()
    {
        var text = new PlanText
        {
            Text = "# Review\n",
            Path = "qa/review.md",
            Verdict = "needs_work",
            Score = 61,
            Total = 100,
        };
        foreach (var path in (string[])["review", "report", "groups/A/review", "groups/A/rehearse"])
            _fake.Has(
                $"POST /api/plans/{PlanSamples.LoginId}/{path}",
                text,
                ForgeJson.Wire.EnvelopePlanText
            );
        (await ForgeAsync("review", "login")).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldBe("# Review\n");
        _desk.Notes.ShouldContain("Written to qa/review.md");
        _desk.Notes.ShouldContain("login: needs work, 61 of 100 points");
        (await ForgeAsync("review", "login/A", "--reject", "--reason", "no tests")).ShouldBe(0);
        _fake.Posts[^1].Body.ShouldBe("""{"accept":false,"reason":"no tests"}""");
        _desk.Notes.ShouldContain("You rejected login/A");
        (await ForgeAsync("report", "login", "--json")).ShouldBe(0);
        JsonNode.Parse(_desk.Output)!["path"]!.GetValue<string>().ShouldBe("qa/review.md");
        (await ForgeAsync("rehearse", "login/A")).ShouldBe(0);
        _fake.Has(
            Group("A/rehearse"),
            text with
            {
                Verdict = "blocked",
            },
            ForgeJson.Wire.EnvelopePlanText
        );
        (await ForgeAsync("rehearse", "login/A")).ShouldBe(1);
    }

    [Theory]
    [InlineData(403, 1)]
    [InlineData(404, 4)]
    [InlineData(409, 5)]
    public async Task The_servers_no_is_told_in_its_words(int status, int code)
    {
        _fake.Refuses(
            $"POST /api/plans/{PlanSamples.LoginId}/start",
            status,
            "an agent may not start a plan"
        );
        (await ForgeAsync("start", "login")).ShouldBe(code);
        _desk.Notes.ShouldContain("an agent may not start a plan");
    }

    [Fact]
    public async Task Status_for_programs_is_the_apis_own_object()
    {
        (await ForgeAsync("status", "login", "--json")).ShouldBe(0);
        var plan = JsonSerializer.Deserialize(_desk.Output, ForgeJson.Wire.PlanStatus)!;
        plan.Plan.ShouldBe("login");
        var group = JsonNode.Parse(_desk.Output)!["groups"]![0]!.AsObject();
        foreach (
            var member in "id title state depends_on attempt branch base merge_commit waiting_for cause".Split(
                ' '
            )
        )
            group.ContainsKey(member).ShouldBeTrue(member);
    }

    [Fact]
    public async Task Status_without_a_plan_lists_plans_and_what_waits()
    {
        _fake.Has(
            "GET /api/inbox",
            [
                new InboxItem
                {
                    Kind = "merge",
                    Plan = "login",
                    Group = "A",
                    Title = "hash",
                    Text = "The group A can be merged.",
                    Command = "forge merge login/A",
                    Unblocks = 1,
                    Since = PlanSamples.Now.AddMinutes(-5),
                },
            ],
            ForgeJson.Wire.EnvelopeIReadOnlyListInboxItem
        );
        (await ForgeAsync("status")).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldBe(
            """
            PLAN   STATE      MERGED  AT WORK  FOR YOU  AGE  TITLE
            login  ● running  0/2                       2h   Log in with a password

            1 thing for you
            login/A: to be merged, 5m, holds up 1 group
                The group A can be merged.
                forge merge login/A

            """
        );
        (await ForgeAsync("status", "--json")).ShouldBe(0);
        JsonNode.Parse(_desk.Output)!["inbox"]![0]!["command"]!
            .GetValue<string>()
            .ShouldBe("forge merge login/A");
    }

    [Fact]
    public async Task The_log_says_who_did_what()
    {
        _fake.Has(
            $"GET /api/plans/{PlanSamples.LoginId}/log",
            [
                new PlanLogEntry
                {
                    At = PlanSamples.Now,
                    By = "Anna",
                    What = "merged",
                    Group = "A",
                    Text = "as dddd",
                },
            ],
            ForgeJson.Wire.EnvelopeIReadOnlyListPlanLogEntry
        );
        (await ForgeAsync("status", "login", "--log")).ShouldBe(0, _desk.Notes);
        _desk.Output.ShouldContain("  Anna  merged A: as dddd");
    }

    [Theory]
    [InlineData("merge ", "login/A")]
    [InlineData("merge login/", "login/B")]
    [InlineData("status lo", "login")]
    [InlineData("start ", "login")]
    [InlineData("award login/", "login/A")]
    [InlineData("approve ", "login")]
    public async Task Tab_offers_plans_and_groups(string line, string offered)
    {
        await ForgeAsync($"[suggest:{line.Length}]", line);
        _desk.Output.Split('\n').ShouldContain(offered);
    }
}
