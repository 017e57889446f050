using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>Every route that takes a body, and every way in which a body can be none.</summary>
[Collection(BadClientsServer.Name)]
public sealed class MalformedBodyTests(BadClientsServer one)
{
    public static TheoryData<string, int, string> Torn =>
        new()
        {
            { "", 400, "send a JSON object" },
            { "{nope", 400, "not JSON" },
            { "{\"a\": 1", 400, "not JSON" },
            { "{\"a\": 1} {}", 400, "not JSON" },
            { "{'a': 1}", 400, "not JSON" },
            { "null", 422, "no object" },
            { "[]", 422, "no object" },
            { "\"text\"", 422, "no object" },
            { "7", 422, "no object" },
            { Deep(33), 400, "deeper than 32 levels" },
            { Deep(5_000), 400, "deeper than 32 levels" },
            { "{\"title\": \"a\", \"title\": \"b\"}", 400, "title: stands twice" },
            { "{\"x\": {\"y\": 1, \"y\": 2}}", 400, "y: stands twice" },
            { "{\"title\": \"\\ud800\"}", 400, "title: holds half of a character" },
            { "{\"title\": \"\\udc00 \\ud83d\"}", 400, "title: holds half of a character" },
            { "{\"\\ud800\": 1}", 400, "holds half of a character" },
            { "{\"title\": \"a\\u0000b\"}", 422, "title: holds a NUL" },
            { "{\"a\\u0000\": 1}", 422, "holds a NUL" },
        };

    [Theory]
    [MemberData(nameof(Torn))]
    public async Task What_is_no_body_is_refused_alike_by_every_route_that_takes_one(
        string body,
        int status,
        string words
    )
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        foreach (var route in await WithBodyAsync(http))
        {
            var reply = await http.AskAsync(
                new HttpMethod(route.Method),
                route.Fill(one.Ids.GetValueOrDefault(route.Kind, Guid.Empty), one.Task),
                body
            );
            reply.ShouldRefuse(status, words);
        }
        one.Rows().ShouldBe(before);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused_by_every_route_that_takes_a_body()
    {
        using var http = one.Server.Http();
        byte[] latin = [.. "{\"title\": \"caf"u8, 0xe9, .. "\"}"u8];
        foreach (var route in await WithBodyAsync(http))
            (await SendAsync(http, route, latin, "application/json")).ShouldRefuse(400, "UTF-8");
    }

    [Theory]
    [InlineData("text/plain", "application/json")]
    [InlineData("application/x-www-form-urlencoded", "application/json")]
    [InlineData("multipart/form-data; boundary=x", "application/json")]
    [InlineData("application/xml", "application/json")]
    [InlineData("application/json; charset=utf-16", "UTF-8")]
    [InlineData("application/json; charset=no-such-thing", "UTF-8")]
    [InlineData(null, "application/json")]
    public async Task Another_content_type_is_a_415_that_names_the_right_one(
        string? type,
        string words
    )
    {
        using var http = one.Server.Http();
        foreach (var route in await WithBodyAsync(http))
            (await SendAsync(http, route, "{}"u8.ToArray(), type)).ShouldRefuse(415, words);
    }

