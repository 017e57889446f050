using System.Diagnostics;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>An agent that leaves more files than anybody wants.</summary>
public sealed class ManyFilesTests(BadAgentsServer one) : BadAgent(one)
{
    private const int Files = 50_000;

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
        var process = (
            await Http.UntilAsync(
                $"/api/execution-processes?task_attempt_id={attempt}",
                r => r.Data.AsArray() is [{ } only] && Support.Wire.Status(only) != "running"
            )
        ).Data[0]!;
        ShouldHaveEnded(process, "completed", 0);
        var branch = await Http.BranchAsync(attempt);
        Git("ls-tree", "-r", "--name-only", branch, "many/").Split('\n').Length.ShouldBe(Files);
        var (shown, bytes) = await counting;
        shown.ShouldBe(Files);
        bytes.ShouldBeLessThan(56L << 20);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (Memory() - before).ShouldBeLessThan(500);
    }

    private static async Task<(int Files, long Bytes)> CountAsync(StreamClient socket)
    {
        var paths = new HashSet<string>();
        var bytes = 0L;
        while (paths.Count < Files && await socket.NextAsync() is { } frame)
            foreach (var operation in frame["JsonPatch"]?.AsArray() ?? [])
            {
                bytes += operation!.ToJsonString().Length;
                if (operation["op"]!.GetValue<string>() != "remove")
                    paths.Add(operation["path"]!.GetValue<string>());
            }
        return (paths.Count, bytes);
    }
}
