using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>An agent that writes without end, with a limit that a test can reach.</summary>
public sealed class LogCapTests
{
    private const long Cap = 8 << 20;

    [Theory]
    [InlineData("exec yes $(seq 100)")]
    [InlineData("trap '' INT TERM; yes $(seq 100) >&2; echo never")]
    public async Task One_that_writes_without_end_is_stopped_before_the_disk_is_full(string flood)
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_LOG_CAP_MB", $"{Cap >> 20}")
        );
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var attempt = await http.RunAsync(project, "T", command: $"echo kept > a.txt; {flood}");
        var process = (await http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(process).ShouldBe("failed");
        process["exit_code"]!.GetValue<long>().ShouldBeGreaterThan(128);
        process.Text("exit_note").ShouldContain("beyond the limit of 8 MB (FORGE_LOG_CAP_MB)");
        process.Text("exit_note").ShouldContain("then send another prompt");
        var session = server.Place.SessionsIn(await http.WorktreeAsync(attempt)).Single();
        Runs.Alive(session).ShouldBeEmpty();
        var written = new[] { "out.log", "err.log" }.Sum(name =>
            new FileInfo(Path.Combine(session, name)).Length
        );
        // It writes hundreds of megabytes a second; a ladder of seconds would be gigabytes.
        written.ShouldBeInRange(Cap, Cap + (600 << 20));
        var branch = await http.BranchAsync(attempt);
        server.Place.Git(server.Place.Repository, "show", $"{branch}:a.txt").ShouldBe("kept");
        (await http.OutputAsync(process)).ShouldContain("98 99 100\n1 2 3");
        (await http.TaskStatusAsync(attempt)).ShouldBe("inreview");
    }
}
