using System.Text;
using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Executors;

public sealed class ClaudeConversationTests
{
    private const string Init =
        """{"type":"system","subtype":"init","cwd":"/w","session_id":"s1","model":"m","permissionMode":"default"}""";

    private const string Done =
        """{"type":"result","subtype":"success","is_error":false,"terminal_reason":"completed","result":"ok","usage":{"input_tokens":1}}""";

    [Fact]
    public void A_streamed_text_grows_one_entry_that_the_whole_message_takes_over()
    {
        var fold = Fold()
            .Out(
                Init,
                Event(
                    """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""
                )
            );
        for (var i = 0; i < 100; i++)
            fold.Out(Delta("some words "));
        var grown = fold.Entries[^1].Content.Length;
        grown.ShouldBeGreaterThan(900);
        var whole = string.Concat(Enumerable.Repeat("some words ", 100));
        fold.Out(Text(whole), Done);
        fold.Entries.Count.ShouldBe(2);
        fold.Entries[1].Content.ShouldBe(whole);
        fold.Entries[1].Metadata!["text"]!.GetValue<string>().ShouldBe(whole);
        fold.Of<ConversationStep.EntryReplaced>()
            .Sum(step => step.Entry.Content.Length)
            .ShouldBeLessThan(12 * whole.Length);
    }

    [Fact]
    public void A_text_that_never_became_whole_stays_as_far_as_it_came()
    {
        var fold = Fold()
            .Out(
                Init,
                Event("""{"type":"content_block_start","content_block":{"type":"text"}}"""),
                Delta("half")
            );
        fold.End(137);
        fold.Entries.Select(entry => entry.Content).ShouldContain("half");
    }

    [Fact]
    public void Calls_without_a_result_have_failed_when_the_process_is_gone()
    {
        var fold = Fold()
            .Out(Init, Tool("t1", "Bash", """{"command":"sleep 9"}"""))
            .Err("Killed by somebody")
            .End(137);
        var use = fold.Entries[1].EntryType.ShouldBeOfType<EntryType.ToolUse>();
        use.Status["status"]!.ToString().ShouldBe("failed");
        fold.Entries[^1]
            .Content.ShouldBe(
                "Claude Code ended with exit code 137 in the middle of its work.\nKilled by somebody"
            );
        fold.Of<ConversationStep.TurnEnded>().Single().Failed.ShouldBeTrue();
    }

    [Fact]
    public void An_end_after_the_last_turn_says_nothing()
    {
        var fold = Fold().Out(Init, Done);
        var before = fold.Steps.Count;
        fold.Err("a late remark").End(0).Steps.Count.ShouldBe(before);
    }

    [Fact]
    public void A_remark_between_turns_belongs_to_the_next_one()
    {
        var fold = Fold().Out(Init, Done).Err("warning").Out(Init, Done);
        var turns = fold.Steps.FindLastIndex(step => step is ConversationStep.TurnStarted);
        fold.Steps[turns + 1]
            .ShouldBeOfType<ConversationStep.EntryAdded>()
            .Entry.Content.ShouldBe("warning");
    }

    [Fact]
    public void Nobody_is_asked_in_the_default_variant()
    {
        var fold = Fold()
            .Out(
                Init,
                Tool("t1", "Bash", """{"command":"make"}"""),
                Ask("r1", "t1", "Bash", """{"command":"make"}"""),
                Tool("t2", "AskUserQuestion", """{"questions":[{"question":"Which?"}]}"""),
                Ask("r2", "t2", "AskUserQuestion", """{"questions":[{"question":"Which?"}]}""")
            );
        var replies = fold.Of<ConversationStep.Reply>()
            .Select(reply => Encoding.UTF8.GetString(reply.Bytes))
            .ToList();
        replies.Count.ShouldBe(2);
        replies[0]
            .ShouldBe(
                """{"type":"control_response","response":{"subtype":"success","request_id":"r1","response":{"behavior":"allow","updatedInput":{"command":"make"}}}}"""
                    + "\n"
            );
        replies[1].ShouldContain("\"deny\"");
        replies[1].ShouldContain("Decide yourself");
        fold.Of<ConversationStep.ApprovalAsked>().ShouldBeEmpty();
        fold.Entries[2].Content.ShouldBe("Which?");
    }

    [Fact]
    public void A_reply_that_stands_in_the_input_is_not_given_again()
    {
        var fold = Fold()
            .In(
                """{"type":"control_response","response":{"subtype":"success","request_id":"r1","response":{"behavior":"allow","updatedInput":{}}}}"""
            )
            .Out(
                Init,
                Tool("t1", "Bash", "{}"),
                Ask("r1", "t1", "Bash", "{}"),
                Ask("r1", "t1", "Bash", "{}")
            );
        fold.Of<ConversationStep.Reply>().ShouldBeEmpty();
    }

    [Fact]
    public void A_question_is_answered_with_a_persons_words()
    {
        const string input =
            """{"questions":[{"question":"Which?","options":[{"label":"Red"},{"label":"Blue"}]}]}""";
        var fold = Fold("approvals")
            .Out(
                Init,
                Tool("t1", "AskUserQuestion", input),
                Ask("r1", "t1", "AskUserQuestion", input)
            );
        var answer = fold.Conversation.Answer("r1", true, "blue", fold.Steps);
        var line = JsonNode.Parse(Encoding.UTF8.GetString(answer.ShouldNotBeNull()))!;
        line["response"]!["response"]!["updatedInput"]!["answers"]!["Which?"]!
            .ToString()
            .ShouldBe("Blue");
        fold.Conversation.Answer("r1", true, "blue", fold.Steps).ShouldBeNull();
    }

    [Fact]
    public void A_withdrawn_approval_cannot_be_answered()
    {
        var fold = Fold("approvals")
            .Out(Init, Tool("t1", "Bash", "{}"), Ask("r1", "t1", "Bash", "{}"))
            .Out("""{"type":"control_cancel_request","request_id":"r1"}""");
        fold.Of<ConversationStep.ApprovalWithdrawn>().Single().ApprovalId.ShouldBe("r1");
        fold.Conversation.Answer("r1", true, null, fold.Steps).ShouldBeNull();
    }

    [Fact]
    public void A_permission_without_a_shown_call_shows_it()
    {
        var fold = Fold("approvals")
            .Out(Init, Ask("r1", "t9", "Write", """{"file_path":"/w/a","content":"x"}"""));
        var use = fold.Entries[1].EntryType.ShouldBeOfType<EntryType.ToolUse>();
        use.Status["approval_id"]!.ToString().ShouldBe("r1");
        fold.Entries[1].Content.ShouldBe("a");
    }

    [Fact]
    public void A_control_request_that_is_not_known_gets_an_error_at_once()
    {
        var fold = Fold()
            .Out(
                Init,
                """{"type":"control_request","request_id":"h1","request":{"subtype":"hook_callback"}}"""
            );
        Encoding
            .UTF8.GetString(fold.Of<ConversationStep.Reply>().Single().Bytes)
            .ShouldContain("\"subtype\":\"error\"");
    }

    [Theory]
    [InlineData("plan", true, "Write", "mode", "Deny")]
    [InlineData("plan", true, "Write", null, "Deny")]
    [InlineData("plan", true, "Bash", "mode", "Deny")]
    [InlineData("plan", true, "Bash", "other", "Ask")]
    [InlineData("plan", true, "Read", null, "Allow")]
    [InlineData("plan", true, "ExitPlanMode", null, "Ask")]
    [InlineData("plan", false, "Write", null, "Allow")]
    [InlineData("plan", false, "AskUserQuestion", null, "Ask")]
    [InlineData("approvals", false, "Read", null, "Ask")]
    [InlineData("approvals", true, "Write", "mode", "Deny")]
    [InlineData("dangerously_skip_permissions", false, "Write", null, "Allow")]
    [InlineData("dangerously_skip_permissions", false, "ExitPlanMode", null, "Allow")]
    [InlineData("dangerously_skip_permissions", false, "AskUserQuestion", null, "Deny")]
    public void Each_variant_decides(
        string option,
        bool planning,
        string tool,
        string? reason,
        string verdict
    ) =>
        ClaudePolicy
            .Judge(ClaudeOptions.From(new JsonObject { [option] = true }), planning, tool, reason)
            .Verdict.ToString()
            .ShouldBe(verdict);

    [Fact]
    public void Whoever_forbids_skipping_permissions_is_asked() =>
        ClaudeOptions
            .From(new JsonObject { ["dangerously_skip_permissions"] = false })
            .Asks.ShouldBeTrue();

    [Fact]
    public void An_edit_is_a_diff_first_from_its_texts_and_then_with_the_reported_lines()
    {
        const string input =
            """{"file_path":"/w/src/a.cs","old_string":"one\ntwo","new_string":"one\nthree"}""";
        var fold = Fold().Out(Init, Tool("t1", "Edit", input));
        Change(fold)["unified_diff"]!
            .ToString()
            .ShouldBe(
                "--- a/src/a.cs\n+++ b/src/a.cs\n@@ -1,2 +1,2 @@\n-one\n-two\n+one\n+three\n"
            );
        Change(fold)["has_line_numbers"]!.GetValue<bool>().ShouldBeFalse();
        fold.Out(
            """{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]},"tool_use_result":{"structuredPatch":[{"oldStart":7,"oldLines":2,"newStart":7,"newLines":2,"lines":[" one","-two","+three"]}]}}"""
        );
        Change(fold)["unified_diff"]!
            .ToString()
            .ShouldContain("@@ -7,2 +7,2 @@\n one\n-two\n+three\n");
        Change(fold)["has_line_numbers"]!.GetValue<bool>().ShouldBeTrue();
        fold.Of<ConversationStep.FileTouched>().Single().Path.ShouldBe("src/a.cs");
    }

    [Theory]
    [InlineData("Grep", """{"pattern":"x.*"}""", "search", "query", "x.*")]
    [InlineData("WebFetch", """{"url":"http://a"}""", "web_fetch", "url", "http://a")]
    [InlineData("Read", """{"file_path":"/w/d/f"}""", "file_read", "path", "d/f")]
    [InlineData("Read", """{"file_path":"/elsewhere/f"}""", "file_read", "path", "/elsewhere/f")]
    [InlineData("Task", """{"description":"look"}""", "task_create", "description", "look")]
    [InlineData(
        "TodoWrite",
        """{"todos":[{"content":"a","status":"pending"}]}""",
        "todo_management",
        "operation",
        "write"
    )]
    [InlineData("mcp__echo__note", """{"a":1}""", "tool", "tool_name", "mcp__echo__note")]
    public void Tools_become_actions(
        string tool,
        string input,
        string action,
        string name,
        string value
    )
    {
        var use = Fold()
            .Out(Init, Tool("t1", tool, input))
            .Entries[1]
            .EntryType.ShouldBeOfType<EntryType.ToolUse>();
        use.ActionType["action"]!.ToString().ShouldBe(action);
        use.ActionType[name]!.ToString().ShouldBe(value);
    }

    [Fact]
    public void A_huge_result_is_cut_and_says_so()
    {
        var fold = Fold()
            .Out(
                Init,
                Tool("t1", "Bash", """{"command":"cat big"}"""),
                Result("t1", new string('x', 300_000))
            );
        var use = fold.Entries[1].EntryType.ShouldBeOfType<EntryType.ToolUse>();
        var output = use.ActionType["result"]!["output"]!.ToString();
        output.Length.ShouldBeLessThan(70_000);
        output.ShouldEndWith("more characters are in the raw log]");
    }

    [Fact]
    public void What_a_subagent_says_is_marked_and_is_not_the_summary()
    {
        var fold = Fold()
            .Out(
                Init,
                Text("mine"),
                """{"type":"assistant","parent_tool_use_id":"task1","message":{"content":[{"type":"text","text":"its"}]}}""",
                """{"type":"result","is_error":false,"terminal_reason":"completed"}"""
            );
        fold.Entries[2].Metadata!["parent_tool_use_id"]!.ToString().ShouldBe("task1");
        fold.Of<ConversationStep.TurnEnded>().Single().Summary.ShouldBe("mine");
    }

    [Fact]
    public void Half_a_character_does_not_break_the_reader()
    {
        var fold = Fold()
            .Out(
                Init,
                """{"type":"assistant","message":{"content":[{"type":"text","text":"a\ud83d b\\ud83d \ud83d\ude00"}]}}""",
                Done
            );
        fold.Entries[1].Content.ShouldBe("a\ufffd b\\ud83d \U0001F600");
    }

    private static JsonNode Change(AgentFold fold) =>
        fold.Entries[1].EntryType.ShouldBeOfType<EntryType.ToolUse>().ActionType["changes"]![0]!;

    private static ConversationContext Context(string? option = null) =>
        new("/w", option is null ? [] : new JsonObject { [option] = true });

    private static AgentFold Fold(string? option = null) =>
        new(new ClaudeConversation(Context(option)));

    private static string Event(string json) =>
        $$"""{"type":"stream_event","event":{{json}},"parent_tool_use_id":null}""";

    private static string Delta(string text) =>
        Event(
            $$$"""{"type":"content_block_delta","delta":{"type":"text_delta","text":"{{{text}}}"}}"""
        );

    private static string Text(string text) =>
        $$$"""{"type":"assistant","message":{"content":[{"type":"text","text":"{{{text}}}"}]}}""";

    private static string Tool(string id, string name, string input) =>
        $$$"""{"type":"assistant","message":{"content":[{"type":"tool_use","id":"{{{id}}}","name":"{{{name}}}","input":{{{input}}}}]}}""";

    private static string Result(string id, string text) =>
        $$$"""{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"{{{text}}}"}]}}""";

    private static string Ask(string id, string call, string tool, string input) =>
        $$$"""{"type":"control_request","request_id":"{{{id}}}","request":{"subtype":"can_use_tool","tool_name":"{{{tool}}}","input":{{{input}}},"tool_use_id":"{{{call}}}"}}""";
}
