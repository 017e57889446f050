using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;
using Forge.ModelServer;

namespace Forge.Core.Tests.Executors;

/// <summary>The real Claude Code from npm against a scripted model. <c>tests/install-agents.sh</c> installs it.</summary>
public sealed class RealClaudeTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("forge-claude-home-").FullName;
    private readonly string _worktree = Directory.CreateTempSubdirectory("forge-claude-").FullName;
    private readonly string _session = Guid.NewGuid().ToString();
    private ScriptedModel _model = null!;

    public async Task InitializeAsync() => _model = await ScriptedModel.StartAsync(default);

    public async Task DisposeAsync()
    {
        await _model.DisposeAsync();
        Directory.Delete(_worktree, recursive: true);
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task It_edits_and_takes_a_follow_up_in_the_living_process()
    {
        await using var claude = Start(
            "SAY I will write\nWRITE a.txt first\nSHELL echo $((40+2))\nEND one"
        );
        await claude.TurnsAsync(1);
        File.ReadAllText(Path.Combine(_worktree, "a.txt")).ShouldBe("first\n");
        claude
            .Steps<ConversationStep.AgentSessionLearnt>()
            .ShouldHaveSingleItem()
            .Id.ShouldBe(_session);
        claude.Steps<ConversationStep.FileTouched>().ShouldHaveSingleItem().Path.ShouldBe("a.txt");

        claude.Say("RECALL", Guid.NewGuid().ToString());
        await claude.TurnsAsync(2);
        (await claude.CloseAsync()).ShouldBe(0);
        Shown(claude)
            .ShouldBe([
                "SystemMessage: System initialized with model: claude-opus-5-5",
                "AssistantMessage: I will write\n",
                "ToolUse success: a.txt",
                "ToolUse success: echo $((40+2))",
                "AssistantMessage: one",
                "SystemMessage: System initialized with model: claude-opus-5-5",
                "AssistantMessage: RECALL SAY I will write | WRITE a.txt first | SHELL echo $((40+2)) | END one | RECALL",
            ]);
        var ends = claude.Steps<ConversationStep.TurnEnded>();
        ends.ShouldAllBe(end => !end.Failed && !end.Interrupted);
        ends.Select(end => end.Usage!.InputTokens).ShouldBe([3000, 1000]);
        ends[1]
            .Usage!.TotalCostUsd.ShouldNotBeNull()
            .ShouldBeGreaterThan(ends[0].Usage!.TotalCostUsd!.Value);
    }

    [Fact]
    public async Task A_killed_one_is_resumed_with_its_context()
    {
        await using (var first = Start("WRITE a.txt x\nEND remember me"))
        {
            await first.TurnsAsync(1);
            await first.KillAsync();
        }
        await using var second = Start("RECALL", resume: true);
        await second.TurnsAsync(1);
        second.Steps<ConversationStep.AgentSessionLearnt>().Single().Id.ShouldBe(_session);
        Shown(second)[^1]
            .ShouldBe("AssistantMessage: RECALL WRITE a.txt x | END remember me | RECALL");
    }

    [Fact]
    public async Task A_message_to_a_busy_one_joins_the_turn_when_a_tool_call_is_left()
    {
        await using var claude = Start("SLOW 800\nSHELL true\nEND first");
        await claude.UntilAsync(fold => fold.Entries.Count > 1);
        var id = Guid.NewGuid().ToString();
        claude.Say("WRITE mid.txt steered\nEND steered", id);
        await claude.TurnsAsync(1);
        claude
            .Steps<ConversationStep.MessageTaken>()
            .ShouldContain(new ConversationStep.MessageTaken(id, true));
        Shown(claude).ShouldContain("UserMessage: WRITE mid.txt steered\nEND steered");
        Shown(claude)[^1].ShouldBe("AssistantMessage: steered");
        (await claude.CloseAsync()).ShouldBe(0);
        claude.Steps<ConversationStep.TurnEnded>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_to_a_busy_one_without_a_tool_call_left_is_the_next_turn()
    {
        await using var claude = Start("SLOW 800\nEND first");
        await claude.UntilAsync(fold => fold.Entries.Count > 1);
        var id = Guid.NewGuid().ToString();
        claude.Say("END second", id);
        await claude.TurnsAsync(2);
        claude
            .Steps<ConversationStep.MessageTaken>()
            .ShouldContain(new ConversationStep.MessageTaken(id, false));
        Shown(claude).Count(text => text.StartsWith("AssistantMessage")).ShouldBe(2);
        Shown(claude).ShouldNotContain(text => text.StartsWith("UserMessage"));
        var steps = claude.With(fold => fold.Steps.ToList());
        var taken = steps.FindIndex(step =>
            step is ConversationStep.MessageTaken { JoinedRunningTurn: false } one && one.Id == id
        );
        steps[taken - 1].ShouldBeOfType<ConversationStep.TurnStarted>();
    }

    [Fact]
    public async Task An_interrupt_ends_the_turn_and_leaves_it_usable()
    {
        await using var claude = Start("SLOW 60000\nEND never");
        await claude.UntilAsync(fold => fold.Entries.Count > 1);
        claude.Interrupt();
        await claude.TurnsAsync(1);
        claude.Steps<ConversationStep.TurnEnded>()[0].Interrupted.ShouldBeTrue();
        claude.Entries.ShouldNotContain(entry => entry.EntryType is EntryType.ErrorMessage);
        claude.Say("END still here", Guid.NewGuid().ToString());
        await claude.TurnsAsync(2);
        claude
            .Steps<ConversationStep.TurnEnded>()[1]
            .ShouldSatisfyAllConditions(
                end => end.Failed.ShouldBeFalse(),
                end => end.Summary.ShouldBe("still here")
            );
    }

    [Fact]
    public async Task A_variant_that_asks_waits_for_a_person()
    {
        await using var claude = Start("WRITE yes.txt y\nWRITE no.txt n\nEND done", "approvals");
        await claude.UntilAsync(fold => fold.Of<ConversationStep.ApprovalAsked>().Count() == 1);
        Status(claude)["status"]!.ToString().ShouldBe("pending_approval");
        File.Exists(Path.Combine(_worktree, "yes.txt")).ShouldBeFalse();
        claude.Answer(claude.Steps<ConversationStep.ApprovalAsked>()[0].ApprovalId, true, null);
        await claude.UntilAsync(fold => fold.Of<ConversationStep.ApprovalAsked>().Count() == 2);
        claude.Answer(
            claude.Steps<ConversationStep.ApprovalAsked>()[1].ApprovalId,
            false,
            "not this one"
        );
        await claude.TurnsAsync(1);
        File.Exists(Path.Combine(_worktree, "yes.txt")).ShouldBeTrue();
        File.Exists(Path.Combine(_worktree, "no.txt")).ShouldBeFalse();
        Shown(claude)
            .Skip(1)
            .ShouldBe([
                "ToolUse success: yes.txt",
                "ToolUse denied: no.txt",
                "UserFeedback: not this one",
                "AssistantMessage: done",
            ]);
    }

    [Fact]
    public async Task A_planning_one_may_not_write()
    {
        await using var claude = Start($"WRITE {_worktree}/early.txt x\nEND planned", "plan");
        await claude.TurnsAsync(1);
        File.Exists(Path.Combine(_worktree, "early.txt")).ShouldBeFalse();
        Shown(claude).ShouldContain("ToolUse denied: early.txt");
        claude.Steps<ConversationStep.ApprovalAsked>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cut_stream_is_not_shown_twice_and_a_failure_is_one()
    {
        await using var claude = Start(
            "SAY one two three four five six seven eight nine ten eleven twelve thirteen fourteen\nCUT\nEND x"
        );
        await claude.TurnsAsync(1);
        claude
            .Entries.Count(entry => entry.Content.Contains("one two three"))
            .ShouldBe(1, claude.Transcript);
        claude.Say("FAIL 400", Guid.NewGuid().ToString());
        await claude.TurnsAsync(2);
        claude.Steps<ConversationStep.TurnEnded>()[1].Failed.ShouldBeTrue();
        claude.Entries[^1].EntryType.ShouldBeOfType<EntryType.ErrorMessage>();
        claude.Entries[^1].Content.ShouldContain("scripted 400");
    }

    private LiveAgent Start(string prompt, string? option = null, bool resume = false)
    {
        var options = new JsonObject();
        if (option is not null)
            options[option] = true;
        var spec = new ClaudeCodeExecutor().Launch(
            new LaunchRequest(prompt, options, _session, resume, _worktree, _ => Installed(), [])
        );
        var conversation = new ClaudeConversation(new ConversationContext(_worktree, options));
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = _home,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["ANTHROPIC_BASE_URL"] = _model.Address.ToString().TrimEnd('/'),
            ["ANTHROPIC_API_KEY"] = "sk-ant-test-not-real",
            ["CLAUDE_CODE_MAX_RETRIES"] = "2",
        };
        return LiveAgent.Start(spec, conversation, _worktree, environment);
    }

    private static string Installed()
    {
        var cache =
            Environment.GetEnvironmentVariable("FORGE_TEST_CACHE")
            ?? Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                    ?? Path.Combine(Environment.GetEnvironmentVariable("HOME")!, ".cache"),
                "forge-test"
            );
        var claude = Path.Combine(cache, "claude/node_modules/.bin/claude");
        File.Exists(claude).ShouldBeTrue($"{claude} is missing: run tests/install-agents.sh");
        return claude;
    }

    private static JsonObject Status(LiveAgent agent) =>
        agent.Entries.Select(entry => entry.EntryType).OfType<EntryType.ToolUse>().Last().Status;

    private static List<string> Shown(LiveAgent agent) =>
        [
            .. agent.Entries.Select(entry =>
                entry.EntryType is EntryType.ToolUse use
                    ? $"ToolUse {use.Status["status"]}: {entry.Content}"
                    : $"{entry.EntryType.GetType().Name}: {entry.Content}"
            ),
        ];
}
