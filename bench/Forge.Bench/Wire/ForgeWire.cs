using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Forge.Bench.Machine;

namespace Forge.Bench.Wire;

/// <summary>Requests as any client of the wire makes them.</summary>
internal sealed class ForgeWire(Uri address) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false }
    );

    public string? Token { get; set; }

    public Uri Address => address;

    /// <summary>Whether the server gives a good answer.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/projects", null, ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException error)
            when (error.InnerException is SocketException or IOException)
        {
            return false;
        }
    }

    public async Task<JsonNode> AskAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        CancellationToken ct
    )
    {
        using var answer = await SendAsync(method, path, body, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (!answer.IsSuccessStatusCode)
            throw new MeasureFailed($"{method} {path}: {(int)answer.StatusCode} {text}");
        var reply = JsonNode.Parse(text)!;
        return (bool?)reply["success"] == true
            ? reply["data"] ?? new JsonObject()
            : throw new MeasureFailed($"{method} {path}: {(string?)reply["message"]}");
    }

    /// <summary>Reads an answer to its end and forgets it.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<long> LoadAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, ct);
        if (!answer.IsSuccessStatusCode)
            throw new MeasureFailed($"{path}: {(int)answer.StatusCode}");
        var stream = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[64 * 1024];
        long all = 0;
        while (await stream.ReadAsync(buffer, ct) is var read and > 0)
            all += read;
        return all;
    }

    public async Task<Guid> AddProjectAsync(string repository, CancellationToken ct)
    {
        var project = await AskAsync(
            HttpMethod.Post,
            "/api/projects",
            new JsonObject
            {
                ["name"] = Path.GetFileName(repository),
                ["git_repo_path"] = repository,
                ["use_existing_repo"] = true,
                ["setup_script"] = null,
                ["dev_script"] = null,
                ["cleanup_script"] = null,
                ["copy_files"] = null,
            },
            ct
        );
        return Id(project);
    }

    /// <summary>Creates a task and starts the scripted agent on it; the times of the request are in the answer.</summary>
    public async Task<Accepted> RunAsync(
        Guid project,
        string title,
        string script,
        CancellationToken ct
    )
    {
        var body = new JsonObject
        {
            ["task"] = new JsonObject
            {
                ["project_id"] = project,
                ["title"] = title,
                ["description"] = script,
            },
            ["executor_profile_id"] = new JsonObject
            {
                ["executor"] = "CLAUDE_CODE",
                ["variant"] = null,
            },
            ["base_branch"] = "main",
        };
        var asked = WallClock.Now;
        var task = await AskAsync(HttpMethod.Post, "/api/tasks/create-and-start", body, ct);
        return new Accepted(Id(task), title, asked, WallClock.Now);
    }

    public async Task<IReadOnlyList<TaskState>> TasksAsync(Guid project, CancellationToken ct)
    {
        var tasks = await AskAsync(HttpMethod.Get, $"/api/tasks?project_id={project}", null, ct);
        return
        [
            .. from task in tasks.AsArray()
            select new TaskState(
                Id(task),
                (string)task["status"]!,
                (bool)task["has_in_progress_attempt"]!,
                (bool)task["last_attempt_failed"]!
            ),
        ];
    }

    public async Task<Attempt> AttemptAsync(Accepted run, CancellationToken ct)
    {
        var attempts = await AskAsync(
            HttpMethod.Get,
            $"/api/task-attempts?task_id={run.Task}",
            null,
            ct
        );
        var attempt = attempts.AsArray()[0]!;
        return new Attempt(Id(attempt), (string?)attempt["container_ref"]);
    }

    /// <summary>The run of the agent; null while there is none.</summary>
    public async Task<AgentRun?> AgentRunAsync(Guid attempt, CancellationToken ct)
    {
        var all = await AskAsync(
            HttpMethod.Get,
            $"/api/execution-processes?task_attempt_id={attempt}",
            null,
            ct
        );
        return (
            from process in all.AsArray()
            where (string?)process!["run_reason"] == "codingagent"
            select new AgentRun(Id(process), (string)process["status"]!)
        ).FirstOrDefault();
    }

    public Task StopAsync(Guid attempt, CancellationToken ct) =>
        AskAsync(HttpMethod.Post, $"/api/task-attempts/{attempt}/stop", null, ct);

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        CancellationToken ct
    )
    {
        var request = new HttpRequestMessage(method, new Uri(address, path));
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
            request.Content = new StringContent(
                body.ToJsonString(),
                Encoding.UTF8,
                "application/json"
            );
        return _http.SendAsync(request, ct);
    }

    private static Guid Id(JsonNode node) => Guid.Parse((string)node["id"]!);
}
