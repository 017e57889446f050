using System.Text.Json;
using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>Claude Code's stream-json as a conversation. One small method a kind of message; unknown kinds are passed over.</summary>
internal sealed class ClaudeConversation : IConversation
{
    private readonly TurnEntries _turn = new();
    private readonly ClaudePaths _paths;
    private readonly ClaudeTools _tools;
    private readonly ClaudeApprovals _approvals;
    private readonly ClaudeTexts _texts;
    private readonly ClaudeNoise _noise;
    private readonly ClaudeInbox _inbox;
    private string? _agentSession;
    private bool _planning;

    /// <summary>True from its first message: what a wrapper prints before is no work.</summary>
    private bool _spoke;

    public ClaudeConversation(ConversationContext context)
    {
        var options = ClaudeOptions.From(context.Options);
        _planning = options.Plan;
        _paths = new ClaudePaths(context.Worktree);
        _tools = new ClaudeTools(_turn, _paths);
        _approvals = new ClaudeApprovals(_turn, _tools, options);
        _texts = new ClaudeTexts(_turn);
        _noise = new ClaudeNoise(_turn);
        _inbox = new ClaudeInbox(_turn);
    }

    /// <summary>Whether a line is of this wire.</summary>
    public static bool Speaks(string line)
    {
        using var json = AgentLine.Parse(line);
        return json is not null
            && json.RootElement.Text("type") is not null
            && (
                json.RootElement.Text("session_id") is not null
                || json.RootElement.Text("type") is "control_response" or "control_request"
            );
    }

    public void Feed(LogLine line, ICollection<ConversationStep> steps)
    {
        _turn.Steps = steps;
        if (line.Stream == LogStream.Err)
        {
            _noise.Error(line.Text);
            return;
        }
        using var json = AgentLine.Parse(line.Text);
        if (line.Stream == LogStream.In)
            FeedIn(json?.RootElement ?? default);
        else if (json is null)
            _noise.Output(line.Text);
        else
        {
            _spoke = true;
            FeedOut(json.RootElement);
        }
    }

    public void End(int? exitCode, ICollection<ConversationStep> steps)
    {
        _turn.Steps = steps;
        _approvals.Close();
        if (!_turn.Active && _turn.Ended > 0)
            return;
        var reason = ClaudeOutcome.Stopped(
            exitCode,
            atWork: _turn.Active && _spoke,
            _noise.LastErrors
        );
        _turn.Begin();
        _texts.Error(reason, false, null);
        EndTurn(new ConversationStep.TurnEnded(true, false, _texts.Last, null));
    }

    public byte[]? Say(string prompt, string id) => ClaudeMessages.Say(prompt, id);

    public byte[]? Interrupt(string id) => ClaudeMessages.Interrupt(id);

    public byte[]? Answer(
        string approvalId,
        bool allow,
        string? reason,
        ICollection<ConversationStep> steps
    )
    {
        _turn.Steps = steps;
        return _approvals.Answer(approvalId, allow, reason);
    }

    private void FeedIn(JsonElement message)
    {
        if (message.Text("type") == "control_response")
            _approvals.Answered(message.Member("response"));
        else if (message.Text("type") == "user" && message.Text("uuid") is { } id)
        {
            var prompt = ClaudeResults.Text(message.Member("message").Member("content"));
            _turn.Steps.Add(new ConversationStep.MessageSaid(id, prompt));
        }
    }

    private void FeedOut(JsonElement message)
    {
        switch (message.Text("type"))
        {
            case "system":
                System(message);
                break;
            case "assistant":
                Assistant(message);
                break;
            case "user":
                User(message);
                break;
            case "stream_event":
                BeginTurn();
                _texts.Streamed(message.Member("event"), message.Text("parent_tool_use_id") ?? "");
                break;
            case "control_request":
                ControlRequest(message);
                break;
            case "control_response":
                _approvals.Confirmed(message.Member("response").Text("request_id") ?? "");
                break;
            case "control_cancel_request":
                _approvals.Withdraw(message.Text("request_id") ?? "");
                break;
            case "command_lifecycle":
                Lifecycle(message);
                break;
            case "result":
                Result(message);
                break;
        }
    }

