using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>Streams whose clients do not play by the rules. A client counts as gone after three seconds here.</summary>
public sealed class SocketAbuseTests(SocketAbuseTests.Impatient impatient)
    : IClassFixture<SocketAbuseTests.Impatient>
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private readonly RunningServer _server = impatient.Server;

    public sealed class Impatient : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Server = await RunningServer.StartAsync(
                new Place(),
                ("FORGE_STREAM_SILENCE_SECONDS", "3")
            );

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }

    [Fact]
    public async Task Clients_that_stop_reading_are_ended_and_keep_neither_memory_nor_others_nor_the_agent()
    {
        using var http = _server.Http();
        const int lines = 200_000;
        var gate = _server.Place.At("gate-stuck");
        var id = await StartAsync(
            http,
            "stuck",
            $"while [ ! -e '{gate}' ]; do sleep 0.02; done; yes {new string('x', 99)} | head -n {lines}"
        );
        var (files, memory) = (Sockets(), Memory());
        List<RawConnection> stuck = [];
        for (var i = 0; i < 20; i++)
        {
            var raw = await RawConnection.OpenAsync(_server, smallWindow: 4096);
            (await raw.UpgradeAsync($"/api/execution-processes/{id}/raw-logs/ws")).Status.ShouldBe(
                101
            );
            stuck.Add(raw);
        }
        Sockets().ShouldBeGreaterThanOrEqualTo(files + 20);
        await File.WriteAllTextAsync(gate, "");
        // The agent is done although nobody of them reads, and one who reads has all of it.
        var log = await RawReplay.ReadAsync(_server, id);
        log.Out.Length.ShouldBe(lines * 100);
        await http.UntilAsync(
            $"/api/execution-processes/{id}",
            r => Support.Wire.Status(r.Data) == "completed"
        );
        // Twenty times 20 MB are owed.
        await UntilAsync(() => Memory() - memory < 150L << 20, "the memory of what is owed");
        await UntilAsync(() => Sockets() <= files + 2, "the sockets of clients that do not read");
        await ServesAsync(http);
        stuck.ForEach(s => s.DisposeAsync().AsTask().Wait());
    }

    [Fact]
    public async Task A_client_that_vanished_without_a_word_is_let_go_and_a_quiet_one_that_is_there_is_not()
    {
        using var http = _server.Http();
        var gate = _server.Place.At("gate-open");
        var id = await StartAsync(
            http,
            "half-open",
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done; echo done"
        );
        var before = Sockets();
        await using var there = await StreamClient.RawAsync(_server, id);
        var reading = there.ToEndAsync();
        List<RawConnection> gone = [];
        foreach (var path in new[] { "raw-logs/ws", "normalized-logs/ws" })
            for (var i = 0; i < 10; i++)
            {
                // Its machine still takes what is sent; nobody is there any more who would answer a ping.
                var raw = await RawConnection.OpenAsync(_server);
                await raw.UpgradeAsync($"/api/execution-processes/{id}/{path}");
                gone.Add(raw);
            }
        await UntilAsync(() => Sockets() >= before + 21, "twenty-one sockets");
        await UntilAsync(() => Sockets() <= before + 3, "the sockets of clients that vanished");
        await Task.Delay(Silence, TimeProvider.System);
        reading.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(gate, "");
        RawReplay.From(await reading).Out.ShouldBe("begun\ndone\n");
        gone.ForEach(g => g.DisposeAsync().AsTask().Wait());
    }

    [Fact]
    public async Task Two_hundred_sockets_on_one_log_all_get_all_of_it_in_time()
    {
        using var http = _server.Http();
        const int lines = 500;
        var gate = _server.Place.At("gate-200");
        var id = await StartAsync(
            http,
            "crowd",
            $"while [ ! -e '{gate}' ]; do sleep 0.02; done; "
                + $"i=0; while [ $i -lt {lines} ]; do echo \"$(date +%s%3N) $i\"; i=$((i+1)); [ $((i % 25)) -ne 0 ] || sleep 0.05; done"
        );
        var memory = Memory();
        var crowd = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => StreamClient.RawAsync(_server, id))
        );
        await File.WriteAllTextAsync(gate, "");
        var got = await Task.WhenAll(crowd.Select(FollowAsync));
        foreach (var (log, _) in got)
            log.Out.Split('\n')[..^1]
                .Select(l => l.Split(' ')[1])
                .ShouldBe(Enumerable.Range(0, lines).Select(i => i.ToString()));
        // Of 200 × 500 lines the late ones; two cores are shared by agent, server and the two hundred readers.
        var late = got.SelectMany(g => g.Late).Order().ToList();
        late[late.Count * 99 / 100].ShouldBeLessThan(3_000);
        (Memory() - memory).ShouldBeLessThan(100L << 20);
        foreach (var one in crowd)
            await one.DisposeAsync();
    }

    [Theory]
    [InlineData("a text without a mask", "810568656c6c6f")]
    [InlineData("an unknown opcode", "838100000000 61")]
    [InlineData("reserved bits", "f18100000000 61")]
    [InlineData("a fragmented ping", "098000000000")]
    [InlineData("a ping that is too long", "89fe007e00000000")]
    [InlineData("a continuation of nothing", "808100000000 61")]
    [InlineData("a length beyond all", "82ffffffffffffffffff00000000")]
    [InlineData("a text that is no UTF-8", "818100000000 ff")]
    [InlineData("a close with one byte", "888100000000 61")]
    [InlineData("a close with an invalid code", "888200000000 0001")]
    [InlineData("no frame at all", "474554202f20485454502f312e310d0a0d0a")]
    public async Task Frames_that_are_none_end_the_socket_and_nothing_else(string what, string hex)
    {
        using var http = _server.Http();
        var project = await ProjectAsync(http);
        await using var raw = await RawConnection.OpenAsync(_server);
        await raw.UpgradeAsync($"/api/tasks/stream/ws?project_id={project}");
        await raw.ReadAsync(20);
        await raw.SendAsync(Convert.FromHexString(hex.Replace(" ", "")));
        var said = await raw.ToEndAsync(TimeSpan.FromSeconds(10));
        // First what it streams, then, where a frame could still be answered, a close.
        Encoding.Latin1.GetString(said).ShouldContain("JsonPatch", customMessage: what);
        await ServesAsync(http);
    }

    [Fact]
    public async Task What_a_client_says_to_a_stream_is_passed_over_until_it_is_too_much()
    {
        using var http = _server.Http();
        var project = await ProjectAsync(http);
        using var socket = await ConnectAsync($"/api/tasks/stream/ws?project_id={project}");
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        (await NextAsync(socket, limit.Token)).ShouldContain("/tasks");
        foreach (var type in new[] { WebSocketMessageType.Text, WebSocketMessageType.Binary })
            await socket.SendAsync("hello {\"subscribe\": 1}"u8.ToArray(), type, true, limit.Token);
        await http.SendAsync(
            "/api/tasks",
            new System.Text.Json.Nodes.JsonObject
            {
                ["project_id"] = project,
                ["title"] = "still here",
            }
        );
        (await NextAsync(socket, limit.Token)).ShouldContain("still here");
        var memory = Memory();
        try
        {
            for (var i = 0; i < 2_000; i++)
                await socket.SendAsync(
                    new byte[64 << 10],
                    WebSocketMessageType.Binary,
                    endOfMessage: false,
                    limit.Token
                );
        }
        catch (WebSocketException)
        {
            // The server has hung up.
        }
        (Memory() - memory).ShouldBeLessThan(60L << 20);
        await ServesAsync(http);
    }

    [Fact]
    public async Task A_client_that_says_too_much_is_told_so()
    {
        using var http = _server.Http();
        var project = await ProjectAsync(http);
        using var socket = await ConnectAsync($"/api/tasks/stream/ws?project_id={project}");
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        await NextAsync(socket, limit.Token);
        await socket.SendAsync(new byte[80 << 10], WebSocketMessageType.Binary, false, limit.Token);
        (await socket.ReceiveAsync(new byte[4096], limit.Token)).MessageType.ShouldBe(
            WebSocketMessageType.Close
        );
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
        socket.CloseStatusDescription.ShouldNotBeNull().ShouldContain("only sends");
    }

    [Fact]
    public async Task A_client_that_says_goodbye_is_answered_and_so_is_one_whose_attempt_goes()
    {
        using var http = _server.Http();
        var project = await ProjectAsync(http);
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        using (var socket = await ConnectAsync($"/api/tasks/stream/ws?project_id={project}"))
        {
            await NextAsync(socket, limit.Token);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", limit.Token);
            socket.State.ShouldBe(WebSocketState.Closed);
            socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        }
        var id = await StartAsync(http, "gone", "true");
        var attempt = (await http.ReadAsync($"/api/execution-processes/{id}")).Data.Text(
            "task_attempt_id"
        );
        var task = (await http.AttemptAsync(Guid.Parse(attempt))).Text("task_id");
        await http.RestAsync(Guid.Parse(attempt), 1);
        using var diff = await ConnectAsync($"/api/task-attempts/{attempt}/diff/ws");
        await http.AskAsync(HttpMethod.Delete, $"/api/tasks/{task}");
        var got = await diff.ReceiveAsync(new byte[4096], limit.Token);
        while (got.MessageType != WebSocketMessageType.Close)
            got = await diff.ReceiveAsync(new byte[4096], limit.Token);
        diff.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        diff.CloseStatusDescription.ShouldNotBeNull().ShouldContain(attempt);
        _server.Log.ShouldNotContain("fail:");
    }

    private static async Task<(RawReplay, List<long> Late)> FollowAsync(StreamClient one)
    {
        List<long> late = [];
        List<System.Text.Json.Nodes.JsonNode> frames = [];
        while (await one.NextAsync() is { } frame && frame["finished"] is null)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            frames.Add(frame);
            late.AddRange(
                frame["JsonPatch"]!
                    .AsArray()
                    .SelectMany(o => o!["value"]!["content"]!.GetValue<string>().Split('\n'))
                    .Where(l => l.Contains(' '))
                    .Select(l => now - long.Parse(l.Split(' ')[0], CultureInfo.InvariantCulture))
            );
        }
        return (RawReplay.From(frames), late);
    }

    private static async Task ServesAsync(HttpClient http) =>
        (await http.ReadAsync("/api/health")).Body["success"]!.GetValue<bool>().ShouldBeTrue();

    private static async Task<string> NextAsync(WebSocket socket, CancellationToken ct)
    {
        var all = new StringBuilder();
        var buffer = new byte[64 << 10];
        WebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(buffer, ct);
            all.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
        } while (!got.EndOfMessage);
        return all.ToString();
    }

    private async Task<ClientWebSocket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_server.Token}");
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        await socket.ConnectAsync(new Uri(_server.Url.Replace("http:", "ws:") + path), limit.Token);
        return socket;
    }

    private async Task<Guid> ProjectAsync(HttpClient http) =>
        await http.AddProjectAsync(
            _server.Place.MakeRepository("p" + Guid.NewGuid().ToString("N")[..8])
        );

    private async Task<string> StartAsync(HttpClient http, string name, string command)
    {
        var project = await http.AddProjectAsync(_server.Place.MakeRepository(name));
        var attempt = await http.RunAsync(project, name, command: command);
        var processes = await http.UntilAsync(
            $"/api/execution-processes?task_attempt_id={attempt}",
            r => r.Data.AsArray().Count > 0 && r.Data[0]!["before_head_commit"] is not null
        );
        return processes.Data[0]!.Id();
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private int Sockets() => ServerProcess.Sockets(_server);

    private long Memory() => ServerProcess.Memory(_server);
}
