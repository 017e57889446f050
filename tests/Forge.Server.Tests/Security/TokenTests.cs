using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

public sealed class TokenTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        using var http = _server.Http();
        var made = await http.SendAsync(
            "/api/tokens",
            new JsonObject { ["name"] = "ci", ["role"] = "viewer" }
        );
        var secret = made.Data.Text("secret");
        secret.ShouldStartWith("forge_v_");
        using var viewer = _server.HttpAs(secret);
        (await viewer.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.OK);
        var who = (await viewer.ReadAsync("/api/access")).Data;
        who.Text("role").ShouldBe("viewer");
        who["token"].Text("name").ShouldBe("ci");
        var listed = await http.UntilAsync(
            "/api/tokens",
            r => r.Data.AsArray().Any(t => t.Text("name") == "ci" && t!["last_used_at"] is not null)
        );
        listed.Body.ToJsonString().ShouldNotContain(secret);
        _server.Place.ShouldNotHoldAnywhere(secret);
        var twice = await http.SendAsync(
            "/api/tokens",
            new JsonObject { ["name"] = "ci", ["role"] = "operator" }
        );
        twice.Status.ShouldBe(HttpStatusCode.Conflict);
        twice.Message.ShouldContain("'ci'");
    }

    [Fact]
    public async Task A_wrong_wish_for_a_token_names_the_field()
    {
        using var http = _server.Http();
        await RefusedAsync(http, """{"name": "", "role": "viewer"}""", 422, "name");
        await RefusedAsync(http, """{"name": "x", "role": "king"}""", 422, "role");
        await RefusedAsync(http, """{"name": "x"}""", 422, "role");
        await RefusedAsync(http, """{"name": "x", "role": "agent"}""", 422, "attempt_id");
        await RefusedAsync(
            http,
            $$"""{"name": "x", "role": "agent", "attempt_id": "{{Guid.Empty}}"}""",
            404,
            "There is no attempt"
        );
        await RefusedAsync(
            http,
            """{"name": "x", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"}""",
            422,
            "expires_at"
        );
    }

    [Fact]
    public async Task A_revoked_token_stops_at_once_and_so_do_its_streams()
    {
        using var http = _server.Http();
        var project = await http.AddProjectAsync(_server.Place.MakeRepository("revoked"));
        var (id, secret) = await http.TokenAsync("viewer");
        using var viewer = _server.HttpAs(secret);
        await using var socket = await StreamClient.OpenAsync(
            _server,
            $"/api/tasks/stream/ws?project_id={project}",
            secret
        );
        (await socket.NextAsync()).ShouldNotBeNull();
        using var events = await viewer.GetAsync(
            "/api/events",
            HttpCompletionOption.ResponseHeadersRead
        );
        events.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.AskAsync(HttpMethod.Delete, $"/api/tokens/{id}")).Status.ShouldBe(
            HttpStatusCode.OK
        );
        (await viewer.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await socket.NextAsync()).ShouldBeNull("the server closed it");
        using var rest = new StreamReader(await events.Content.ReadAsStreamAsync());
        await rest.ReadToEndAsync().WaitAsync(RunningServer.Deadline);
        var all = (await http.ReadAsync("/api/tokens?revoked=true")).Data.AsArray();
        all.Single(t => t.Text("id") == id.ToString())!["revoked_at"].ShouldNotBeNull();
        (await http.ReadAsync("/api/tokens"))
            .Data.AsArray()
            .ShouldNotContain(t => t.Text("id") == id.ToString());
    }

    [Fact]
    public async Task A_token_that_expires_closes_its_streams_too()
    {
        using var http = _server.Http();
        var project = await http.AddProjectAsync(_server.Place.MakeRepository("expired"));
        var (_, secret) = await http.TokenAsync(
            "viewer",
            expires: TimeProvider.System.GetUtcNow().AddSeconds(3)
        );
        await using var socket = await StreamClient.OpenAsync(
            _server,
            $"/api/tasks/stream/ws?project_id={project}",
            secret
        );
        (await socket.NextAsync()).ShouldNotBeNull();
        (await socket.NextAsync()).ShouldBeNull("the server closed it");
        using var viewer = _server.HttpAs(secret);
        (await viewer.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_viewer_sees_that_there_are_secrets_and_not_which()
    {
        using var http = _server.Http();
        (
            await http.AskAsync(
                HttpMethod.Put,
                "/api/config",
                """{"github": {"pat": "pat-s3cret", "oauth_token": "oauth-s3cret"}}"""
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        (
            await http.AskAsync(
                HttpMethod.Put,
                "/api/profiles",
                """{"executors": {"SHELL": {"DEFAULT": {"SHELL": {"env": {"API_KEY": "env-s3cret"}}}}}}"""
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        using var viewer = _server.HttpAs((await http.TokenAsync("viewer")).Secret);
        foreach (var path in new[] { "/api/config", "/api/profiles", "/api/info" })
        {
            (await http.ReadAsync(path))
                .Body.ToJsonString()
                .ShouldContain("s3cret", customMessage: path);
            var shown = (await viewer.ReadAsync(path)).Body.ToJsonString();
            shown.ShouldContain("(hidden)", customMessage: path);
            shown.ShouldNotContain("s3cret", customMessage: path);
        }
    }

    [Fact]
    public async Task A_token_in_the_address_is_refused_whoever_made_it()
    {
        using var http = _server.Http();
        var (_, secret) = await http.TokenAsync("viewer");
        var reply = await http.ReadAsync($"/api/projects?x={secret}");
        reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
        reply.Message.ShouldContain("A token in the address is refused");
        _server.Log.ShouldNotContain(secret);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_the_tokens_routes()
    {
        using var http = _server.Http();
        var paths = (await http.ReadAsync("/api/openapi.json")).Body["paths"]!;
        paths["/api/tokens"]!["get"].ShouldNotBeNull();
        paths["/api/tokens"]!["post"].ShouldNotBeNull();
        paths["/api/tokens/{id}"]!["delete"].ShouldNotBeNull();
        paths["/api/access"]!["get"].ShouldNotBeNull();
    }

    private static async Task RefusedAsync(HttpClient http, string body, int status, string word)
    {
        var reply = await http.AskAsync(HttpMethod.Post, "/api/tokens", body);
        ((int)reply.Status).ShouldBe(status, body);
        reply.Message.ShouldContain(word, customMessage: body);
    }
}
