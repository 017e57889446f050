using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Conversations;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class ConversationPrinterTests
{
    private readonly StringWriter _output;
    private readonly ConversationPrinter _printer;
    private readonly ExecutionProcess _process = CliSupport.Process(0);

    public ConversationPrinterTests()
    {
        (var terminal, _output, _) = CliSupport.Pipe();
        _printer = new ConversationPrinter(terminal);
    }

    private void Show(int number, string type, string content, string? more = null)
    {
        var entryType = JsonNode.Parse($$"""{"type":"{{type}}"{{more}}}""");
        var entry = new JsonObject
        {
            ["timestamp"] = null,
            ["entry_type"] = entryType,
            ["content"] = content,
            ["metadata"] = null,
        };
        _printer.Show(
            _process,
            number,
            new LogItem { Type = LogItem.NormalizedEntry, Content = entry }
        );
    }

    private string Printed()
    {
        _printer.End(_process with { Status = ProcessStatus.Running });
        return _output.ToString();
    }

    [Fact]
    public void A_text_that_grows_is_continued_and_not_repeated()
    {
        Show(0, "assistant_message", "I will");
        Show(0, "assistant_message", "I will look");
        Show(1, "assistant_message", "Done");
        Printed().ShouldBe("I will look\nDone\n");
    }

    [Fact]
    public void A_stream_that_starts_again_shows_nothing_twice()
    {
        for (var round = 0; round < 2; round++)
        {
            Show(0, "user_message", "fix it");
            Show(1, "assistant_message", "fixed");
        }
        Printed().ShouldBe("❯ fix it\nfixed\n");
    }

    [Fact]
    public void A_command_shows_what_it_runs_and_then_what_came_of_it()
    {
        const string tool = """
            ,"tool_name":"Bash","action_type":{"action":"command_run","command":"make"@RESULT@},"status":{"status":"@STATUS@"}
            """;
        Show(0, "tool_use", "make", tool.Replace("@RESULT@", "").Replace("@STATUS@", "created"));
        const string result =
            ""","result":{"exit_status":{"type":"exit_code","code":2},"output":"no rule"}""";
        Show(0, "tool_use", "make", tool.Replace("@RESULT@", result).Replace("@STATUS@", "failed"));
        Printed().ShouldBe("● $ make\n  no rule\n  exit 2\n");
    }

    [Fact]
    public void What_an_agent_prints_cannot_move_the_cursor_or_set_the_title()
    {
        Show(0, "assistant_message", "a\e[2Jb\e]0;title\ac\rd\0e");
        Printed().ShouldBe("abcde\n");
    }

    [Fact]
    public void What_a_person_must_know_of_the_end_is_said_once()
    {
        var failed = _process with { Status = ProcessStatus.Failed, ExitCode = 137 };
        Show(0, "assistant_message", "API Error:\n500");
        _printer.End(failed with { ExitNote = "API Error: 500" });
        _printer.End(failed with { ExitNote = "stopped: too much" });
        _printer.End(failed with { Status = ProcessStatus.Killed, ExitNote = "137 (SIGKILL?)" });
        _output
            .ToString()
            .ShouldBe(
                "API Error:\n500\n── failed with exit code 137\n! stopped: too much\n── failed with exit code 137\n── stopped\n"
            );
    }

    [Fact]
    public void A_kind_of_entry_that_is_not_known_is_shown_by_its_text()
    {
        Show(0, "from_the_future", "hello");
        Show(1, "loading", "");
        Printed().ShouldBe("· hello\n");
    }

    [Fact]
    public void The_last_line_of_an_entry_says_what_goes_on()
    {
        static string? Last(string type, string content) =>
            EntryText.LastLine(
                new ConversationEntry
                {
                    EntryType = new JsonObject { ["type"] = type },
                    Content = content,
                }
            );
        Last("assistant_message", "one\ntwo \n\n").ShouldBe("two");
        Last("user_message", "prompt").ShouldBeNull();
    }
}