    [Theory]
    [InlineData("POST", "/api/tasks", "{}", "title: is missing")]
    [InlineData("POST", "/api/tasks", "{\"title\": \"x\"}", "project_id: name the project")]
    [InlineData("POST", "/api/tasks", "{\"title\": null}", "title: must not be null")]
    [InlineData("POST", "/api/tasks", "{\"title\": 1}", "title: a text must stand here")]
    [InlineData("POST", "/api/tasks", "{\"title\": {}}", "title: a text must stand here")]
    [InlineData(
        "POST",
        "/api/tasks",
        "{\"title\": \"x\", \"project_id\": \"zzz\"}",
        "project_id: a UUID must"
    )]
    [InlineData(
        "POST",
        "/api/tasks",
        "{\"title\": \"x\", \"project_id\": 7}",
        "project_id: a UUID must"
    )]
    [InlineData(
        "POST",
        "/api/tasks",
        "{\"title\": \"x\", \"image_ids\": {}}",
        "image_ids: a list of UUIDs must"
    )]
    [InlineData(
        "PUT",
        "/api/tasks/{task}",
        "{\"status\": \"nope\"}",
        "status: one of todo, inprogress"
    )]
    [InlineData("PUT", "/api/tasks/{task}", "{\"status\": 2}", "status: one of todo, inprogress")]
    [InlineData("PUT", "/api/tasks/{task}", "{\"status\": \"todo,done\"}", "status: one of todo")]
    [InlineData("PUT", "/api/tasks/{task}", "{\"status\": \"Done\"}", "status: one of todo")]
    [InlineData("PUT", "/api/tasks/{task}", "{\"title\": \" \"}", "title: a task needs a title")]
    [InlineData(
        "POST",
        "/api/tasks/create-and-start",
        "{\"task\": {}, \"executor_profile_id\": {\"executor\": \"SHELL\"}}",
        "task: title: is missing"
    )]
    [InlineData(
        "POST",
        "/api/tasks/create-and-start",
        "{\"task\": {\"title\": \"x\"}, \"executor_profile_id\": {\"executor\": 5}}",
        "executor: a text must stand here"
    )]
    [InlineData("POST", "/api/projects", "{\"name\": \"x\"}", "git_repo_path: is missing")]
    [InlineData(
        "POST",
        "/api/projects",
        "{\"name\": [], \"git_repo_path\": \"/\"}",
        "name: a text must stand here"
    )]
    [InlineData(
        "POST",
        "/api/task-attempts/{attempt}/follow-up",
        "{\"prompt\": null}",
        "prompt: must not be null"
    )]
    [InlineData(
        "POST",
        "/api/task-attempts/{attempt}/follow-up",
        "{\"prompt\": \"x\", \"steer\": \"yes\"}",
        "steer: true or false must"
    )]
    [InlineData(
        "POST",
        "/api/approvals/x/respond",
        "{\"status\": {\"status\": \"maybe\"}}",
        "status: one of pending, approved"
    )]
    [InlineData("PUT", "/api/config", "{\"theme\": 1}", "theme: a text must stand here")]
    [InlineData(
        "PUT",
        "/api/config",
        "{\"executor_profile\": null}",
        "executor_profile: must not be null"
    )]
    [InlineData("PUT", "/api/profiles", "{\"executors\": 1}", "executors")]
    [InlineData(
        "PUT",
        "/api/profiles",
        "{\"executors\": {\"SHELL\": {\"X\": {\"SHELL\": {\"command\": 5}}}}}",
        "executors.SHELL.X.SHELL.command: a text"
    )]
    [InlineData(
        "PUT",
        "/api/profiles",
        "{\"executors\": {\"SHELL\": {\"X\": {\"SHELL\": {\"env\": {\"A=B\": \"c\"}}}}}}",
        "executors.SHELL.X.SHELL.env: an object of texts"
    )]
    public async Task A_wrong_field_is_named_with_what_must_stand_there(
        string method,
        string path,
        string body,
        string words
    )
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        var reply = await http.AskAsync(
            new HttpMethod(method),
            path.Replace("{task}", one.Task.ToString())
                .Replace("{attempt}", one.Attempt.ToString()),
            body
        );
        reply.ShouldRefuse(422, words);
        one.Rows().ShouldBe(before);
    }

    [Fact]
    public async Task Settings_that_were_refused_are_as_they_were_and_survive_a_restart()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        (await http.AskAsync(HttpMethod.Put, "/api/config", "{\"theme\": \"DARK\"}"))
            .Data.Text("theme")
            .ShouldBe("DARK");
        var good = (await http.ReadAsync("/api/config")).Body.ToJsonString();
        foreach (
            var bad in new[]
            {
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": \"\\ud800\"}",
                $"{{\"a\": {Deep(40)}}}",
                $"{{\"a\": \"{new string('x', 2 << 20)}\"}}",
                "{\"notifications\": {\"sound_enabled\": \"loud\"}}",
            }
        )
            (await http.AskAsync(HttpMethod.Put, "/api/config", bad)).Status.ShouldBeOneOf(
                System.Net.HttpStatusCode.BadRequest,
                System.Net.HttpStatusCode.UnprocessableEntity
            );
        (await http.ReadAsync("/api/config")).Body.ToJsonString().ShouldBe(good);
        // As deep as is taken: it must also come out again.
        (await http.AskAsync(HttpMethod.Put, "/api/config", $"{{\"kept\": {Deep(31)}}}"))
            .Data["kept"]
            .ShouldNotBeNull();
        await server.StopAsync();
        await server.StartAsync();
        using var again = server.Http();
        (await again.ReadAsync("/api/info")).Data["config"]!["kept"].ShouldNotBeNull();
        server.Log.ShouldNotContain("fail:");
    }

    private static string Deep(int levels) =>
        string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static async Task<List<BookedRoute>> WithBodyAsync(HttpClient http)
    {
        List<BookedRoute> found =
        [
            .. (await RouteBook.ReadAsync(http)).Where(r => r.Bodies.Count > 0),
        ];
        found.Count.ShouldBeGreaterThan(12);
        return found;
    }

    private async Task<Reply> SendAsync(
        HttpClient http,
        BookedRoute route,
        byte[] body,
        string? type
    )
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(route.Method),
            route.Fill(one.Ids.GetValueOrDefault(route.Kind, Guid.Empty), one.Task)
        );
        request.Content = new ByteArrayContent(body);
        if (type is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await http.SendAsync(request).WaitAsync(RunningServer.Deadline);
        return new Reply(
            answer.StatusCode,
            JsonNode.Parse(await answer.Content.ReadAsStringAsync())!
        );
    }
}
