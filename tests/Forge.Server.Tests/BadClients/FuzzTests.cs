using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using Xunit.Abstractions;

namespace Forge.Server.Tests.BadClients;

/// <summary>
/// Ten thousand requests, right ones and wrong ones, over everything that the server says it answers. FORGE_TEST_SEED
/// repeats a run (as far as several at once can be repeated), FORGE_TEST_REQUESTS makes it longer.
/// </summary>
public sealed partial class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Workers = 8;
    private const int MostAttempts = 30;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);
    private static readonly string[] Bare =
    [
        "/health",
        "/api/routes",
        "/api/forge/auth-required",
        "/api/openapi.json",
    ];

    private readonly int _seed = Number("FORGE_TEST_SEED", Random.Shared.Next());
    private readonly ConcurrentQueue<string> _problems = [];
    private readonly ConcurrentDictionary<string, int> _statuses = [];
    private readonly ConcurrentDictionary<string, int> _answered = [];
    private IReadOnlyList<BookedRoute> _routes = [];
    private volatile IReadOnlyDictionary<string, Guid[]> _ids = new Dictionary<string, Guid[]>();
    private RunningServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_MAX_AGENTS", "2"),
            ("FORGE_AGENT_IDLE_SECONDS", "1")
        );
        _http = _server.Http();
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _routes = await RouteBook.ReadAsync(_http);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Ten_thousand_random_requests_over_every_route_find_no_mistake_of_ours()
    {
        output.WriteLine($"FORGE_TEST_SEED={_seed}");
        var canary = _server.Place.At("canary.txt");
        await File.WriteAllTextAsync(canary, "sings\n");
        await RenewAsync();
        var each = Number("FORGE_TEST_REQUESTS", 10_000) / Workers;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(w => WorkAsync(w, each)));
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s; {Counts(_statuses)}");
        _problems.ShouldBeEmpty($"FORGE_TEST_SEED={_seed}\n{string.Join('\n', Complaints())}");
        _answered.Count.ShouldBe(_routes.Count, $"not asked: {Unasked()}");
        _statuses.Keys.ShouldContain("200");
        (await File.ReadAllTextAsync(canary)).ShouldBe("sings\n");
        await InsistOnOrderAsync();
        await _server.StopAsync();
        await _server.StartAsync();
        _http.Dispose();
        _http = _server.Http();
        await InsistOnOrderAsync();
        Complaints().ShouldBeEmpty($"FORGE_TEST_SEED={_seed}");
    }

    private async Task WorkAsync(int worker, int count)
    {
        var random = new Random(_seed + worker);
        var mutations = new Mutations(random);
        for (var i = 0; i < count && _problems.Count < 10; i++)
        {
            if (worker == 0 && i % 50 == 0)
                await RenewAsync();
            // Each route has its turn, also those that chance would leave out.
            var route = i < _routes.Count ? _routes[i] : mutations.Pick(_routes);
            await TryAsync(route, random, mutations);
        }
    }

    private async Task TryAsync(BookedRoute route, Random random, Mutations mutations)
    {
        var method = mutations.OneIn(6)
            ? mutations.Pick(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"])
            : route.Method;
        var path = Path(route, mutations) + Query(mutations);
        if (route.Template.EndsWith("/ws") && mutations.OneIn(3))
        {
            await AbuseAsync(path, random);
            return;
        }
        var body = Body(route, mutations);
        var asked = $"{method} {path} {body}";
        try
        {
            using var request = Request(method, path, body, mutations);
            using var limit = new CancellationTokenSource(AnswerLimit);
            using var answer = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            await JudgeAsync(asked, path, answer, limit.Token);
            _answered.AddOrUpdate(route.ToString(), 1, (_, n) => n + 1);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            _problems.Enqueue($"{Cut(asked)} was not answered: {error.Message}");
        }
    }

    private async Task JudgeAsync(
        string asked,
        string path,
        HttpResponseMessage answer,
        CancellationToken ct
    )
    {
        var status = (int)answer.StatusCode;
        _statuses.AddOrUpdate(status.ToString(), 1, (_, n) => n + 1);
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return;
        var text = await answer.Content.ReadAsStringAsync(ct);
        var wrong =
            status is 500 or > 503 or 502 ? "a mistake of ours"
            : asked.StartsWith("HEAD ", StringComparison.Ordinal) ? null
            : status == 302 && path.StartsWith("/login", StringComparison.Ordinal) ? null
            : status == 200 && answer.Content.Headers.ContentType?.MediaType == "text/x-diff" ? null
            : status == 200 && Bare.Any(b => path.StartsWith(b, StringComparison.Ordinal)) ? null
            // An address that is none is refused below HTTP.
            : status == 400 && text.Length == 0 && path.Split('?')[0].Contains("%00") ? null
            : status == 414 && text.Length == 0 && path.Length > 8_000 ? null
            : Complaint.Wrong(status, Parsed(text));
        if (wrong is not null)
            _problems.Enqueue($"{Cut(asked)} → {status}, {wrong}: {Cut(text)}");
    }

    // A stream is opened, told something, and left without a word.
    private async Task AbuseAsync(string path, Random random)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_server.Token}");
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            await socket.ConnectAsync(
                new Uri(_server.Url.Replace("http:", "ws:") + path),
                limit.Token
            );
            _statuses.AddOrUpdate("101", 1, (_, n) => n + 1);
            var garbage = new byte[random.Next(2_000)];
            random.NextBytes(garbage);
            await socket.SendAsync(garbage, WebSocketMessageType.Binary, true, limit.Token);
            await socket.ReceiveAsync(new byte[1024], new CancellationTokenSource(20).Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            if (limit.IsCancellationRequested)
                _problems.Enqueue($"{path} did not shake hands within {AnswerLimit}");
        }
        socket.Abort();
    }

    private string Path(BookedRoute route, Mutations mutations)
    {
        var path = route.Template;
        while (path.IndexOf('{') is >= 0 and var start)
        {
            var end = path.IndexOf('}');
            var kind = path[(start + 1)..end] == "task_id" ? "tasks" : route.Kind;
            path = path[..start] + Id(kind, mutations) + path[(end + 1)..];
        }
        return mutations.OneIn(30) ? path + "/" + Uri.EscapeDataString(mutations.Text()) : path;
    }

    private string Id(string kind, Mutations mutations)
    {
        var known = _ids.GetValueOrDefault(kind, []);
        if (known.Length > 0 && !mutations.OneIn(3))
            return mutations.Pick(known).ToString();
        if (mutations.OneIn(3))
            return Guid.NewGuid().ToString();
        var text = Uri.EscapeDataString(mutations.Text());
        return text.Length is 0 or > 2_000 ? "none" : text;
    }

    private string Query(Mutations mutations)
    {
        if (mutations.OneIn(4))
            return "";
        var names = new[]
        {
            ("project_id", "projects"),
            ("task_id", "tasks"),
            ("task_attempt_id", "task-attempts"),
            ("file_path", ""),
            ("sha", ""),
            ("q", ""),
            ("mode", ""),
            ("ref", ""),
            ("path", "here"),
            ("stats_only", ""),
            ("follow", ""),
            ("show_soft_deleted", ""),
            ("code", ""),
        };
        var parts = Enumerable
            .Range(0, 4)
            .Select(_ => mutations.Pick(names))
            .Select(n =>
                $"{n.Item1}={(n.Item2 == "here" ? _server.Place.Root : n.Item2.Length > 0 ? Id(n.Item2, mutations) : Short(mutations))}"
            );
        return "?" + string.Join('&', parts);
    }

    private static string Short(Mutations mutations)
    {
        var text = Uri.EscapeDataString(mutations.Text());
        return text.Length > 500 ? text[..500].TrimEnd('%') : text;
    }

    private string? Body(BookedRoute route, Mutations mutations)
    {
        if (route.Bodies.Count == 0)
            return mutations.OneIn(4) ? "{}" : null;
        var known = mutations.Pick(route.Bodies);
        if (mutations.OneIn(20))
            return null;
        return mutations.Body(Harmless(known, mutations)).Replace("<place>", _server.Place.Root);
    }

    // What was recorded, with our ids, and with nothing to run but `true`.
    private string Harmless(string recorded, Mutations mutations)
    {
        var node = JsonNode.Parse(recorded)!.AsObject();
        var full = _ids.GetValueOrDefault("task-attempts", []).Length >= MostAttempts;
        foreach (var part in new[] { node, node["task"] }.OfType<JsonObject>())
        {
            if (part.ContainsKey("project_id"))
                part["project_id"] = full ? Guid.NewGuid().ToString() : Id("projects", mutations);
            if (part.ContainsKey("task_id"))
                part["task_id"] = full ? Guid.NewGuid().ToString() : Id("tasks", mutations);
            if (part.ContainsKey("process_id"))
                part["process_id"] = Id("execution-processes", mutations);
            if (part.ContainsKey("git_repo_path"))
                part["git_repo_path"] =
                    $"<place>/{mutations.Pick(["repo", "made", "home", "nope"])}";
            if (part.ContainsKey("use_existing_repo"))
                part["use_existing_repo"] = !mutations.OneIn(5);
        }
        if (node["executor_profile_id"] is JsonObject agent)
            (agent["executor"], agent["command"]) = ("SHELL", "true");
        return node.ToJsonString();
    }

    private static HttpRequestMessage Request(
        string method,
        string path,
        string? body,
        Mutations mutations
    )
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is null)
            return request;
        var bytes = Encoding.UTF8.GetBytes(body);
        if (mutations.OneIn(50) && bytes.Length > 0)
            bytes[bytes.Length / 2] = 0xff;
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            mutations.OneIn(20)
                ? mutations.Pick([
                    "text/plain",
                    "application/json; charset=utf-7",
                    "application/x-www-form-urlencoded",
                ])
                : "application/json"
        );
        request.Headers.TransferEncodingChunked = mutations.OneIn(10) ? true : null;
        return request;
    }

    /// <summary>Looks again what there is; a project that was deleted is added anew.</summary>
    private async Task RenewAsync()
    {
        foreach (var project in (await _http.ReadAsync("/api/projects")).Data.AsArray())
            project.Text("git_repo_path").ShouldStartWith(_server.Place.Root);
        var projects = await IdsAsync("/api/projects");
        if (projects.Length == 0)
        {
            var id = await _http.AddProjectAsync(_server.Place.Repository);
            await _http.RunAsync(id, "A thing", command: "echo w > f3.txt");
            projects = [id];
        }
        var attempts = await IdsAsync("/api/task-attempts");
        List<Guid> tasks = [];
        foreach (var project in projects.Take(3))
            tasks.AddRange(await IdsAsync($"/api/tasks?project_id={project}"));
        List<Guid> processes = [];
        foreach (var attempt in attempts.Take(5))
            processes.AddRange(
                await IdsAsync($"/api/execution-processes?task_attempt_id={attempt}")
            );
        _ids = new Dictionary<string, Guid[]>
        {
            ["projects"] = projects,
            ["tasks"] = [.. tasks.Take(40)],
            ["task-attempts"] = attempts,
            ["execution-processes"] = [.. processes],
        };
    }

    private async Task<Guid[]> IdsAsync(string path)
    {
        var reply = await _http.ReadAsync(path);
        return reply.Status == HttpStatusCode.OK
            ? [.. reply.Data.AsArray().Select(row => Guid.Parse(row.Id()))]
            : [];
    }

    private string Unasked() =>
        string.Join(", ", _routes.Select(r => r.ToString()).Except(_answered.Keys));

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Counts(IEnumerable<KeyValuePair<string, int>> of) =>
        string.Join(", ", of.OrderBy(c => c.Key).Select(c => $"{c.Key}: {c.Value}"));

    private static string Cut(string text) => text.Length > 600 ? text[..600] + "…" : text;

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var set) ? set : otherwise;
}
