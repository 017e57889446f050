using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>The changed files of an attempt: live, as numbers only, and from the commits when the worktree is gone.</summary>
public sealed class DiffStreamTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer _server = one.Server;

    [Fact]
    public async Task Changes_come_with_their_content_and_go_when_they_are_undone()
    {
        using var http = _server.Http();
        var attempt = await RunAsync(
            http,
            "undone",
            $"mkdir -p deep; echo a >deep/a.txt; echo b >>f1.txt; {Wait("undone")}; rm -r deep; git checkout -q f1.txt; {Wait("over")}"
        );
        await using var client = await OpenAsync(attempt, "");
        await using var numbers = await OpenAsync(attempt, "?stats_only=true");
        var document = await client.UntilAsync(new Patched(), Both);
        var counted = await numbers.UntilAsync(new Patched(), Both);
        var added = Content(document, "deep/a.txt");
        added["change"]!.GetValue<string>().ShouldBe("added");
        added["newContent"]!.GetValue<string>().ShouldBe("a\n");
        var changed = Content(document, "f1.txt");
        changed["oldContent"]!.GetValue<string>().ShouldBe("file 1\n");
        changed["newContent"]!.GetValue<string>().ShouldBe("file 1\nb\n");
        var stats = Content(counted, "f1.txt");
        stats["newContent"].ShouldBeNull();
        stats["contentOmitted"]!.GetValue<bool>().ShouldBeTrue();
        (stats["additions"]!.GetValue<int>(), stats["deletions"]!.GetValue<int>()).ShouldBe((1, 0));
        LetGo("undone");
        await client.UntilAsync(document, d => Entries(d).Count == 0);
        await numbers.UntilAsync(counted, d => Entries(d).Count == 0);
        LetGo("over");
        await http.RestAsync(attempt, 1);
        await Should.ThrowAsync<OperationCanceledException>(() =>
            client.NextAsync(TimeSpan.FromMilliseconds(300))
        );
    }

    [Fact]
    public async Task Work_whose_worktree_is_gone_is_shown_from_its_commits_and_live_again_when_it_goes_on()
    {
        using var http = _server.Http();
        var attempt = await RunAsync(http, "gone", "cat >>said.txt; echo >>said.txt");
        await http.RestAsync(attempt, 1);
        await using var client = await OpenAsync(attempt, "");
        var document = await client.UntilAsync(new Patched(), d => Entries(d).Count == 1);
        var before = Content(document, "said.txt").ToJsonString();
        var worktree = (await http.ReadAsync($"/api/task-attempts/{attempt}")).Data[
            "container_ref"
        ]!.GetValue<string>();
        Directory.Delete(worktree, recursive: true);
        await using var later = await OpenAsync(attempt, "");
        var committed = await later.UntilAsync(new Patched(), d => Entries(d).Count == 1);
        Content(committed, "said.txt").ToJsonString().ShouldBe(before);
        await http.SendAsync(
            $"/api/task-attempts/{attempt}/follow-up",
            new JsonObject { ["prompt"] = "more" }
        );
        foreach (var (follower, shown) in new[] { (client, document), (later, committed) })
            await follower.UntilAsync(
                shown,
                d =>
                    Entries(d)["said.txt"]?["content"]!["newContent"]!.GetValue<string>()
                    == "gone\nmore\n"
            );
    }

    [Fact]
    public async Task An_unknown_attempt_is_refused_before_the_upgrade()
    {
        var refused = await Should.ThrowAsync<StreamRefused>(() => OpenAsync(Guid.NewGuid(), ""));
        refused.Status.ShouldBe(404);
    }

    private static bool Both(JsonObject document) =>
        Entries(document).ContainsKey("deep/a.txt") && Entries(document).ContainsKey("f1.txt");

    private static JsonObject Entries(JsonObject document) => document["entries"]?.AsObject() ?? [];

    private static JsonNode Content(Patched document, string path) =>
        document.At("entries")[path]!["content"]!;

    private string Wait(string gate) =>
        $"while [ ! -e '{_server.Place.At("gate-" + gate)}' ]; do sleep 0.02; done";

    private void LetGo(string gate) => File.WriteAllText(_server.Place.At("gate-" + gate), "");

    private Task<StreamClient> OpenAsync(Guid attempt, string query) =>
        StreamClient.OpenAsync(_server, $"/api/task-attempts/{attempt}/diff/ws{query}");

    private async Task<Guid> RunAsync(HttpClient http, string name, string command)
    {
        var project = await http.AddProjectAsync(_server.Place.MakeRepository(name));
        return await http.RunAsync(project, name, command: command);
    }
}
