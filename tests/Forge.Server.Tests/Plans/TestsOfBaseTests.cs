using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>An agent that changes the tests that are to prove its work.</summary>
public sealed class TestsOfBaseTests
{
    [Fact]
    public async Task Changed_tests_are_shown_beside_what_the_old_ones_say()
    {
        await using var ground = await StartAsync([new("A") { Validation = "sh tests/check.sh" }]);
        var test = Path.Combine(ground.Repository, "tests", "check.sh");
        Directory.CreateDirectory(Path.GetDirectoryName(test)!);
        File.WriteAllText(test, "test -f A.txt && test -f never.txt\n");
        ground.Git("add", "tests");
        ground.Git("commit", "-q", "-m", "a test");
        await ground.BeginAsync("echo x > A.txt; echo 'test -f A.txt' > tests/check.sh");

        await ground.UntilAsync("A", "awaiting_review");
        var plan = await ground.Http.UntilAsync(
            $"/api/plans/{Slug}",
            r =>
                Group(r.Data, "A")["validation"]!
                    .AsArray()
                    .Any(v => IsEnded(v.Text("state"), v.Text("ground")))
        );
        var runs = Group(plan.Data, "A")["validation"]!.AsArray();
        runs.Select(v => (v.Text("ground"), v.Text("state")))
            .ShouldBe([("worktree", "passed"), ("base", "failed")], ignoreOrder: true);
        Group(plan.Data, "A").Text("state").ShouldBe("awaiting_review");
        Ok(await ground.MergeAsync("A"));
    }

    private static bool IsEnded(string state, string ground) =>
        ground == "base" && state != "running";
}
