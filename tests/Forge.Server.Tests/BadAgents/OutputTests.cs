using System.Text;
using System.Text.RegularExpressions;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Output that is too long, too much, cut off, or no text at all. The bytes on disk are always the agent's own.</summary>
public sealed class OutputTests(BadAgentsServer one) : BadAgent(one)
{
    /// <summary>Megabytes that the server may need for what one agent said at once.</summary>
    private const int Allowance = 150;

    [Fact]
    public async Task Ten_megabytes_in_one_line_are_kept_and_shown_without_filling_the_memory()
    {
        await WarmAsync();
        var before = Memory();
        var (attempt, process) = await ToEndAsync(
            "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo after"
        );
        ShouldHaveEnded(process, "completed", 0);
        var expected = new string('x', 10_000_000) + "\nafter\n";
        (await OutLogAsync(attempt)).ShouldBe(Encoding.UTF8.GetBytes(expected));
        ((await RawReplay.ReadAsync(Server, process.Id())).Out == expected).ShouldBeTrue();
        var text = await Server.ConversationAsync(process);
        text.Length.ShouldBeLessThan(64 * 1024);
        text.ShouldContain("more characters are in the raw log");
        text.ShouldContain("after");
        (Memory() - before).ShouldBeLessThan(Allowance);
    }

    [Fact]
    public async Task Ten_megabytes_in_one_message_of_Claude_are_kept_without_filling_the_memory()
    {
        await WarmAsync();
        var before = Memory();
        var (attempt, process) = await ToEndAsync("BIG=10000000 WRITE=after.txt", "CLAUDE_CODE");
        ShouldHaveEnded(process, "completed", 0);
        (await OutLogAsync(attempt)).Length.ShouldBeGreaterThan(10_000_000);
        Show(await Http.BranchAsync(attempt), "after.txt").ShouldContain("written");
        var text = await Server.ConversationAsync(process);
        text.Contains(new string('x', 10_000_000), StringComparison.Ordinal).ShouldBeTrue();
        text.Contains("after.txt", StringComparison.Ordinal).ShouldBeTrue();
        (Memory() - before).ShouldBeLessThan(2 * Allowance);
    }

    [Fact]
    public async Task Two_hundred_thousand_lines_at_once_come_whole_and_in_order()
    {
        await WarmAsync();
        var before = Memory();
        var (attempt, process) = await ToEndAsync("seq 200000");
        ShouldHaveEnded(process, "completed", 0);
        var expected = string.Concat(Enumerable.Range(1, 200_000).Select(i => $"{i}\n"));
        (await OutLogAsync(attempt)).ShouldBe(Encoding.UTF8.GetBytes(expected));
        ((await RawReplay.ReadAsync(Server, process.Id())).Out == expected).ShouldBeTrue();
        var text = await Server.ConversationAsync(process);
        text.ShouldContain("199999\\n200000\"");
        Regex.Count(text, "\"op\":\"add\"").ShouldBeInRange(4_000, 4_100);
        (Memory() - before).ShouldBeLessThan(Allowance);
    }

    [Fact]
    public async Task A_last_line_without_a_newline_is_not_lost()
    {
        var (attempt, process) = await ToEndAsync("printf 'one\\nlast without end'");
        await ShouldBeShownAsync(
            attempt,
            process,
            "one\nlast without end"u8,
            "one\nlast without end"
        );
        (await Server.ConversationAsync(process)).ShouldContain("last without end");
    }

    [Fact]
    public async Task Invalid_UTF8_stays_on_disk_and_is_shown_by_the_replacement_character()
    {
        var (attempt, process) = await ToEndAsync(
            "printf 'a\\377b \\303\\n\\355\\240\\200 good \\303\\274\\n'"
        );
        byte[] bytes = [0x61, 0xFF, 0x62, 0x20, 0xC3, 0x0A, 0xED, 0xA0, 0x80, .. " good ü\n"u8];
        await ShouldBeShownAsync(attempt, process, bytes, Encoding.UTF8.GetString(bytes));
        (await Server.ConversationAsync(process)).ShouldContain("good ü");
    }

    [Fact]
    public async Task Zero_bytes_stay_on_disk_and_do_not_reach_the_conversation()
    {
        var (attempt, process) = await ToEndAsync("printf 'a\\000b\\000\\nc\\n'; touch made");
        await ShouldBeShownAsync(attempt, process, "a\0b\0\nc\n"u8, "a\0b\0\nc\n");
        var text = await Server.ConversationAsync(process);
        text.ShouldContain("ab\\nc");
        text.ShouldNotContain("\\u0000");
        Show(await Http.BranchAsync(attempt), "made").ShouldBe("");
    }

    [Fact]
    public async Task Work_whose_summary_has_a_zero_byte_and_escapes_is_committed_all_the_same()
    {
        var summary = Convert.ToBase64String("all \0done \e[31mred\e]0;title\a"u8);
        var (attempt, process) = await ToEndAsync($"WRITE=a.txt RESULT={summary}", "CLAUDE_CODE");
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldBe("");
        var branch = await Http.BranchAsync(attempt);
        Show(branch, "a.txt").ShouldContain("written");
        var message = Git("log", "-1", "--format=%B", branch);
        message.ShouldContain("all done red");
        message.ShouldNotContain("\e");
        // The title becomes the merge's message.
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Broken_JSON_between_good_lines_costs_only_itself()
    {
        var broken = Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                """
                {"type":"assistant","message":{"content":[{"type":"te
                this is no JSON
                {"type":12,"message":[]}
                null
                [1,2
                {"type":"assistant","message":{"content":"of another kind"}}
                {"type":"result"

                """
            )
        );
        var (attempt, process) = await ToEndAsync(
            $"WRITE=before.txt RAW={broken} WRITE=after.txt",
            "CLAUDE_CODE"
        );
        ShouldHaveEnded(process, "completed", 0);
        var branch = await Http.BranchAsync(attempt);
        Show(branch, "before.txt").ShouldContain("written");
        Show(branch, "after.txt").ShouldContain("written");
        var text = await Server.ConversationAsync(process);
        text.ShouldContain("before.txt");
        text.ShouldContain("this is no JSON");
        text.ShouldContain("after.txt");
        var disk = Encoding.UTF8.GetString(await OutLogAsync(attempt));
        disk.ShouldContain("\nthis is no JSON\n{\"type\":12,\"message\":[]}\nnull\n[1,2\n");
        (await RawReplay.ReadAsync(Server, process.Id())).Out.ShouldBe(disk);
    }

    private async Task ShouldBeShownAsync(
        Guid attempt,
        System.Text.Json.Nodes.JsonNode process,
        ReadOnlyMemory<byte> bytes,
        string shown
    )
    {
        ShouldHaveEnded(process, "completed", 0);
        (await OutLogAsync(attempt)).ShouldBe(bytes.ToArray());
        (await RawReplay.ReadAsync(Server, process.Id())).Out.ShouldBe(shown);
        (await Http.OutputAsync(process)).ShouldBe(shown);
    }

    private Task ShouldBeShownAsync(
        Guid attempt,
        System.Text.Json.Nodes.JsonNode process,
        ReadOnlySpan<byte> bytes,
        string shown
    ) => ShouldBeShownAsync(attempt, process, bytes.ToArray().AsMemory(), shown);

    // A server that has just started grows by its first run alone.
    private async Task WarmAsync()
    {
        var (_, process) = await ToEndAsync("seq 1000");
        await RawReplay.ReadAsync(Server, process.Id());
        await Server.ConversationAsync(process);
    }
}
