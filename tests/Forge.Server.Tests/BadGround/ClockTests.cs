using System.Net;
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

    [JumpingClockTheory]
    [InlineData("+3650d")]
    [InlineData("-3650d")]
    public async Task When_the_clock_jumps_under_a_server_what_runs_goes_on_and_keeps_its_order(
        string jump
    )
    {
        var place = new Place();
        place.PutFakeClaude();
        var clock = new JumpingClock(place.At("clock"));
        await using var server = await RunningServer.StartAsync(place, clock.Settings);
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);
        var talk = await http.RunAsync(project, "Talk", "WRITE=one.txt:1", "CLAUDE_CODE");
        await http.RestAsync(talk, 1);
        var (busy, gate) = await BusyAsync(http, project, place, "busy");
        var (stopped, _) = await BusyAsync(http, project, place, "stopped");

        clock.Set(jump);
        await File.WriteAllTextAsync(gate, "");
        Support.Wire.Status(await http.LastAsync(busy, 1)).ShouldBe("completed");
        (await http.DoAsync(stopped, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        Support.Wire.Status(await http.LastAsync(stopped, 1)).ShouldBe("killed");
        await http.FollowUpAsync(talk, "WRITE=two.txt:2");
        await http.RestAsync(talk, 2);
        var (other, otherGate) = await BusyAsync(http, project, place, "other");
        clock.Set("+0");
        await File.WriteAllTextAsync(otherGate, "");
        Support.Wire.Status(await http.LastAsync(other, 1)).ShouldBe("completed");
        await http.FollowUpAsync(talk, "RECALL");

        var all = await http.RestAsync(talk, 3);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        (await server.ConversationAsync(all[2])).ShouldContain(
            "WRITE=one.txt:1 | WRITE=two.txt:2 | RECALL"
        );
        foreach (var attempt in new[] { talk, busy, other })
            await http.MergedAsync(attempt);
        place.Git(place.Repository, "show", "main:two.txt").ShouldBe("2");
        place.Git(place.Repository, "show", "main:other.txt").ShouldBe("end");
        Sqlite.Number(place, "SELECT COUNT(*) FROM processes WHERE status = 'running'").ShouldBe(0);
        var log = server.Log;
        var mistake = log.IndexOf("fail: ", StringComparison.Ordinal);
        mistake.ShouldBe(-1, mistake < 0 ? "" : log[mistake..]);
    }

    /// <summary>A run that has begun, and the file that lets it end.</summary>
    private static async Task<(Guid Attempt, string Gate)> BusyAsync(
        HttpClient http,
        Guid project,
        Place place,
        string name
    )
    {
        var gate = place.At($"{name}-gate");
        var command =
            $"echo up; while [ ! -e '{gate}' ]; do sleep 0.05; done; echo end > {name}.txt";
        var attempt = await http.RunAsync(project, name, command: command);
        var process = (await http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await http.SaysAsync(process, "up");
        return (attempt, gate);
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
