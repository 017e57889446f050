using System.Diagnostics;
using System.Text;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

[Collection(BadClientsServer.Name)]
public sealed class BigAndSlowTests(BadClientsServer one)
{
    private const int TooMuch = (20 << 20) + 1;

    [Fact]
    public async Task A_body_that_is_too_large_is_a_413_before_it_is_sent()
    {
        foreach (
            var (path, type) in new[]
            {
                ("/api/tasks", "application/json"),
                ($"/api/task-attempts/{one.Attempt}/stop", "application/json"),
                ("/api/images/upload", "multipart/form-data; boundary=x"),
                ($"/api/images/task/{one.Task}/upload", "multipart/form-data; boundary=x"),
            }
        )
        {
            var head = RawConnection.Head(
                one.Server,
                $"POST {path}",
                $"Content-Type: {type}",
                $"Content-Length: {TooMuch}"
            );
            (await RawConnection.AskAsync(one.Server, head)).ShouldRefuse(413, "20 MB");
        }
    }

    [Fact]
    public async Task A_body_that_does_not_say_how_large_it_is_is_a_413_once_it_is_too_large()
    {
        var before = one.Rows();
        await using var raw = await RawConnection.OpenAsync(one.Server);
        await raw.SendAsync(
            raw.Head(
                "POST /api/tasks",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked"
            )
        );
        var chunk = Encoding.Latin1.GetBytes($"100000\r\n{new string(' ', 1 << 20)}\r\n");
        try
        {
            for (var i = 0; i <= 20; i++)
                await raw.SendAsync(chunk);
        }
        catch (IOException)
        {
            // It had enough, and said so.
        }
        (await raw.ReplyAsync()).ShouldRefuse(413, "20 MB");
        one.Rows().ShouldBe(before);
    }

    [Fact]
    public async Task A_body_of_many_megabytes_is_taken_and_kept_whole()
    {
        using var http = one.Server.Http();
        var text = new string('ä', 3 << 20);
        var made = await http.SendAsync(
            "/api/tasks",
            new System.Text.Json.Nodes.JsonObject
            {
                ["project_id"] = one.Project,
                ["title"] = "long",
                ["description"] = text,
            }
        );
        var kept = (await http.ReadAsync($"/api/tasks/{made.Id}")).Data.Text("description");
        (kept == text).ShouldBeTrue();
        await http.AskAsync(HttpMethod.Delete, $"/api/tasks/{made.Id}");
    }

    [Fact]
    public async Task A_body_that_is_never_finished_is_a_408_and_others_are_not_kept_waiting()
    {
        List<RawConnection> slow = [];
        for (var i = 0; i < 40; i++)
        {
            var raw = await RawConnection.OpenAsync(one.Server);
            await raw.SendAsync(
                raw.Head(
                    "POST /api/tasks",
                    "Content-Type: application/json",
                    "Content-Length: 5000"
                ) + "{\"title\": "
            );
            slow.Add(raw);
        }
        var answers = slow.ConvertAll(s => s.ReplyAsync());
        await OthersAreServedAsync(Task.WhenAll(answers));
        foreach (var answer in answers)
            (await answer).ShouldRefuse(408, "slower than 240 bytes a second", "again");
        slow.ForEach(s => s.DisposeAsync().AsTask().Wait());
    }

    [Fact]
    public async Task Headers_that_never_end_close_the_connection_and_others_are_not_kept_waiting()
    {
        List<RawConnection> slow = [];
        for (var i = 0; i < 40; i++)
        {
            var raw = await RawConnection.OpenAsync(one.Server);
            await raw.SendAsync("GET /api/projects HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
            slow.Add(raw);
        }
        using var dripping = new CancellationTokenSource();
        // A byte now and then does not win time.
        var drip = DripAsync(slow[0], dripping.Token);
        var ends = slow.ConvertAll(s => s.ToEndAsync(TimeSpan.FromSeconds(20)));
        await OthersAreServedAsync(Task.WhenAll(ends));
        foreach (var end in ends)
            Encoding.Latin1.GetString(await end).ShouldContain(" 408 ");
        await dripping.CancelAsync();
        await drip;
        slow.ForEach(s => s.DisposeAsync().AsTask().Wait());
    }

    private static async Task DripAsync(RawConnection raw, CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await raw.SendAsync("y");
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, ct);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException) { }
    }

    private async Task OthersAreServedAsync(Task until)
    {
        using var http = one.Server.Http();
        var asked = 0;
        while (!until.IsCompleted)
        {
            var watch = Stopwatch.StartNew();
            await http.ReadAsync("/api/projects");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
            asked++;
            await Task.WhenAny(
                until,
                Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System)
            );
        }
        asked.ShouldBeGreaterThan(5);
        await until;
    }
}
