using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using Forge.Server.Tests.Wire;

namespace Forge.Server.Tests.Streams;

/// <summary>The frames that were recorded from the old server against ours: the same operations on the same paths, with the same keys and kinds.</summary>
public sealed class RecordedFrames(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task Every_recorded_operation_has_one_of_ours_with_its_shape()
    {
        var ours = (await OursAsync())
            .SelectMany(o => Operations(o.Stream, o.Frame))
            .ToLookup(o => o.Kind, o => o.Value);
        List<string> problems = [];
        foreach (var (kind, value) in Recorded().DistinctBy(r => r.Kind))
            if (!ours.Contains(kind))
                problems.Add($"{kind}: never came");
            else
                problems.AddRange(
                    Shape.Missing(value, ours[kind].First()).Select(p => $"{kind}: {p}")
                );
        problems.ShouldBeEmpty();
        Recorded().Select(r => r.Kind).Distinct().Count().ShouldBeGreaterThan(12);
    }

    // Drafts have no stream here yet. The old diff told a rename's parts as removals of paths it had never shown, and the
    // old events let some entries of logs through.
    private static readonly string[] Left =
    [
        "/drafts",
        "remove /entries",
        "events(SSE) add /entries",
    ];

    private static IEnumerable<(string Kind, JsonNode? Value)> Recorded() =>
        from line in File.ReadLines(SharedFiles.Find("wire", "ws.jsonl"))
        let json = JsonNode.Parse(line)!
        let stream = json["stream"]!.GetValue<string>()
        let frame = json["frame"]?.GetValue<string>()
        where frame is not null && stream != "drafts"
        // Several events stand in one piece of what was recorded, and long ones were cut.
        from data in stream.StartsWith("events") ? frame.Split('\n').Where(IsData) : [frame]
        from operation in Operations(
            stream.Replace(" (finished process)", ""),
            JsonNode.Parse(data[data.IndexOfAny(['{', '['])..])!
        )
        where !Left.Any(operation.Kind.Contains)
        select operation;

    private static bool IsData(string line) => line.StartsWith("data: ") && line.EndsWith(']');

    // What an operation is about: its stream, its name, its path without ids and numbers, and what kind of thing it carries.
    private static IEnumerable<(string Kind, JsonNode? Value)> Operations(
        string stream,
        JsonNode frame
    )
    {
        if (frame is JsonObject && frame["finished"] is not null)
            return [($"{stream} finished", frame)];
        var operations = frame as JsonArray ?? frame["JsonPatch"]!.AsArray();
        return operations.Select(o =>
        {
            var path = o!["path"]!.GetValue<string>().Split('/');
            var value = o["value"];
            var content = value?["content"] as JsonObject;
            var what =
                content?["entry_type"]?["type"]
                ?? content?["change"]
                ?? value?["executor_action"]?["typ"]?["type"]
                ?? value?["type"];
            // The first frame holds all rows by id: one of them is compared.
            if (path.Length == 2 && value is JsonObject rows)
                value = rows.First().Value;
            return ($"{stream} {o["op"]} /{path[1]} {path.Length} {what}", value);
        });
    }

    private async Task<List<(string Stream, JsonNode Frame)>> OursAsync()
    {
        using var http = _server.Http();
        var project = await http.AddProjectAsync(
            _server.Place.MakeRepository("recorded"),
            new JsonObject { ["cleanup_script"] = "true" }
        );
        await http.RunAsync(project, "Before", command: "true");
        var tasks = await StreamClient.OpenAsync(
            _server,
            $"/api/tasks/stream/ws?project_id={project}"
        );
        var talk = await http.RunAsync(
            project,
            "Stream me",
            "LINES=3 RATE=3 WRITE=new.txt",
            executor: "CLAUDE_CODE"
        );
        var process = await FirstAsync(http, talk);
        var processes = await StreamClient.OpenAsync(
            _server,
            $"/api/execution-processes/stream/ws?task_attempt_id={talk}"
        );
        List<(string, JsonNode)> frames = [];
        foreach (
            var (name, kind) in new[]
            {
                ("raw-logs", "raw-logs"),
                ("normalized-logs", "normalized-logs"),
            }
        )
        {
            await using var log = await StreamClient.OpenAsync(
                _server,
                $"/api/execution-processes/{process}/{kind}/ws"
            );
            frames.AddRange((await log.ToEndAsync()).Select(f => (name, f)));
            frames.Add((name, JsonNode.Parse("""{"finished":true}""")!));
        }
        await http.RestAsync(talk, 2);
        var change = await http.RunAsync(
            project,
            "Change",
            command: "printf '\\0\\1' >bin.dat; echo changed >f1.txt; rm f2.txt; mkdir sub; git mv f3.txt sub/f3.txt"
        );
        await http.RestAsync(change, 2);
        await http.SendAsync(
            $"/api/task-attempts/{talk}/follow-up",
            new JsonObject { ["prompt"] = "LINES=1" }
        );
        await http.RestAsync(talk, 4);
        frames.AddRange(await TakeAsync("tasks", tasks));
        frames.AddRange(await TakeAsync("processes", processes));
        frames.AddRange(await DiffAsync("diff", change, ""));
        frames.AddRange(await DiffAsync("diff stats_only", change, "?stats_only=true"));
        frames.AddRange(await EventsAsync());
        return frames;
    }

    private async Task<IEnumerable<(string, JsonNode)>> DiffAsync(
        string name,
        Guid attempt,
        string query
    ) =>
        await TakeAsync(
            name,
            await StreamClient.OpenAsync(_server, $"/api/task-attempts/{attempt}/diff/ws{query}"),
            TimeSpan.FromSeconds(2)
        );

    // All that comes until nothing came for a while.
    private static async Task<List<(string, JsonNode)>> TakeAsync(
        string name,
        StreamClient client,
        TimeSpan? quiet = null
    )
    {
        List<(string, JsonNode)> frames = [];
        await using (client)
            try
            {
                while (await client.NextAsync(quiet ?? TimeSpan.FromMilliseconds(500)) is { } frame)
                    frames.Add((name, frame));
            }
            catch (OperationCanceledException)
            {
                // Quiet.
            }
        return frames;
    }

    private async Task<IEnumerable<(string, JsonNode)>> EventsAsync()
    {
        var events = new EventReader();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await events.ReadAsync(_server, () => false, limit.Token);
        return events.Data.Select(d => ("events(SSE)", JsonNode.Parse(d)!));
    }

    private static async Task<string> FirstAsync(HttpClient http, Guid attempt) =>
        (
            await http.UntilAsync(
                $"/api/execution-processes?task_attempt_id={attempt}",
                r => r.Data.AsArray().Count > 0
            )
        ).Data[0]!["id"]!.GetValue<string>();
}
