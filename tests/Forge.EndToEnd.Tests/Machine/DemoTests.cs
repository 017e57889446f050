using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary><c>forge demo</c>, as somebody runs it who has never seen Forge.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_delivers_a_whole_wish_in_an_empty_home_and_leaves_only_the_server()
    {
        await using var machine = await Machine.NewAsync();
        var plan = (await machine.ForgeAsync("demo", "--yes", "--json")).Ok().Json;
        Text(plan, "state").ShouldBe("delivered");
        var groups = plan["groups"]!.AsArray();
        groups.Select(group => Text(group!, "state")).ShouldAllBe(state => state == "merged");
        groups.Select(group => group!["wave"]!.GetValue<int>()).ShouldBe([1, 1, 2, 2, 3]);
        Machine.ProcessesIn(Path.Combine(machine.State, "worktrees")).ShouldBeEmpty();
        await DeliveredAsync(machine, "1", Text(plan, "delivered_commit"));
        (await machine.ForgeAsync("stop-server")).Ok();
        Machine.ProcessesIn(machine.State).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_demo_tells_what_failed_what_was_mended_and_what_did_not_fit()
    {
        await using var machine = await Machine.NewAsync();
        Directory.CreateDirectory(Path.Combine(machine.State, "demo", "1"));
        var said = (await machine.ForgeAsync("demo", "--yes")).Ok().Output;
        string[] story =
        [
            "✗ A sh greet --lang pt Ada",
            "A sent back to its agent",
            "A mended: 3 commands passed",
            "✓ A merged as ",
            "C × D  conflict  greet",
            "✓ C merged as ",
            "D the radar said so: C changed the same lines of greet",
            "D begins again on what is merged now",
            "✓ D merged as ",
            "✓ E merged as ",
            "delivered into main as ",
            "Speed-up: ",
            "Overhead per group: ",
        ];
        foreach (var part in story)
            said.ShouldContain(part);
        story.Select(part => said.IndexOf(part, StringComparison.Ordinal)).ShouldBeInOrder();
        await DeliveredAsync(machine, "2", null);
    }

    [Fact]
    public async Task Where_nobody_can_answer_the_demo_asks_for_a_yes_on_the_command_line_and_makes_nothing()
    {
        await using var machine = await Machine.NewAsync();
        var said = await machine.ForgeAsync("demo");
        said.ExitCode.ShouldBe(2);
        said.Error.ShouldContain("--yes");
        Directory.Exists(machine.State).ShouldBeFalse();
    }

    /// <summary>All of it is in main, and what the wish asked for works there.</summary>
    private static async Task DeliveredAsync(Machine machine, string number, string? commit)
    {
        var repository = Path.Combine(machine.State, "demo", number, "greeter");
        (await machine.RunAsync("sh", Path.Combine(repository, "tests", "run")))
            .Ok()
            .Output.ShouldBe("12 passed, 0 failed\n");
        var log = (await machine.RunAsync("git", "-C", repository, "log", "--format=%H", "main"))
            .Ok()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        log.Length.ShouldBe(2);
        if (commit is not null)
            log[0].ShouldBe(commit);
        (await machine.RunAsync("git", "-C", repository, "status", "--porcelain", "-uno"))
            .Ok()
            .Output.ShouldBe("");
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
