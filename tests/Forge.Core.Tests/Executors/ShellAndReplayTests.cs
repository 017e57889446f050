using System.Text;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Executors.Replay;
using Forge.Core.Executors.Shell;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Executors;

public sealed class ShellAndReplayTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("forge-replay-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_command_line_goes_to_the_shell_and_the_prompt_to_its_input()
    {
        var spec = new ShellExecutor().Launch(Request("make fix && echo \"$1\"", "Grüße"));
        spec.Command.ShouldBe(["/bin/sh", "-c", "make fix && echo \"$1\""]);
        spec.Mode.ShouldBe(InputMode.Once);
        Encoding.UTF8.GetString(spec.Input).ShouldBe("Grüße");
    }

    [Fact]
    public void Without_a_command_the_error_says_what_to_do() =>
        Should
            .Throw<RuleBroken>(() => new ShellExecutor().Launch(Request(null, "x")))
            .Message.ShouldContain("--command");

    [Fact]
    public void Output_reads_as_what_it_says_and_errors_as_remarks()
    {
        var fold = new AgentFold(new ShellConversation())
            .Out("one", "\u001b[32mtwo\u001b[0m", "10%\r50%\r100%")
            .Err("careful")
            .Out("three")
            .End(3);
        fold.Entries.Select(entry => $"{entry.EntryType.GetType().Name}: {entry.Content}")
            .ShouldBe([
                "AssistantMessage: one\ntwo\n100%",
                "SystemMessage: careful",
                "AssistantMessage: three",
                "ErrorMessage: The command ended with exit code 3.",
            ]);
        fold.Of<ConversationStep.TurnEnded>()
            .Single()
            .ShouldBe(new ConversationStep.TurnEnded(true, false, "three", null));
    }

    [Fact]
    public void A_silent_success_is_a_turn_without_entries()
    {
        var fold = new AgentFold(new ShellConversation()).End(0);
        fold.Entries.ShouldBeEmpty();
        fold.Of<ConversationStep.TurnEnded>().Single().Failed.ShouldBeFalse();
    }

    [Fact]
    public void Long_output_is_spread_over_entries_of_a_bounded_size()
    {
        var fold = new AgentFold(new ShellConversation());
        for (var i = 0; i < 1000; i++)
            fold.Out($"line {i}");
        fold.End(0);
        fold.Entries.Count.ShouldBe(20);
        string.Join("\n", fold.Entries.Select(entry => entry.Content))
            .ShouldBe(string.Join("\n", Enumerable.Range(0, 1000).Select(i => $"line {i}")));
    }

    [Fact]
    public void Of_output_without_end_the_beginning_and_the_last_lines_are_shown()
    {
        var fold = new AgentFold(new ShellConversation());
        for (var i = 0; i < ShellConversation.MostLines + 1000; i++)
            fold.Out($"{i}");
        fold.End(0);
        fold.Entries[0].Content.ShouldStartWith("0\n1\n");
        fold.Entries[^2]
            .Content.ShouldBe("[960 more lines are in the raw log; these are the last ones]");
        fold.Entries[^1].Content.ShouldStartWith("500960\n");
        fold.Entries[^1].Content.ShouldEndWith("\n500999");
    }

    [Theory]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b[1;31mred\u001b[m \u001b[2K\u001b(Bplain", "red plain")]
    [InlineData("tab\tstays\u0008\u0000", "tab\tstays")]
    [InlineData("windows\r", "windows")]
    [InlineData("\u001b", "")]
    public void Escapes_are_taken_out(string line, string text) =>
        PlainText.Clean(line).ShouldBe(text);

    [Fact]
    public void The_replay_agent_is_started_as_this_program()
    {
        var options = new JsonObject { ["recording"] = "/r.jsonl", ["speed"] = 2.5 };
        var spec = new ReplayExecutor().Launch(Request(null, "") with { Options = options });
        spec.Command.ShouldBe(["forge-server", "replay-agent", "/r.jsonl", "--speed", "2.5"]);
        spec.Mode.ShouldBe(InputMode.None);
    }

    [Fact]
    public async Task A_recording_is_played_into_the_worktree()
    {
        var (code, output, error) = await PlayAsync(
            """{"t":0,"out":"hello"}""",
            """{"t":0.01,"write":{"path":"sub/a.txt","content":"A"}}""",
            """{"t":0.02,"write":{"path":"b.txt","content":"B"}}""",
            """{"t":0.03,"delete":"b.txt"}""",
            """{"t":0.04,"err":"careful"}""",
            """{"t":0.05,"dir":">","msg":{"type":"user"}}""",
            """{"t":0.05,"dir":"<","msg":{"type":"result"}}""",
            """{"t":0.06,"exit":4}""",
            """{"t":0.07,"out":"never"}"""
        );
        code.ShouldBe(4);
        output.ShouldBe("hello\n{\"type\":\"result\"}\n");
        error.ShouldBe("careful\n");
        File.ReadAllText(Path.Combine(_directory, "sub/a.txt")).ShouldBe("A");
        File.Exists(Path.Combine(_directory, "b.txt")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("/tmp/forge-replay-out.txt")]
    [InlineData("link/out.txt")]
    public async Task A_recording_cannot_write_elsewhere(string path)
    {
        var outside = Directory.CreateTempSubdirectory("forge-outside-").FullName;
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), outside);
        var (code, _, error) = await PlayAsync(
            $$$"""{"t":0,"write":{"path":"{{{path}}}","content":"x"}}"""
        );
        code.ShouldBe(1);
        error.ShouldContain("outside of the worktree");
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
        Directory.Delete(outside);
    }

    [Fact]
    public async Task Bad_use_is_explained()
    {
        var error = new MemoryStream();
        var code = await ReplayAgent.RunAsync(
            ["x", "--speed", "fast"],
            Stream.Null,
            error,
            _directory,
            TimeProvider.System,
            default
        );
        code.ShouldBe(2);
        Encoding.UTF8.GetString(error.ToArray()).ShouldContain("usage");
    }

    [Fact]
    public void A_played_recording_reads_as_what_was_recorded()
    {
        var context = new ConversationContext("/w", []);
        new AgentFold(new ReplayConversation(context))
            .Out("plain")
            .End(0)
            .Entries.Single()
            .EntryType.ShouldBeOfType<EntryType.AssistantMessage>();
        var claude = new AgentFold(new ReplayConversation(context))
            .Out("""{"type":"system","subtype":"init","session_id":"s","model":"m"}""")
            .End(0);
        claude.Entries[0].Content.ShouldBe("System initialized with model: m");
    }

    private async Task<(int Code, string Output, string Error)> PlayAsync(params string[] lines)
    {
        var recording = Path.Combine(_directory, "recording.jsonl");
        await File.WriteAllLinesAsync(recording, lines);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await ReplayAgent.RunAsync(
            [recording, "--speed", "10"],
            output,
            error,
            _directory,
            TimeProvider.System,
            default
        );
        return (
            code,
            Encoding.UTF8.GetString(output.ToArray()),
            Encoding.UTF8.GetString(error.ToArray())
        );
    }

    private static LaunchRequest Request(string? command, string prompt) =>
        new(
            prompt,
            new JsonObject { ["command"] = command },
            Guid.NewGuid().ToString(),
            false,
            "/w",
            _ => null,
            ["forge-server"]
        );
}
