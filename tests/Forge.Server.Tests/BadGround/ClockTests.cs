using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadGround;

/// <summary>A clock that jumped while the server was away: every time that is written down lies ahead, or far behind.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(3_650)]
    [InlineData(-3_650)]
    public async Task After_a_jump_of_the_clock_turns_sessions_and_merges_keep_their_order(int days)
    {
        var place = new Place();
        place.PutFakeClaude();
        await using var server = await RunningServer.StartAsync(place);
        Guid attempt;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(place.Repository);
            attempt = await http.RunAsync(project, "T", "WRITE=one.txt:1", "CLAUDE_CODE");
            await http.RestAsync(attempt, 1);
            await http.MergedAsync(attempt);
            await server.KillAsync();
        }
        Shift(place, days);
        await server.StartAsync();
        using var again = server.Http();
        await again.FollowUpAsync(attempt, "WRITE=two.txt:2");
        await again.FollowUpAsync(attempt, "RECALL");
        var all = await again.RestAsync(attempt, 3);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        all.Select(p => p.Prompt().Split('\n')[^1])
            .ShouldBe(["WRITE=one.txt:1", "WRITE=two.txt:2", "RECALL"]);
        var recalled = await server.ConversationAsync(all[2]);
        recalled.ShouldContain("WRITE=one.txt:1 | WRITE=two.txt:2 | RECALL");
        // The diff is that of the new work, not of the merge, although that seems to be the newer one.
        using var patch = await again.GetAsync($"/api/task-attempts/{attempt}/patch");
        var text = await patch.Content.ReadAsStringAsync();
        text.ShouldContain("two.txt");
        text.ShouldNotContain("one.txt");
        await again.MergedAsync(attempt);
        place.Git(place.Repository, "show", "main:two.txt").ShouldBe("2");
        var newer = await again.RunAsync(
            Guid.Parse(Project(place)),
            "Newer",
            command: "echo n > n.txt"
        );
        await again.RestAsync(newer, 1);
        (await again.TaskStatusAsync(newer)).ShouldBe("inreview");
    }

    private static string Project(Place place) => Sqlite.Text(place, "SELECT id FROM projects");

    private static void Shift(Place place, int days)
    {
        var columns = new Dictionary<string, string[]>
        {
            ["projects"] = ["created_at", "updated_at"],
            ["tasks"] = ["created_at", "updated_at"],
            ["attempts"] = ["created_at", "updated_at"],
            ["processes"] = ["created_at", "updated_at", "started_at", "completed_at"],
            ["sessions"] = ["created_at", "ended_at"],
            ["merges"] = ["created_at"],
            ["events"] = ["at"],
        };
        foreach (var (table, names) in columns)
        foreach (var name in names)
            Sqlite.Change(
                place,
                $"UPDATE {table} SET {name} = {name} + {days * 86_400L * 1_000_000} WHERE {name} IS NOT NULL"
            );
        Sqlite.Number(place, "SELECT COUNT(*) FROM processes").ShouldBe(1);
    }
}
