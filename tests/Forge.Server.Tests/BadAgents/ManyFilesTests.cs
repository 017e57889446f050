using System.Diagnostics;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>An agent that leaves more files than anybody wants.</summary>
public sealed class ManyFilesTests(BadAgentsServer one) : BadAgent(one)
{
    private const int Files = 50_000;

    /// <summary>About fifteen seconds where nothing else runs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Fifty_thousand_untracked_files_are_kept_and_shown_in_bounded_time_and_memory()
    {
        await ToEndAsync("true");
        var before = Memory();
        var clock = Stopwatch.StartNew();
        // Together more text than one answer may hold.
        var attempt = await Http.RunAsync(
            Project,
            "mkdir many; head -c 75000000 /dev/zero | tr '\\0' x | split -a 4 -b 1500 - many/f",
            command: Script
        );
        await using var socket = await StreamClient.OpenAsync(
            Server,
            $"/api/task-attempts/{attempt}/diff/ws"
        );
        var counting = CountAsync(socket);
        var process = await EndedAsync(attempt);
        ShouldHaveEnded(process, "completed", 0);
        var branch = await Http.BranchAsync(attempt);
        Git("ls-tree", "-r", "--name-only", branch, "many/").Split('\n').Length.ShouldBe(Files);
        (await counting).ShouldBe(Files);
        // Every file is named, and of their text one answer holds a bounded part.
        var diff = (await Http.ReadAsync($"/api/task-attempts/{attempt}/diff")).Data.AsArray();
        diff.Count.ShouldBe(Files);
        diff.Sum(file => file.Text("newContent").Length).ShouldBeInRange(30 << 20, 32 << 20);
        diff.Count(file => file!["contentOmitted"]!.GetValue<bool>()).ShouldBeGreaterThan(20_000);
        clock.Elapsed.ShouldBeLessThan(Limit);
        (Memory() - before).ShouldBeLessThan(500);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> EndedAsync(Guid attempt)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!limit.IsCancellationRequested)
        {
            var all = await Http.ProcessesAsync(attempt);
            if (all is [{ } only] && Support.Wire.Status(only) != "running")
                return only;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new TimeoutException($"the turn did not end within {Limit}");
    }

    private static async Task<int> CountAsync(StreamClient socket)
    {
        var paths = new HashSet<string>();
        while (paths.Count < Files && await socket.NextAsync(Limit) is { } frame)
            foreach (var operation in frame["JsonPatch"]?.AsArray() ?? [])
                if (operation!["op"]!.GetValue<string>() != "remove")
                    paths.Add(operation["path"]!.GetValue<string>());
        return paths.Count;
    }
}
