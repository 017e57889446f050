using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Wire;

/// <summary>
/// The requests that were recorded from the old server, in their order, against ours. Ids and paths are mapped as they
/// come; answers are compared by shape. Where ours is better on purpose, the expected status stands in a table.
/// </summary>
public sealed partial class RecordedRequests(OneServer one) : IClassFixture<OneServer>
{
    /// <summary>What the old server answered wrongly, and what ours says (WIRE: envelope, errors).</summary>
    private static readonly Dictionary<string, int> Better = new()
    {
        ["config get"] = 200,
        ["config put partial"] = 200,
        ["profiles put bad"] = 422,
        ["project create duplicate path"] = 409,
        ["project create missing path"] = 422,
        ["project create not a repo"] = 422,
        ["search"] = 200,
        ["task create (client's nested route)"] = 200,
        ["tasks list (client's nested route)"] = 200,
        ["task get (client's nested route)"] = 200,
        ["task create unknown project"] = 404,
        ["attempt create missing branch"] = 404,
        ["change-target-branch (client's body)"] = 200,
        ["change-target unknown"] = 404,
        ["push (no remote)"] = 409,
        ["delete-file escape"] = 422,
        ["merge again"] = 409,
        ["merge conflicting"] = 409,
        ["rebase conflicting"] = 409,
        ["approvals respond unknown"] = 404,
        ["fs directory bad"] = 404,
        ["unknown route"] = 404,
    };

    private readonly Dictionary<string, string> _ids = [];
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task Every_recorded_request_gets_an_answer_of_the_recorded_shape()
    {
        using var http = _server.Http();
        List<string> problems = [];
        foreach (var line in await File.ReadAllLinesAsync(RecordedFiles.Find("wire", "rest.jsonl")))
            problems.AddRange(await CompareAsync(http, JsonNode.Parse(line)!));
        problems.ShouldBeEmpty();
    }

    private async Task<List<string>> CompareAsync(HttpClient http, JsonNode recorded)
    {
        var name = recorded["name"]!.GetValue<string>();
        var body = recorded["body"] switch
        {
            null => null,
            JsonValue text when text.GetValueKind() == JsonValueKind.String =>
                text.GetValue<string>(),
            var json => Map(json.ToJsonString()),
        };
        await BeforeAsync(http, name);
        var reply = await http.AskAsync(
            new HttpMethod(recorded["method"]!.GetValue<string>()),
            Map(recorded["path"]!.GetValue<string>()),
            body
        );
        if (reply.Status == HttpStatusCode.NotImplemented)
            return reply.Body["success"]!.GetValue<bool>()
                ? [$"{name}: 501 must not be a success"]
                : [];
        var status = Better.GetValueOrDefault(name, recorded["status"]!.GetValue<int>());
        // The recording never listed this attempt; its id stands in later requests only.
        if (name == "create-and-start long")
            _ids["51e05858-cb61-49c3-8b7c-5359b63b0233"] = reply.Data["attempts"]![0]![
                "id"
            ]!.GetValue<string>();
        List<string> problems = [];
        if ((int)reply.Status != status)
            problems.Add(
                $"{name}: {status} was expected, {(int)reply.Status} came: {reply.Message}"
            );
        if (
            recorded["response"] is JsonObject answer
            && status == recorded["status"]!.GetValue<int>()
            && status < 400
        )
        {
            Learn(answer, reply.Body);
            problems.AddRange(
                Shape
                    .Missing(answer, reply.Body)
                    .Where(p => !IsOurs(name, p))
                    .Select(p => $"{name}: {p}")
            );
        }
        else if (reply.Body["success"]?.GetValue<bool>() != status < 400)
        {
            problems.Add($"{name}: no envelope: {reply.Body.ToJsonString()}");
        }
        return problems;
    }

    // The list of routes names what is built here, and a wave file is not JSON.
    private static bool IsOurs(string name, string problem) =>
        name == "routes" && problem.StartsWith("$.routes.", StringComparison.Ordinal);

    // The old server's agent was quick; here the answers of the recording are waited for.
    private async Task BeforeAsync(HttpClient http, string name)
    {
        if (
            name
            is "attempts of task"
                or "processes"
                or "follow-up"
                or "follow-up bare prompt (client's body)"
                or "replace-process"
                or "start-dev-server"
                or "change-target-branch"
                or "merge"
                or "merge conflicting"
                or "rebase conflicting"
        )
            foreach (var attempt in await AttemptsAsync(http))
                await http.UntilAsync(
                    $"/api/execution-processes?task_attempt_id={attempt}",
                    r =>
                        r.Data.AsArray()
                            .All(p =>
                                Support.Wire.Status(p!) != "running"
                                || p!["run_reason"]!.GetValue<string>() == "devserver"
                            )
                );
        if (name == "merge conflicting")
            EditOnMain();
        if (name == "follow-up while running")
            await http.UntilAsync(
                $"/api/execution-processes?task_attempt_id={_ids["51e05858-cb61-49c3-8b7c-5359b63b0233"]}",
                r => r.Data.AsArray().Count > 1
            );
    }

    // As whoever recorded did: main moves, in the file that the attempt changed.
    private void EditOnMain()
    {
        var repository = _server.Place.Repository;
        File.WriteAllText(Path.Combine(repository, "f1.txt"), "another edit\n");
        _server.Place.Git(repository, "commit", "-q", "-a", "-m", "another edit");
    }

    private static async Task<IEnumerable<string>> AttemptsAsync(HttpClient http) =>
        (await http.ReadAsync("/api/task-attempts"))
            .Data.AsArray()
            .Select(a => a!["id"]!.GetValue<string>());

    // The same place in both answers holds the same thing: its id here stands for its id there.
    private void Learn(JsonNode? recorded, JsonNode? answer)
    {
        if (recorded is JsonObject was && answer is JsonObject now)
            foreach (var (key, value) in was)
                Learn(value, now[key]);
        else if (recorded is JsonArray before && answer is JsonArray after)
            for (var i = 0; i < Math.Min(before.Count, after.Count); i++)
                Learn(before[i], after[i]);
        else if (
            recorded?.GetValueKind() == JsonValueKind.String
            && answer?.GetValueKind() == JsonValueKind.String
        )
            Learn(recorded.GetValue<string>(), answer.GetValue<string>());
    }

    private void Learn(string was, string now)
    {
        if (
            (Guid.TryParse(was, out _) && Guid.TryParse(now, out _))
            || Sha().IsMatch(was)
            || was.StartsWith("/var/tmp/forge/", StringComparison.Ordinal)
        )
            _ids[was] = now;
    }

    private string Map(string text)
    {
        foreach (var (was, now) in _ids)
            text = text.Replace(was, now, StringComparison.Ordinal);
        if (
            _ids.Count == 0
            || text.Contains("089a5f26953a86497939b8b9ffc0781a3f9610fc", StringComparison.Ordinal)
        )
            text = text.Replace(
                "089a5f26953a86497939b8b9ffc0781a3f9610fc",
                _server.Place.Git(_server.Place.Repository, "rev-list", "--max-parents=0", "main"),
                StringComparison.Ordinal
            );
        return text.Replace("/home/dev/repo", _server.Place.Repository, StringComparison.Ordinal)
            .Replace("/home/dev/notgit", _server.Place.Home, StringComparison.Ordinal)
            .Replace("/home/dev", _server.Place.Root, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[0-9a-f]{40}$")]
    private static partial Regex Sha();
}
