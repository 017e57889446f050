using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>The tool calls of the turn that have no result yet. A call is forgotten when its result has come.</summary>
internal sealed class ClaudeTools(TurnEntries turn, ClaudePaths paths)
{
    private readonly ClaudeActions _actions = new(paths);
    private readonly Dictionary<string, Call> _open = [];

    /// <summary>Calls whose refusal was decided here or by a person, with the reason.</summary>
    private readonly Dictionary<string, string?> _refused = [];

    private sealed record Call(int Number, Entry Entry, string? EditedFile)
    {
        public EntryType.ToolUse Use => (EntryType.ToolUse)Entry.EntryType;
    }

    /// <summary>A block <c>tool_use</c> of an assistant message, or what a permission was asked for.</summary>
    public void Open(string id, string tool, JsonElement input, string? at, string? parent)
    {
        if (_open.ContainsKey(id))
            return;
        var action = _actions.Of(tool, input);
        var metadata = new JsonObject { ["type"] = "tool_use", ["id"] = id };
        if (parent is not null)
            metadata["parent_tool_use_id"] = parent;
        var use = new EntryType.ToolUse(tool, action.Type, ToolStatus.Created());
        var entry = new Entry(at, use, action.Content, metadata);
        _open[id] = new Call(turn.Add(entry), entry, action.EditedFile);
    }

    public bool IsOpen(string id) => _open.ContainsKey(id);

    public string? TimeOf(string id) => _open.GetValueOrDefault(id)?.Entry.Timestamp;

    public void SetStatus(string id, JsonObject status)
    {
        if (_open.TryGetValue(id, out var call))
            Show(id, call, call.Use with { Status = status });
    }

    /// <summary>The call will not run, for this reason; its coming error result only confirms it.</summary>
    public void Refuse(string id, string? reason)
    {
        if (!_open.ContainsKey(id))
            return;
        _refused[id] = reason;
        SetStatus(id, ToolStatus.Denied(reason));
    }

    public void Permit(string id)
    {
        _refused.Remove(id);
        SetStatus(id, ToolStatus.Created());
    }

    /// <summary>A plan is known in full only when it is presented.</summary>
    public void UpdateAction(string id, string tool, JsonElement input)
    {
        if (!_open.TryGetValue(id, out var call))
            return;
        var action = _actions.Of(tool, input);
        Show(
            id,
            call with
            {
                Entry = call.Entry with { Content = action.Content },
            },
            call.Use with
            {
                ActionType = action.Type,
            }
        );
    }

    /// <summary>A block <c>tool_result</c>, with the message that carries it.</summary>
    public void Result(JsonElement block, JsonElement message)
    {
        var id = block.Text("tool_use_id") ?? "";
        if (!_open.Remove(id, out var call))
            return;
        var failed = block.Flag("is_error");
        var status = failed ? Failure(id, block, message) : ToolStatus.Success();
        _refused.Remove(id);
        var action = ClaudeResults.WithResult(
            call.Use.ActionType,
            block,
            message.Member("tool_use_result")
        );
        turn.Replace(
            call.Number,
            call.Entry with
            {
                EntryType = call.Use with { ActionType = action, Status = status },
            }
        );
        if (!failed && call.EditedFile is { Length: > 0 } file && paths.Inside(file) is { } touched)
            turn.Steps.Add(new ConversationStep.FileTouched(touched));
    }

    /// <summary>The turn is over: what is still open got no result.</summary>
    public void Close()
    {
        foreach (var (id, call) in _open.OrderBy(pair => pair.Value.Number))
            turn.Replace(
                call.Number,
                call.Entry with
                {
                    EntryType = call.Use with
                    {
                        Status = _refused.TryGetValue(id, out var reason)
                            ? ToolStatus.Denied(reason)
                            : ToolStatus.Failed(),
                    },
                }
            );
        _open.Clear();
        _refused.Clear();
    }

    private JsonObject Failure(string id, JsonElement block, JsonElement message)
    {
        if (_refused.TryGetValue(id, out var reason))
            return ToolStatus.Denied(reason);
        // An interrupted call is "user-rejected" too, but no decision to reject stands behind it.
        var rejected = message
            .Member("tool_result_meta")
            .Items()
            .Any(meta =>
                meta.Text("id") == id
                && meta.Member("permission_decision").Text("decision") == "reject"
            );
        return rejected
            ? ToolStatus.Denied(PlainText.Cut(ClaudeResults.Text(block.Member("content")), 2000))
            : ToolStatus.Failed();
    }

    private void Show(string id, Call call, EntryType.ToolUse use)
    {
        if (
            JsonNode.DeepEquals(call.Use.Status, use.Status)
            && JsonNode.DeepEquals(call.Use.ActionType, use.ActionType)
        )
            return;
        var entry = call.Entry with { EntryType = use };
        _open[id] = call with { Entry = entry };
        turn.Replace(call.Number, entry);
    }
}
