using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Forge.Server.Tests.Support;

/// <summary>What tests of running attempts ask again and again.</summary>
internal static class Runs
{
    public static Task<Reply> FollowUpAsync(
        this HttpClient http,
        Guid attempt,
        string prompt,
        bool steer = false,
        string? variant = null
    ) =>
        http.SendAsync(
            $"/api/task-attempts/{attempt}/follow-up",
            new JsonObject
            {
                ["prompt"] = prompt,
                ["steer"] = steer,
                ["variant"] = variant,
            }
        );

    public static Task<Reply> DoAsync(this HttpClient http, Guid attempt, string verb) =>
        http.SendAsync($"/api/task-attempts/{attempt}/{verb}", []);

    public static async Task<JsonNode> AttemptAsync(this HttpClient http, Guid attempt) =>
        (await http.ReadAsync($"/api/task-attempts/{attempt}")).Data;

    public static async Task<string> WorktreeAsync(this HttpClient http, Guid attempt) =>
        (
            await http.UntilAsync(
                $"/api/task-attempts/{attempt}",
                r => r.Data["container_ref"] is not null
            )
        ).Data["container_ref"]!.GetValue<string>();

    public static async Task<string> BranchAsync(this HttpClient http, Guid attempt) =>
        (await http.AttemptAsync(attempt))["branch"]!.GetValue<string>();

    public static async Task<string> TaskStatusAsync(this HttpClient http, Guid attempt)
    {
        var task = (await http.AttemptAsync(attempt))["task_id"]!.GetValue<string>();
        return (await http.ReadAsync($"/api/tasks/{task}")).Data["status"]!.GetValue<string>();
    }

    /// <summary>The processes as soon as they look so.</summary>
    public static async Task<JsonArray> ProcessesAsync(
        this HttpClient http,
        Guid attempt,
        Func<JsonArray, bool> fits
    ) =>
        (
            await http.UntilAsync(
                $"/api/execution-processes?task_attempt_id={attempt}",
                r => fits(r.Data.AsArray())
            )
        ).Data.AsArray();

    public static Task<JsonArray> ProcessesAsync(this HttpClient http, Guid attempt) =>
        http.ProcessesAsync(attempt, _ => true);

    public static string Id(this JsonNode? process) => process!["id"]!.GetValue<string>();

    public static string Text(this JsonNode? node, string name) =>
        node![name]?.GetValue<string>() ?? "";

    public static string Prompt(this JsonNode? process) =>
        process!["executor_action"]!["typ"].Text("prompt");

    public static async Task<string> OutputAsync(this HttpClient http, JsonNode? process) =>
        (await http.ReadAsync($"/api/execution-processes/{process.Id()}")).Data.Text("output");

    /// <summary>Waits until the process's text holds a part.</summary>
    public static Task SaysAsync(this HttpClient http, JsonNode? process, string part) =>
        http.UntilAsync(
            $"/api/execution-processes/{process.Id()}",
            r => r.Data.Text("output").Contains(part, StringComparison.Ordinal)
        );

    /// <summary>The conversation of a process: until it is finished, or as soon as it looks so.</summary>
    public static async Task<string> ConversationAsync(
        this RunningServer server,
        JsonNode? process,
        Func<string, bool>? until = null
    )
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {server.Token}");
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        var path = $"/api/execution-processes/{process.Id()}/normalized-logs/ws";
        await socket.ConnectAsync(
            new Uri(server.Url.Replace("http://", "ws://", StringComparison.Ordinal) + path),
            limit.Token
        );
        var all = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (until?.Invoke(all.ToString()) != true)
            {
                var got = await socket.ReceiveAsync(buffer, limit.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    break;
                all.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            }
        }
        catch (WebSocketException error)
        {
            throw new InvalidOperationException($"{path} broke after: {all}\n{server.Log}", error);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{path} did not come to what was waited for: {all}");
        }
        return all.ToString();
    }

    /// <summary>Waits until the conversation asks a person, and gives the question's id.</summary>
    public static async Task<string> PendingAsync(this RunningServer server, JsonNode? process)
    {
        var text = await server.ConversationAsync(
            process,
            t => Regex.IsMatch(t, "\"approval_id\":\"[^\"]+\"")
        );
        text.ShouldContain("pending_approval");
        return Regex.Match(text, "\"approval_id\":\"([^\"]+)\"").Groups[1].Value;
    }

    /// <summary>What the server wrote about itself.</summary>
    public static int ServerPid(Place place) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(place.State, "server.json")))![
            "pid"
        ]!.GetValue<int>();

    /// <summary>The session directories that ran something in a worktree, oldest first.</summary>
    public static IReadOnlyList<string> SessionsIn(this Place place, string worktree) =>
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(place.State, "sessions"))
                .Where(d => File.Exists(Path.Combine(d, "spec.json")))
                .Where(d => File.ReadAllText(Path.Combine(d, "spec.json")).Contains(worktree))
                .OrderBy(d => File.GetCreationTimeUtc(Path.Combine(d, "spec.json"))),
        ];

    /// <summary>Processes that carry the mark of a session, whatever session they are in by now.</summary>
    public static IReadOnlyList<int> Alive(string sessionDirectory)
    {
        var mark = $"FORGE_SESSION={Path.GetFileName(sessionDirectory)}\0";
        return
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
                .Where(pid => pid > 0 && Read($"/proc/{pid}/environ").Contains(mark)),
        ];
    }

    public static bool IsAlive(int pid) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } stat
        && stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
