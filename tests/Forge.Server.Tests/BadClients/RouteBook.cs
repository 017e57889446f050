using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>A route as the server itself lists it, with the bodies that were recorded for it.</summary>
internal sealed record BookedRoute(string Method, string Template, IReadOnlyList<string> Bodies)
{
    public bool IsStream => Template.EndsWith("/ws") || Template == "/api/events";

    public bool HasId => Template.Contains("{id}");

    /// <summary>projects, tasks, task-attempts, execution-processes, approvals …</summary>
    public string Kind =>
        Template.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "";

    public string Fill(object id, object? task = null) =>
        Template.Replace("{id}", id.ToString()).Replace("{task_id}", (task ?? id).ToString());

    public override string ToString() => $"{Method} {Template}";
}

/// <summary>Everything that the running server answers, from its own list: a new route is in it by being there.</summary>
internal static partial class RouteBook
{
    public static async Task<IReadOnlyList<BookedRoute>> ReadAsync(HttpClient http)
    {
        var list = await http.ReadAsync("/api/routes");
        var recorded = await RecordedAsync();
        return
        [
            .. list.Body["routes"]!
                .AsObject()
                .SelectMany(group => group.Value!.AsArray())
                .Select(line => line!.GetValue<string>().Split(' ', 2))
                .Select(line => new BookedRoute(
                    line[0],
                    line[1],
                    [
                        .. recorded
                            .Where(r => r.Method == line[0] && Fits(line[1], r.Path))
                            .Select(r => r.Body),
                    ]
                ))
                .OrderBy(r => r.ToString(), StringComparer.Ordinal),
        ];
    }

    private static bool Fits(string template, string path) =>
        Regex.IsMatch(path, "^" + Hole().Replace(template, "[^/]+") + "$")
        && !(template.EndsWith("{id}") && path.EndsWith("create-and-start"));

    private static async Task<List<(string Method, string Path, string Body)>> RecordedAsync()
    {
        // The first is a route of ours, which nobody recorded.
        List<(string, string, string)> found =
        [
            ("POST", "/api/task-attempts/x/report", """{"text": "half done"}"""),
        ];
        foreach (var line in await File.ReadAllLinesAsync(RecordedFiles.Find("wire", "rest.jsonl")))
        {
            var one = JsonNode.Parse(line)!;
            if (one["body"] is JsonObject body)
                found.Add(
                    (
                        one["method"]!.GetValue<string>(),
                        one["path"]!.GetValue<string>().Split('?')[0],
                        body.ToJsonString()
                    )
                );
        }
        return found;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();
}
