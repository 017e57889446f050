using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

public sealed class AccessTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task Health_needs_no_token_and_everything_else_does()
    {
        using var http = _server.Http(withToken: false);
        (await http.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (
            var path in new[]
            {
                "/api/health",
                "/api/projects",
                "/api/nope",
                "/api/openapi.json",
                "/",
            }
        )
            (await http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
    }

    [Fact]
    public async Task The_token_file_and_the_state_are_the_owners_alone()
    {
        const UnixFileMode others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        (File.GetUnixFileMode(Path.Combine(_server.Place.State, "token")) & others).ShouldBe(
            UnixFileMode.None
        );
        (File.GetUnixFileMode(_server.Place.State) & (others | UnixFileMode.OtherExecute)).ShouldBe(
            UnixFileMode.None
        );
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Basic abc")]
    [InlineData("Bearer ")]
    public async Task A_wrong_token_is_refused_in_the_envelope(string header)
    {
        using var http = _server.Http(withToken: false);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var answer = await http.GetAsync("/api/projects");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        body["success"]!.GetValue<bool>().ShouldBeFalse();
        body["message"]!.GetValue<string>().ShouldContain("Authorization: Bearer");
    }

    [Fact]
    public async Task A_token_in_the_address_is_not_looked_at()
    {
        using var http = _server.Http(withToken: false);
        (
            await http.GetAsync($"/api/projects?token={_server.Token}&access_token={_server.Token}")
        ).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused_also_with_the_token()
    {
        using var http = _server.Http();
        http.DefaultRequestHeaders.Host = "evil.example";
        (await http.GetAsync("/api/projects")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task Only_our_own_pages_may_ask(string origin, HttpStatusCode expected)
    {
        using var http = _server.Http();
        http.DefaultRequestHeaders.Add("Origin", origin == "own" ? _server.Url : origin);
        var answer = await http.GetAsync("/api/projects");
        answer.StatusCode.ShouldBe(expected);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task A_one_time_link_gives_a_cookie_once()
    {
        using var http = _server.Http();
        var answer = await http.PostAsync("/api/auth/link", null);
        var link = JsonNode.Parse(await answer.Content.ReadAsStringAsync())![
            "data"
        ]!.GetValue<string>();
        using var browser = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            }
        );
        var first = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, link), default);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (
            await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, link), default)
        ).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_server.Url}/api/projects");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        (await browser.SendAsync(request, default)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_worth_nothing()
    {
        using var http = _server.Http(withToken: false);
        http.DefaultRequestHeaders.Add("Cookie", "forge_session=9999999999.0000");
        (await http.GetAsync("/api/projects")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
