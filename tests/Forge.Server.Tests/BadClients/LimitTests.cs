using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>Clients that take everything there is to take.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task One_stream_too_many_is_told_so_and_the_place_of_one_that_left_is_free_again()
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_MAX_STREAMS", "3")
        );
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var path = $"/api/tasks/stream/ws?project_id={project}";
        List<StreamClient> open = [];
        for (var i = 0; i < 3; i++)
            open.Add(await StreamClient.OpenAsync(server, path));
        (
            await Should.ThrowAsync<StreamRefused>(() => StreamClient.OpenAsync(server, path))
        ).Status.ShouldBe(503);
        await using (var raw = await RawConnection.OpenAsync(server))
            (await raw.UpgradeAsync(path)).ShouldRefuse(503, "3 streams", "FORGE_MAX_STREAMS");
        (await http.ReadAsync("/api/events")).ShouldRefuse(503, "3 streams", "FORGE_MAX_STREAMS");
        (await http.ReadAsync("/api/projects")).Data.AsArray().Count.ShouldBe(1);
        open[0].Vanish();
        await UntilAsync(async () =>
        {
            try
            {
                open.Add(await StreamClient.OpenAsync(server, path));
                return true;
            }
            catch (StreamRefused)
            {
                return false;
            }
        });
        foreach (var one in open)
            await one.DisposeAsync();
        await UntilAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
            using var events = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead
            );
            return events.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_those_before_it_go_on()
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_MAX_STREAMS", "1")
        );
        await using var first = await RawConnection.OpenAsync(server);
        await first.SendAsync(first.Head("GET /api/projects"));
        (await first.ReplyAsync()).Status.ShouldBe(200);
        // At once: on a busy machine the first would be closed for their silence before the last was there.
        var idle = await Task.WhenAll(
            Enumerable.Range(0, 256).Select(_ => RawConnection.OpenAsync(server))
        );
        await using var late = await RawConnection.OpenAsync(server);
        // One too many came; which one the server sees last is not ours to say.
        var ended = await Task.WhenAny(idle.Append(late).Select(one => one.ToEndAsync()));
        (await ended).ShouldBeEmpty();
        await first.SendAsync(first.Head("GET /api/projects"));
        (await first.ReplyAsync()).Status.ShouldBe(200);
        foreach (var one in idle)
            await one.DisposeAsync();
        await UntilAsync(async () =>
        {
            try
            {
                return (
                        await RawConnection.AskAsync(server, first.Head("GET /api/projects"))
                    ).Status == 200;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        server.Log.ShouldNotContain("fail:");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!await holds())
        {
            limit.IsCancellationRequested.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
