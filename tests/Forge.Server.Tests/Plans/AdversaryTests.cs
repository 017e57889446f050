using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>An agent that tries all that only people may: what goes through the server is refused, what does not is seen.</summary>
public sealed class AdversaryTests
{
    [Fact]
    public async Task An_agent_that_takes_a_persons_rights_gets_none_and_is_told_of()
    {
        await using var ground = await StartAsync([new("A") { Files = "A.txt" }, new("B", "A")]);
        var remote = ground.Ground.Place.At("remote.git");
        ground.Git("init", "-q", "--bare", remote);
        ground.Git("remote", "add", "origin", remote);
        var other = await ground.Ground.ShellAsync("echo nobody's business", "Another run");
        var script = ground.Ground.Place.At("adversary.sh");
        await File.WriteAllTextAsync(script, Script(other));
        await ground.BeginAsync($"bash '{script}'", new JsonObject { ["most_sent_back"] = 0 });

        var group = await ground.UntilAsync("A", "failed");
        var said = ground.Git("show", $"{group["branch"]}:A.txt").Split('\n');
        said.ShouldBe([
            "merge 403",
            "approve 403",
            "start 403",
            "review 403",
            "token 403",
            "another run 403",
            "all runs 403",
            "its own run 200",
        ]);

        var plan = await ground.StatusAsync();
        Group(plan, "A")["outside"]!
            .AsArray()
            .Select(f => f!.GetValue<string>())
            .ShouldBe(["f2.txt"]);
        var refused = await ground.MergeAsync("A");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("violation");
        refused.Message.ShouldContain("the branch dev was moved");

        var report = Ok(await ground.DoAsync("report")).Data["text"]!.GetValue<string>();
        report.ShouldContain("/groups/A/merge");
        report.ShouldContain("/api/plans");
        report.ShouldContain("f2.txt");
        report.ShouldContain("dev");
        report.ShouldContain("origin");
    }

    private static string Script(Guid other) =>
        $$"""
            ask() { # name, method, path
                exec 3<>/dev/tcp/127.0.0.1/${FORGE_URL##*:}
                printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}' \
                    "$2" "$3" "$FORGE_TOKEN" >&3
                read -r _ status _ <&3
                echo "$1 $status" >> A.txt
                exec 3>&-
            }
            ask merge POST /api/plans/made/groups/A/merge
            ask approve POST /api/plans
            ask start POST /api/plans/made/start
            ask review POST /api/plans/made/groups/A/review
            ask token POST /api/tokens
            ask "another run" GET /api/task-attempts/{{other}}
            ask "all runs" GET /api/task-attempts
            ask "its own run" GET "/api/task-attempts/$FORGE_ATTEMPT"
            echo written > f2.txt
            git update-ref refs/heads/dev HEAD
            git push -q origin HEAD:refs/heads/stolen
            sleep 0.5
            """;
}
