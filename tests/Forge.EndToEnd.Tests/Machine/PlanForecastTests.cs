namespace Forge.EndToEnd.Tests.Machine;

/// <summary>What the linter says of the future, from the server's past; without a server it is unknown, and none is started.</summary>
public sealed class PlanForecastTests
{
    private const string Wish =
        "# Wish: Small\n\n**Status:** APPROVED\n\n## Scope\nx\n\n## Success Criteria\n- y\n\n## Execution Groups\n\n### Group A: One\n**Goal:** g\n**Validation:** `git --version`\n\n### Group B: Two\n**Goal:** g\n**Depends on:** Group A\n**Validation:** `git --version`\n";

    [Fact]
    public async Task Past_attempts_of_the_project_tell_how_long_a_plan_takes()
    {
        await using var machine = await Machine.NewAsync();
        await File.WriteAllTextAsync(Path.Combine(machine.Repository, "small-wish.md"), Wish);

        var before = (await machine.ForgeAsync("plan", "lint", "--json", "small-wish.md")).Ok();
        before.Json[0]!["forecast"]!["basis"]!.GetValue<string>().ShouldBe("unknown");
        File.Exists(Path.Combine(machine.State, "server.json")).ShouldBeFalse();

        (await machine.ForgeAsync("run", "work", "--command", "true", "--follow")).Ok();
        var after = (await machine.ForgeAsync("plan", "lint", "--json", "small-wish.md")).Ok();
        var forecast = after.Json[0]!["forecast"]!;
        forecast["basis"]!
            .GetValue<string>()
            .ShouldBe("the median of this project's past attempts (1)");
        forecast["wall_minutes"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        forecast["cost"].ShouldBeNull();
        (await machine.ForgeAsync("plan", "lint", "small-wish.md"))
            .Ok()
            .Output.ShouldContain("cost       unknown");
    }
}
