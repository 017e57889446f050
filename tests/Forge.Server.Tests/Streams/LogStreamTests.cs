using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>Raw logs and conversations: the same for those who were there and those who come later.</summary>
public sealed class LogStreamTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task A_log_is_the_same_live_and_after_the_end()
    {
        using var http = _server.Http();
        var attempt = await RunAsync(
            http,
            "live",
            "for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; sleep 0.05; done; printf 'no newline'"
        );
        var id = await ProcessAsync(http, attempt);
        await using var raw = await StreamClient.RawAsync(_server, id);
        await using var conversation = await StreamClient.ConversationAsync(_server, id);
        var live = RawReplay.From(await raw.ToEndAsync());
        var said = (await Patched.OfAsync(conversation)).At("entries");
        live.Out.ShouldBe("out 1\nout 2\nout 3\nout 4\nout 5\nno newline");
        live.Err.ShouldBe("err 1\nerr 2\nerr 3\nerr 4\nerr 5\n");
        await http.RestAsync(attempt, 1);
        (await RawReplay.ReadAsync(_server, id)).Entries.ShouldBe(live.Entries);
        await using var later = await StreamClient.ConversationAsync(_server, id);
        (await Patched.OfAsync(later)).At("entries").ToJsonString().ShouldBe(said.ToJsonString());
    }

    [Fact]
    public async Task Those_who_ask_for_a_process_that_waits_get_its_log_from_the_first_line()
    {
        using var http = _server.Http();
        var gate = _server.Place.At("gate-waiting");
        var attempt = await RunAsync(
            http,
            "waiting",
            $"cat; echo; while [ ! -e '{gate}' ]; do sleep 0.02; done; echo end"
        );
        var second = (
            await http.SendAsync(
                $"/api/task-attempts/{attempt}/follow-up",
                new JsonObject { ["prompt"] = "the second" }
            )
        ).Id;
        // Many, so that some ask at the very moment of the start.
        var waiting = Enumerable.Range(0, 8).Select(_ => RawReplay.ReadAsync(_server, second));
        var conversation = await StreamClient.ConversationAsync(_server, second);
        var replays = Task.WhenAll(waiting);
        await File.WriteAllTextAsync(gate, "");
        foreach (var replay in await replays)
            replay.Out.ShouldBe("the second\nend\n");
        (await Patched.OfAsync(conversation)).At("entries").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_log_that_is_asked_for_at_the_moment_of_its_start_is_there()
    {
        using var http = _server.Http();
        var project = await http.AddProjectAsync(_server.Place.MakeRepository("moment"));
        for (var i = 0; i < 5; i++)
        {
            var attempt = await http.RunAsync(
                project,
                $"Moment {i}",
                command: "echo one; echo two"
            );
            (await RawReplay.ReadAsync(_server, await ProcessAsync(http, attempt))).Out.ShouldBe(
                "one\ntwo\n"
            );
        }
    }

    [Theory]
    [InlineData("raw-logs")]
    [InlineData("normalized-logs")]
    public async Task An_unknown_process_is_refused_before_the_upgrade(string kind)
    {
        var refused = await Should.ThrowAsync<StreamRefused>(() =>
            StreamClient.OpenAsync(_server, $"/api/execution-processes/{Guid.NewGuid()}/{kind}/ws")
        );
        refused.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_process_that_could_not_be_started_says_why_in_its_log()
    {
        using var http = _server.Http();
        var project = await http.AddProjectAsync(_server.Place.MakeRepository("refused"));
        var attempt = await http.RunAsync(project, "None", executor: "REPLAY", command: null);
        var process = (await http.RestAsync(attempt, 1))[0]!;
        var note = process["exit_note"]!.GetValue<string>();
        (await RawReplay.ReadAsync(_server, process["id"]!)).Err.ShouldBe(note + "\n");
    }

    private async Task<Guid> RunAsync(HttpClient http, string name, string command)
    {
        var project = await http.AddProjectAsync(_server.Place.MakeRepository(name));
        return await http.RunAsync(project, name, command: command);
    }

    private static async Task<string> ProcessAsync(HttpClient http, Guid attempt) =>
        (
            await http.UntilAsync(
                $"/api/execution-processes?task_attempt_id={attempt}",
                r => r.Data.AsArray().Count > 0
            )
        ).Data[0]!["id"]!.GetValue<string>();
}
