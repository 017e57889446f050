using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>What is refused before there is a request: there is no room for an envelope then, the status has to do.</summary>
[Collection(BadClientsServer.Name)]
public sealed class HeadTests(BadClientsServer one)
{
    [Theory]
    [InlineData("a line that is too long", 414)]
    [InlineData("a header that is too long", 431)]
    [InlineData("too many headers", 431)]
    [InlineData("no host", 400)]
    [InlineData("two hosts", 400)]
    [InlineData("no HTTP", 400)]
    public async Task A_head_beyond_all_measure_is_refused_and_costs_one_connection(
        string what,
        int status
    )
    {
        var server = one.Server;
        var request = what switch
        {
            "a line that is too long" => RawConnection.Head(
                server,
                $"GET /{new string('a', 9000)}"
            ),
            "a header that is too long" => RawConnection.Head(
                server,
                "GET /health",
                $"X: {new string('a', 40_000)}"
            ),
            "too many headers" => RawConnection.Head(
                server,
                "GET /health",
                [.. Enumerable.Range(0, 120).Select(i => $"X{i}: 1")]
            ),
            "no host" => "GET /health HTTP/1.1\r\n\r\n",
            "two hosts" => RawConnection.Head(server, "GET /health", "Host: 127.0.0.1"),
            _ => "\u0016\u0003\u0001 hello\r\n\r\n",
        };
        await using var raw = await RawConnection.OpenAsync(server);
        await raw.SendAsync(request);
        (await raw.ReplyAsync()).Status.ShouldBe(status);
        await raw.ToEndAsync(TimeSpan.FromSeconds(10));
        using var http = server.Http();
        (await http.ReadAsync("/api/projects")).Body["success"]!.GetValue<bool>().ShouldBeTrue();
        server.Log.ShouldNotContain("fail:");
    }
}