    private void System(JsonElement message)
    {
        if (message.Text("permissionMode") is { } mode)
            _planning = mode == "plan";
        switch (message.Text("subtype"))
        {
            case "init":
                Initialised(message);
                break;
            case "api_retry":
                Retried(message);
                break;
            case "permission_denied":
                _tools.Refuse(message.Text("tool_use_id") ?? "", message.Text("message"));
                break;
            case "compact_boundary":
                BeginTurn();
                _turn.Add(new EntryType.SystemMessage(), "The conversation was compacted.");
                break;
        }
    }

    private void Retried(JsonElement message)
    {
        BeginTurn();
        // Credentials do not get better by trying again, yet Claude tries for minutes: say it at once, and once.
        if (ClaudeOutcome.NeedsSetup(message))
            _texts.Error(ClaudeOutcome.Refused(message), setupRequired: true, null);
        else
            _turn.Add(new EntryType.SystemMessage(), ClaudeOutcome.Retry(message));
    }

    private void Initialised(JsonElement message)
    {
        BeginTurn();
        _paths.AlsoKnownAs(message.Text("cwd"));
        if (message.Text("session_id") is { } id && id != _agentSession)
        {
            _agentSession = id;
            _turn.Steps.Add(new ConversationStep.AgentSessionLearnt(id));
        }
        var model = message.Text("model") ?? "unknown";
        _turn.Add(new EntryType.SystemMessage(), $"System initialized with model: {model}");
    }

    private void Assistant(JsonElement message)
    {
        BeginTurn();
        _noise.Break();
        var at = message.Text("timestamp");
        var parent = message.Text("parent_tool_use_id");
        var content = message.Member("message").Member("content");
        if (message.Flag("is_api_error_message") || message.Text("error") is not null)
        {
            _texts.Error(ClaudeResults.Text(content), ClaudeOutcome.NeedsSetup(message), at);
            return;
        }
        foreach (var block in content.Items())
            AssistantBlock(block, at, parent);
    }

    private void AssistantBlock(JsonElement block, string? at, string? parent)
    {
        switch (block.Text("type"))
        {
            case "text" or "thinking" or "redacted_thinking":
                _texts.Whole(block, at, parent);
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use":
                _tools.Open(
                    block.Text("id") ?? "",
                    block.Text("name") ?? "",
                    block.Member("input"),
                    at,
                    parent
                );
                break;
        }
    }

    private void User(JsonElement message)
    {
        var content = message.Member("message").Member("content");
        if (message.Flag("isReplay"))
        {
            _inbox.Repeated(
                message.Text("uuid"),
                ClaudeResults.Text(content),
                message.Text("timestamp")
            );
            return;
        }
        BeginTurn();
        foreach (var block in content.Items())
            if (block.Text("type") == "tool_result")
                _tools.Result(block, message);
            else if (
                block.Text("text") is { } text
                && text.StartsWith("[Request interrupted", StringComparison.Ordinal)
            )
                _turn.Add(
                    new EntryType.SystemMessage(),
                    text.Trim('[', ']'),
                    message.Text("timestamp")
                );
    }

    private void ControlRequest(JsonElement message)
    {
        var id = message.Text("request_id") ?? "";
        var request = message.Member("request");
        if (request.Text("subtype") == "can_use_tool")
        {
            BeginTurn();
            _approvals.Ask(id, request, _planning);
        }
        else
            _approvals.Refuse(id, request.Text("subtype"));
    }

    private void Lifecycle(JsonElement message)
    {
        if (message.Text("state") != "started" || message.Text("command_uuid") is not { } id)
            return;
        var joined = _turn.Active;
        BeginTurn();
        _inbox.Taken(id, joined);
    }

    private void Result(JsonElement message)
    {
        BeginTurn();
        var outcome = ClaudeOutcome.Of(message, _texts.Last);
        foreach (var denial in message.Member("permission_denials").Items())
            _tools.Refuse(denial.Text("tool_use_id") ?? "", null);
        if (outcome.Error is { Length: > 0 } error && _texts.Errors.Count == 0)
            _texts.Error(error, ClaudeOutcome.NeedsSetup(message), null);
        EndTurn(outcome.End);
    }

    private void BeginTurn()
    {
        if (_turn.Active)
            return;
        _turn.Begin();
        _inbox.TurnBegan();
        _noise.TurnBegan();
    }

    private void EndTurn(ConversationStep.TurnEnded end)
    {
        _approvals.Close();
        _texts.Close();
        _tools.Close();
        _noise.Break();
        _turn.End(end);
    }
}
