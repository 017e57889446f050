using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>
/// Claude's questions "may I use this tool?" and their answers. What stands in <c>in.log</c> was answered; it is shown and
/// not answered again.
/// </summary>
internal sealed class ClaudeApprovals(TurnEntries turn, ClaudeTools tools, ClaudeOptions options)
{
    /// <summary>How long a person has, as shown in <c>timeout_at</c>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Question> _open = [];

    /// <summary>Answers that were read from <c>in.log</c> before their question.</summary>
    private readonly Dictionary<string, Decision> _known = [];

    /// <summary>Questions of this turn that have their answer.</summary>
    private readonly Dictionary<string, Question?> _closed = [];

    /// <summary>What people said when they refused; shown where Claude confirms that it heard.</summary>
    private readonly Dictionary<string, (string Tool, string Reason)> _feedback = [];

    private sealed record Question(string Tool, string CallId, string Input);

    private readonly record struct Decision(bool Allowed, string? Reason);

    public void Ask(string requestId, JsonElement request, bool planning)
    {
        if (_open.ContainsKey(requestId) || _closed.ContainsKey(requestId))
            return;
        var question = Show(requestId, request);
        var (verdict, reason) = ClaudePolicy.Judge(
            options,
            planning,
            question.Tool,
            request.Text("decision_reason_type")
        );
        var person = verdict == Verdict.Ask;
        if (_known.Remove(requestId, out var known))
            Settle(requestId, question, known, person);
        else if (person)
            WaitFor(requestId, question);
        else
            Decide(requestId, question, new Decision(verdict == Verdict.Allow, reason));
    }

    /// <summary>An answer that stands in <c>in.log</c>.</summary>
    public void Answered(JsonElement response)
    {
        var id = response.Text("request_id") ?? "";
        var body = response.Member("response");
        if (id.Length == 0)
            return;
        var decision = new Decision(body.Text("behavior") == "allow", body.Text("message"));
        if (_open.Remove(id, out var question))
            Settle(id, question, decision, person: true);
        else if (!_closed.TryGetValue(id, out var closed))
            _known[id] = decision;
        else if (closed is not null)
            Show(closed, decision);
    }

    /// <summary>Claude repeats an answer that it got: the place where a person's words belong.</summary>
    public void Confirmed(string requestId)
    {
        if (turn.Active && _feedback.Remove(requestId, out var said))
            turn.Add(new EntryType.UserFeedback(said.Tool), said.Reason);
    }

    public byte[]? Answer(string requestId, bool allow, string? reason)
    {
        if (!_open.Remove(requestId, out var question))
            return null;
        if (allow && question.Tool == "AskUserQuestion")
            return AnswerQuestions(requestId, question, reason);
        var message = string.IsNullOrWhiteSpace(reason) ? ClaudePolicy.PlainNo : reason;
        Settle(requestId, question, new Decision(allow, message), person: true);
        return allow
            ? ClaudeMessages.Allow(requestId, question.Input)
            : ClaudeMessages.Deny(requestId, message);
    }

    /// <summary>Answers any other control request with an error, once, so that Claude does not wait.</summary>
    public void Refuse(string requestId, string? subtype)
    {
        if (_known.Remove(requestId) || !_closed.TryAdd(requestId, null))
            return;
        var error = $"Forge does not answer the control request {subtype}";
        turn.Steps.Add(
            new ConversationStep.Reply(requestId, ClaudeMessages.Refuse(requestId, error))
        );
    }

    public void Withdraw(string requestId)
    {
        if (!_open.Remove(requestId, out var question))
            return;
        _closed[requestId] = null;
        tools.SetStatus(question.CallId, ToolStatus.Created());
        turn.Steps.Add(new ConversationStep.ApprovalWithdrawn(requestId));
    }

    /// <summary>The turn is over.</summary>
    public void Close()
    {
        foreach (var id in _open.Keys.ToList())
            Withdraw(id);
        _closed.Clear();
        _feedback.Clear();
    }

    private Question Show(string requestId, JsonElement request)
    {
        var tool = request.Text("tool_name") ?? "";
        var callId = request.Text("tool_use_id") ?? requestId;
        var input = request.Member("input");
        var isObject = input.ValueKind == JsonValueKind.Object;
        if (!tools.IsOpen(callId))
            tools.Open(callId, tool, input, null, null);
        else if (tool == "ExitPlanMode" && input.Text("plan") is not null)
            tools.UpdateAction(callId, tool, input);
        return new Question(tool, callId, isObject ? input.GetRawText() : "{}");
    }

    private void WaitFor(string requestId, Question question)
    {
        _open[requestId] = question;
        var at = tools.TimeOf(question.CallId);
        tools.SetStatus(question.CallId, ToolStatus.PendingApproval(requestId, at, Deadline(at)));
        turn.Steps.Add(
            new ConversationStep.ApprovalAsked(
                requestId,
                question.Tool,
                question.Input,
                question.CallId
            )
        );
    }

    private void Decide(string requestId, Question question, Decision decision)
    {
        var bytes = decision.Allowed
            ? ClaudeMessages.Allow(requestId, question.Input)
            : ClaudeMessages.Deny(requestId, decision.Reason!);
        turn.Steps.Add(new ConversationStep.Reply(requestId, bytes));
        Settle(requestId, question, decision, person: false);
    }

    private void Settle(string requestId, Question question, Decision decision, bool person)
    {
        _closed[requestId] = question;
        Show(question, decision);
        if (
            person
            && !decision.Allowed
            && decision.Reason is { } reason
            && reason != ClaudePolicy.PlainNo
        )
            _feedback[requestId] = (question.Tool, reason);
    }

    private void Show(Question question, Decision decision)
    {
        if (decision.Allowed)
            tools.Permit(question.CallId);
        else
            tools.Refuse(question.CallId, decision.Reason);
    }

    /// <summary>A person's words answer every question; without words Claude is told to choose.</summary>
    private byte[] AnswerQuestions(string requestId, Question question, string? words)
    {
        var said = !string.IsNullOrWhiteSpace(words);
        Settle(
            requestId,
            question,
            new Decision(said, said ? null : ClaudePolicy.NobodyToAsk),
            person: false
        );
        if (!said)
            return ClaudeMessages.Deny(requestId, ClaudePolicy.NobodyToAsk);
        using var asked = JsonDocument.Parse(question.Input);
        var answers = new JsonObject();
        foreach (var one in asked.RootElement.Member("questions").Items())
            if (one.Text("question") is { } text)
                answers[text] = Label(one, words!);
        var input = JsonNode.Parse(question.Input)!.AsObject();
        input["answers"] = answers;
        return ClaudeMessages.Allow(requestId, input.ToJsonString());
    }

    private static string Label(JsonElement question, string words) =>
        question
            .Member("options")
            .Items()
            .Select(option => option.Text("label"))
            .FirstOrDefault(label =>
                string.Equals(label, words.Trim(), StringComparison.OrdinalIgnoreCase)
            )
        ?? words;

    private static string? Deadline(string? at) =>
        DateTimeOffset.TryParse(
            at,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var from
        )
        && from < DateTimeOffset.MaxValue - Patience
            ? (from + Patience)
                .ToUniversalTime()
                .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
            : null;
}
