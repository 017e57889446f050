using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Support;

/// <summary>Requests as a client makes them, and what came back.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonNode Body)
{
    public JsonNode Data => Body["data"]!;
    public string Message => Body["message"]?.GetValue<string>() ?? "";

    /// <summary>The id of what was made.</summary>
    public Guid Id => Guid.Parse(Data["id"]!.GetValue<string>());
}

internal static class Wire
{
    public static async Task<Reply> AskAsync(
        this HttpClient http,
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request).WaitAsync(RunningServer.Deadline);
        var text = await answer.Content.ReadAsStringAsync();
        return new Reply(
            answer.StatusCode,
            text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!
        );
    }

    public static Task<Reply> ReadAsync(this HttpClient http, string path) =>
        http.AskAsync(HttpMethod.Get, path);

    public static Task<Reply> SendAsync(
        this HttpClient http,
        string path,
        JsonObject? body = null
    ) => http.AskAsync(HttpMethod.Post, path, body?.ToJsonString());

    /// <summary>Asks until the answer fits, or the deadline is over; then the last answer is in the error.</summary>
    public static async Task<Reply> UntilAsync(
        this HttpClient http,
        string path,
        Func<Reply, bool> fits
    )
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (true)
        {
            var reply = await http.ReadAsync(path);
            if (reply.Status == HttpStatusCode.OK && fits(reply))
                return reply;
            if (limit.IsCancellationRequested)
                throw new TimeoutException(
                    $"{path} never came to what was waited for; last: {reply.Status} {reply.Body.ToJsonString()}"
                );
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }
    }

    public static async Task<Guid> AddProjectAsync(
        this HttpClient http,
        string path,
        JsonObject? more = null
    )
    {
        var body = more ?? [];
        body["name"] = Path.GetFileName(path);
        body["git_repo_path"] = path;
        return (await http.SendAsync("/api/projects", body)).Id;
    }

    /// <summary>Creates and starts; returns the attempt's id.</summary>
    public static async Task<Guid> RunAsync(
        this HttpClient http,
        Guid project,
        string title,
        string? description = null,
        string executor = "SHELL",
        string? command = null,
        string? variant = null
    )
    {
        var reply = await http.SendAsync(
            "/api/tasks/create-and-start",
            new JsonObject
            {
                ["task"] = new JsonObject
                {
                    ["project_id"] = project,
                    ["title"] = title,
                    ["description"] = description,
                },
                ["executor_profile_id"] = new JsonObject
                {
                    ["executor"] = executor,
                    ["variant"] = variant,
                    ["command"] = command,
                },
                ["base_branch"] = "main",
            }
        );
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Message);
        return Guid.Parse(reply.Data["attempts"]![0]!["id"]!.GetValue<string>());
    }

    /// <summary>The processes of an attempt when <paramref name="count"/> are there and none runs.</summary>
    public static async Task<JsonArray> RestAsync(this HttpClient http, Guid attempt, int count)
    {
        var reply = await http.UntilAsync(
            $"/api/execution-processes?task_attempt_id={attempt}",
            r =>
                r.Data.AsArray().Count >= count
                && r.Data.AsArray().All(p => Status(p!) != "running")
        );
        return reply.Data.AsArray();
    }

    public static string Status(JsonNode process) => process["status"]!.GetValue<string>();
}
