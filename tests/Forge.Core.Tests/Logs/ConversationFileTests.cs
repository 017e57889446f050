using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Logs;

public sealed class ConversationFileTests : IDisposable
{
    private readonly string _directory = Directory
        .CreateTempSubdirectory("forge-conversation-")
        .FullName;

    private string PathOf => Path.Combine(_directory, "turn-0.patches");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_change_is_the_wires_operation()
    {
        using var file = ConversationFile.Create(PathOf);
        file.Append([New(0, "Grüße <b> \"x\"\n")]);
        var page = await file.ReadAsync(0, 1, default);
        Encoding
            .UTF8.GetString(page.Items.Single().Span)
            .ShouldBe(
                """{"op":"add","path":"/entries/0","value":{"type":"NORMALIZED_ENTRY","content":{"timestamp":null,"entry_type":{"type":"assistant_message"},"content":"Grüße <b> \"x\"\n","metadata":{"type":"text"}}}}"""
            );
        page.Ended.ShouldBeFalse();
    }

    [Fact]
    public async Task Followers_get_every_operation_once_however_they_come()
    {
        using var file = ConversationFile.Create(PathOf);
        var followers = Enumerable.Range(0, 20).Select(_ => FollowAsync(file)).ToList();
        for (var i = 0; i < 3000; i++)
            file.Append([New(i, $"entry {i} {new string('x', i % 700)}")]);
        file.Finish();
        followers.Add(FollowAsync(file));
        foreach (var follower in followers)
        {
            var paths = (await follower.WaitAsync(TimeSpan.FromSeconds(20))).Select(operation =>
                operation["path"]!.ToString()
            );
            paths.ShouldBe(Enumerable.Range(0, 3000).Select(i => $"/entries/{i}"));
        }
    }

    [Fact]
    public async Task A_page_is_bounded_and_a_long_operation_comes_alone()
    {
        using var file = ConversationFile.Create(PathOf);
        file.Append([New(0, "a"), New(1, new string('y', 500_000)), New(2, "b")]);
        var sizes = new List<int>();
        for (var (at, more) = (0L, true); more; )
        {
            var page = await file.ReadAsync(at, 1, default);
            more = page.Items.Count > 0;
            sizes.AddRange(page.Items.Select(item => item.Length));
            at = page.Next;
        }
        sizes.Count.ShouldBeGreaterThan(1);
        sizes[0].ShouldBeLessThan(ConversationFile.PageBytes);
    }

    [Fact]
    public void Changes_that_nobody_could_see_are_not_written()
    {
        EntryChanges
            .Collapse([New(0, "a"), Again(0, "ab"), New(1, "x"), Again(0, "abc"), Again(1, "xy")])
            .Select(change => $"{change.Number} {change.IsNew} {change.Entry.Content}")
            .ShouldBe(["0 True abc", "1 True xy"]);
        EntryChanges.Collapse([Again(3, "a"), Again(3, "b")]).Single().IsNew.ShouldBeFalse();
    }

    [Fact]
    public void Only_a_whole_file_is_opened_again()
    {
        using var file = ConversationFile.Create(PathOf);
        file.Append([New(0, "a")]);
        ConversationFile.OpenEnded(PathOf).ShouldBeNull("it is not published");
        file.Publish();
        ConversationFile.OpenEnded(PathOf).ShouldBeNull("it has no end");
        file.Finish();
        using var opened = ConversationFile.OpenEnded(PathOf).ShouldNotBeNull();
        opened.Ended.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rebuilt_file_takes_the_place_of_the_old_one_only_when_it_is_published()
    {
        using (var old = ConversationFile.Create(PathOf))
        {
            old.Append([New(0, "old")]);
            old.Finish();
        }
        using var made = ConversationFile.Create(PathOf);
        made.Append([New(0, "new")]);
        using (var still = ConversationFile.OpenEnded(PathOf).ShouldNotBeNull())
            (await FollowAsync(still)).Single()["value"]!["content"]!["content"]!
                .ToString()
                .ShouldBe("old");
        made.Finish();
        using var now = ConversationFile.OpenEnded(PathOf).ShouldNotBeNull();
        (await FollowAsync(now)).Single()["value"]!["content"]!["content"]!
            .ToString()
            .ShouldBe("new");
    }

    [Fact]
    public async Task An_empty_conversation_ends()
    {
        using var file = ConversationFile.Create(PathOf);
        file.Finish();
        using var opened = ConversationFile.OpenEnded(PathOf).ShouldNotBeNull();
        (await FollowAsync(opened)).ShouldBeEmpty();
    }

    private static async Task<List<JsonNode>> FollowAsync(ConversationFile file)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var all = new List<JsonNode>();
        await foreach (var page in file.FollowAsync(0, 1, limit.Token))
        foreach (var batch in page.Items)
            all.AddRange(JsonNode.Parse($"[{Encoding.UTF8.GetString(batch.Span)}]")!.AsArray()!);
        return all;
    }

    private static EntryChange New(int number, string text) => new(number, true, Entry(text));

    private static EntryChange Again(int number, string text) => new(number, false, Entry(text));

    private static Entry Entry(string text) =>
        new(null, new EntryType.AssistantMessage(), text, new JsonObject { ["type"] = "text" });
}
