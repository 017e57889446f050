using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>Who does not belong here, on each of the three ways in: REST, WebSocket, server-sent events.</summary>
[Collection(BadClientsServer.Name)]
public sealed class IntruderTests(BadClientsServer one)
{
    private static readonly string[] Upgrade =
    [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];

    private string Authority => new Uri(one.Server.Url).Authority;
    private string Bearer => $"Authorization: Bearer {one.Server.Token}";

    [Theory]
    [InlineData("evil.example", "FORGE_ALLOWED_HOSTS")]
    [InlineData("evil.example:8887", "FORGE_ALLOWED_HOSTS")]
    [InlineData("127.0.0.1.evil.example", "FORGE_ALLOWED_HOSTS")]
    [InlineData("localhost.evil.example", "FORGE_ALLOWED_HOSTS")]
    [InlineData("10.0.0.1", "FORGE_ALLOWED_HOSTS")]
    [InlineData("[::2]", "FORGE_ALLOWED_HOSTS")]
    [InlineData("", "names no host")]
    public async Task A_wrong_host_is_refused_on_every_way_in_also_with_the_token(
        string host,
        string words
    )
    {
        foreach (var way in Ways())
            (await AskAsync(way, $"Host: {host}", Bearer)).ShouldRefuse(403, words);
    }

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task The_own_names_are_taken_in_any_spelling(string host)
    {
        var port = new Uri(one.Server.Url).Port;
        var reply = await AskAsync(Ways()[0], $"Host: {host}:{port}", Bearer);
        reply.Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("Origin: http://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin:")]
    [InlineData("Origin: http://{own}@evil.example")]
    [InlineData("Origin: http://127.0.0.1:1")]
    [InlineData("Origin: http://{own}\r\nOrigin: http://evil.example")]
    public async Task A_page_from_elsewhere_is_refused_on_every_way_in_also_with_the_token(
        string origin
    )
    {
        foreach (var way in Ways())
        {
            var header = origin.Replace("{own}", Authority);
            var reply = await AskAsync(way, $"Host: {Authority}", Bearer, header);
            reply.ShouldRefuse(403, "may not use this server");
            reply.Head.ShouldNotContain("Access-Control");
        }
    }

    [Fact]
    public async Task Without_a_token_nothing_is_answered_on_any_way_in()
    {
        foreach (var way in Ways())
        {
            var reply = await AskAsync(way, $"Host: {Authority}");
            reply.ShouldRefuse(401, "Authorization: Bearer", "'token' of its state directory");
            reply.Head.ShouldContain("WWW-Authenticate: Bearer");
        }
    }

    [Theory]
    [InlineData("Authorization: Bearer wrong")]
    [InlineData("Authorization: Bearer")]
    [InlineData("Authorization: Basic {token}")]
    [InlineData("Authorization: Bearer {token}x")]
    [InlineData("Authorization: Bearer wrong\r\nAuthorization: Bearer {token}")]
    [InlineData("Cookie: forge_session={token}")]
    [InlineData("Cookie: forge_session=9999999999.00")]
    [InlineData("X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: localhost")]
    [InlineData("Sec-WebSocket-Protocol: {token}")]
    public async Task A_wrong_token_opens_no_way_in(string header)
    {
        foreach (var way in Ways())
            (
                await AskAsync(
                    way,
                    $"Host: {Authority}",
                    header.Replace("{token}", one.Server.Token)
                )
            ).ShouldRefuse(401, "Authorization: Bearer");
    }

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    [InlineData("any")]
    public async Task A_token_in_the_address_is_refused_also_beside_the_right_header(string name)
    {
        var logged = one.Server.Log.Length;
        foreach (var way in Ways())
        foreach (var right in new[] { "X-None: 1", Bearer })
        {
            var address =
                way.Path + (way.Path.Contains('?') ? "&" : "?") + $"{name}={one.Server.Token}";
            var reply = await AskAsync(way with { Path = address }, $"Host: {Authority}", right);
            reply.ShouldRefuse(401, "A token in the address is refused", "Authorization: Bearer");
        }
        one.Server.Log[logged..].ShouldNotContain(one.Server.Token);
    }

    [Fact]
    public async Task A_wrong_token_in_the_address_is_told_where_a_token_belongs()
    {
        var reply = await AskAsync(
            Ways()[0] with
            {
                Path = "/api/projects?token=wrong",
            },
            $"Host: {Authority}"
        );
        reply.ShouldRefuse(401, "A token in the address is refused");
    }

    private Way[] Ways() =>
        [
            new("/api/projects", []),
            new($"/api/tasks/stream/ws?project_id={one.Project}", Upgrade),
            new("/api/events", ["Accept: text/event-stream"]),
        ];

    private async Task<RawReply> AskAsync(Way way, params string[] headers)
    {
        var lines = string.Join("\r\n", [.. headers, .. way.Headers]);
        return await RawConnection.AskAsync(
            one.Server,
            $"GET {way.Path} HTTP/1.1\r\n{lines}\r\n\r\n"
        );
    }

    private sealed record Way(string Path, string[] Headers);
}
