using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>Tasks and processes: all of them once, then what changes.</summary>
public sealed class RowStreamTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task The_tasks_of_a_project_come_once_and_then_as_they_change_and_no_others()
    {
        using var http = _server.Http();
        var (mine, other) = (await ProjectAsync(http, "mine"), await ProjectAsync(http, "other"));
        var first = await AddAsync(http, mine, "first");
        await using var client = await StreamClient.OpenAsync(
            _server,
            $"/api/tasks/stream/ws?project_id={mine}"
        );
        var start = (await client.NextAsync())!["JsonPatch"]!.AsArray().ShouldHaveSingleItem()!;
        start["op"]!.GetValue<string>().ShouldBe("replace");
        start["path"]!.GetValue<string>().ShouldBe("/tasks");
        start["value"]!.AsObject().Select(t => t.Key).ShouldBe([first]);
        var document = new Patched();
        document.At("tasks")[first] = start["value"]![first]!.DeepClone();
        var foreign = await AddAsync(http, other, "foreign");
        var second = await AddAsync(http, mine, "second");
        await client.UntilAsync(document, d => d["tasks"]![second] is not null);
        await http.AskAsync(HttpMethod.Put, $"/api/tasks/{first}", """{"title":"renamed"}""");
        await client.UntilAsync(
            document,
            d => d["tasks"]![first]!["title"]!.GetValue<string>() == "renamed"
        );
        await http.AskAsync(HttpMethod.Delete, $"/api/tasks/{foreign}");
        await http.AskAsync(HttpMethod.Delete, $"/api/tasks/{second}");
        await client.UntilAsync(document, d => d["tasks"]![second] is null);
        document.At("tasks").Select(t => t.Key).ShouldBe([first]);
    }

    [Fact]
    public async Task Dropped_processes_leave_the_stream_unless_they_are_asked_for()
    {
        using var http = _server.Http();
        var project = await ProjectAsync(http, "dropping");
        var attempt = await http.RunAsync(project, "Twice", command: "echo done");
        await http.RestAsync(attempt, 1);
        await http.SendAsync(
            $"/api/task-attempts/{attempt}/follow-up",
            new JsonObject { ["prompt"] = "again" }
        );
        var second = (await http.RestAsync(attempt, 2))[1]!["id"]!.GetValue<string>();
        await using var some = await OpenAsync(attempt, "");
        await using var all = await OpenAsync(attempt, "&show_soft_deleted=true");
        var (shown, whole) = (new Patched(), new Patched());
        await some.UntilAsync(shown, d => Count(d) == 2);
        await all.UntilAsync(whole, d => Count(d) == 2);
        var replaced = await http.SendAsync(
            $"/api/task-attempts/{attempt}/replace-process",
            new JsonObject { ["process_id"] = second, ["prompt"] = "instead" }
        );
        replaced.Status.ShouldBe(System.Net.HttpStatusCode.OK, replaced.Message);
        await some.UntilAsync(
            shown,
            d => Count(d) == 2 && d["execution_processes"]![second] is null
        );
        await all.UntilAsync(whole, d => Count(d) == 3);
        await all.UntilAsync(
            whole,
            d => d["execution_processes"]![second]!["dropped"]!.GetValue<bool>()
        );
    }

    [Theory]
    [InlineData("/api/tasks/stream/ws?project_id=")]
    [InlineData("/api/execution-processes/stream/ws?task_attempt_id=")]
    public async Task What_is_not_there_is_refused_before_the_upgrade(string path)
    {
        var refused = await Should.ThrowAsync<StreamRefused>(() =>
            StreamClient.OpenAsync(_server, path + Guid.NewGuid())
        );
        refused.Status.ShouldBe(404);
    }

    private static int Count(JsonObject document) =>
        document["execution_processes"]?.AsObject().Count ?? 0;

    private Task<StreamClient> OpenAsync(Guid attempt, string more) =>
        StreamClient.OpenAsync(
            _server,
            $"/api/execution-processes/stream/ws?task_attempt_id={attempt}{more}"
        );

    private Task<Guid> ProjectAsync(HttpClient http, string name) =>
        http.AddProjectAsync(_server.Place.MakeRepository(name));

    private static async Task<string> AddAsync(HttpClient http, Guid project, string title) =>
        (
            await http.SendAsync(
                "/api/tasks",
                new JsonObject { ["project_id"] = project, ["title"] = title }
            )
        ).Id.ToString();
}
