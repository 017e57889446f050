using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>Many followers, slow ones, and ones that vanish: all see the same, and none costs what the log costs.</summary>
public sealed class CrowdTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task A_hundred_followers_of_one_live_log_get_the_same()
    {
        using var http = _server.Http();
        var gate = _server.Place.At("gate-crowd");
        var id = await RunAsync(
            http,
            "crowd",
            $"while [ ! -e '{gate}' ]; do sleep 0.02; done; "
                + "i=0; while [ $i -lt 300 ]; do echo \"line $i\"; echo \"remark $i\" >&2; i=$((i+1)); [ $((i % 10)) -ne 0 ] || sleep 0.02; done"
        );
        var followers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => StreamClient.RawAsync(_server, id))
        );
        await File.WriteAllTextAsync(gate, "");
        var logs = await Task.WhenAll(
            followers.Select(async f => RawReplay.From(await f.ToEndAsync()))
        );
        logs[0].Out.ShouldBe(string.Concat(Enumerable.Range(0, 300).Select(i => $"line {i}\n")));
        logs[0].Err.ShouldBe(string.Concat(Enumerable.Range(0, 300).Select(i => $"remark {i}\n")));
        foreach (var log in logs)
            log.Entries.ShouldBe(logs[0].Entries);
        foreach (var follower in followers)
            await follower.DisposeAsync();
    }

    [Fact]
    public async Task Slow_readers_get_everything_and_the_server_holds_nothing_for_them()
    {
        using var http = _server.Http();
        const int lines = 200_000;
        var line = new string('x', 99);
        var gate = _server.Place.At("gate-slow");
        var id = await RunAsync(
            http,
            "slow",
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done; yes {line} | head -n {lines}"
        );
        var before = Resident();
        List<StreamClient> slow = [];
        for (var i = 0; i < 10; i++)
            slow.Add(await StreamClient.RawAsync(_server, id));
        await File.WriteAllTextAsync(gate, "");
        await http.UntilAsync(
            $"/api/execution-processes/{id}",
            r => Support.Wire.Status(r.Data) == "completed"
        );
        // Ten times 20 MB are owed now.
        (Resident() - before).ShouldBeLessThan(150L << 20);
        var log = RawReplay.From(await slow[0].ToEndAsync());
        log.Out.Length.ShouldBe("begun\n".Length + lines * 100);
        log.Out.Split('\n').Skip(1).Take(lines).ShouldAllBe(l => l == line);
        (await RawReplay.ReadAsync(_server, id)).Entries.ShouldBe(log.Entries);
        foreach (var follower in slow)
            await follower.DisposeAsync();
    }

    [Fact]
    public async Task Clients_that_vanish_leave_nothing_open()
    {
        using var http = _server.Http();
        var gate = _server.Place.At("gate-vanish");
        var id = await RunAsync(
            http,
            "vanish",
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done"
        );
        var attempt = (await http.ReadAsync($"/api/execution-processes/{id}")).Data[
            "task_attempt_id"
        ]!;
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        // The session's own files are open as long as it runs; they do not count.
        while (!Open().Any(f => f.EndsWith("turn-0.patches.new", StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        var before = Open();
        List<StreamClient> clients = [];
        for (var i = 0; i < 10; i++)
        {
            clients.Add(await StreamClient.RawAsync(_server, id));
            clients.Add(await StreamClient.ConversationAsync(_server, id));
            clients.Add(
                await StreamClient.OpenAsync(_server, $"/api/task-attempts/{attempt}/diff/ws")
            );
            clients.Add(
                await StreamClient.OpenAsync(
                    _server,
                    $"/api/execution-processes/stream/ws?task_attempt_id={attempt}"
                )
            );
        }
        // Others come and go meanwhile: a pipe to git, a worktree's watch.
        Open()
            .Count(f => f.StartsWith("socket:", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(clients.Count);
        clients.ForEach(c => c.Vanish());
        while (Open().Count > before.Count + 2)
        {
            limit.IsCancellationRequested.ShouldBeFalse(
                string.Join('\n', Open().Except(before).Order())
            );
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        await File.WriteAllTextAsync(gate, "");
    }

    private int Pid() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_server.Place.State, "server.json")))![
            "pid"
        ]!.GetValue<int>();

    // Without the database's own connections, which are kept for the next one who asks.
    private List<string> Open() =>
        [
            .. new DirectoryInfo($"/proc/{Pid()}/fd")
                .GetFileSystemInfos()
                .Select(f => f.LinkTarget ?? "")
                .Where(target => !target.Contains("/forge.db")),
        ];

    private long Resident()
    {
        var line = File.ReadLines($"/proc/{Pid()}/status").Single(l => l.StartsWith("VmRSS:"));
        return long.Parse(
                line["VmRSS:".Length..].Replace("kB", "").Trim(),
                CultureInfo.InvariantCulture
            ) * 1024;
    }

    private async Task<string> RunAsync(HttpClient http, string name, string command)
    {
        var project = await http.AddProjectAsync(_server.Place.MakeRepository(name));
        var attempt = await http.RunAsync(project, name, command: command);
        var processes = await http.UntilAsync(
            $"/api/execution-processes?task_attempt_id={attempt}",
            r => r.Data.AsArray().Count > 0 && r.Data[0]!["before_head_commit"] is not null
        );
        return processes.Data[0]!["id"]!.GetValue<string>();
    }
}
