using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>
/// What Claude says and thinks. A text grows while it is streamed; the whole message that follows takes the place of
/// what grew, so nothing is shown twice.
/// </summary>
internal sealed class ClaudeTexts(TurnEntries turn)
{
    private const int FirstStep = 48;

    /// <summary>Texts that are growing: one for Claude and one for each of its subagents.</summary>
    private readonly Dictionary<string, Growing> _growing = [];

    private sealed class Growing(bool thinking)
    {
        public bool Thinking { get; } = thinking;
        public StringBuilder Text { get; } = new();
        public int? Number { get; set; }
        public int Shown { get; set; }
    }

    /// <summary>Claude's own last text of the turn, without its subagents'.</summary>
    public string? Last { get; private set; }

    /// <summary>Every error that was shown in this turn.</summary>
    public HashSet<string> Errors { get; } = [];

    public void Streamed(JsonElement streamEvent, string parent)
    {
        switch (streamEvent.Text("type"))
        {
            case "content_block_start":
                Start(streamEvent.Member("content_block").Text("type"), parent);
                break;
            case "content_block_delta":
                Grow(streamEvent.Member("delta"), parent);
                break;
        }
    }

    public void Whole(JsonElement block, string? at, string? parent)
    {
        var thinking = block.Text("type") is "thinking" or "redacted_thinking";
        var text = block.Text(thinking ? "thinking" : "text") ?? "";
        var metadata = Metadata(block, thinking, parent);
        EntryType type = thinking ? new EntryType.Thinking() : new EntryType.AssistantMessage();
        if (!thinking && parent is null)
            Last = text;
        Put(new Entry(at, type, text, metadata), thinking, parent ?? "");
    }

    public void Error(string text, bool setupRequired, string? at)
    {
        if (!Errors.Add(text))
            return;
        var kind = new JsonObject { ["type"] = setupRequired ? "setup_required" : "other" };
        turn.Add(new EntryType.ErrorMessage(kind), text, at);
    }

    /// <summary>The turn is over: what only grew stays as far as it came.</summary>
    public void Close()
    {
        foreach (var growing in _growing.Values)
            if (growing.Text.Length > growing.Shown)
                Show(growing);
        _growing.Clear();
        Errors.Clear();
        Last = null;
    }

    private void Put(Entry entry, bool thinking, string parent)
    {
        var grown =
            _growing.TryGetValue(parent, out var growing) && growing.Thinking == thinking
                ? growing.Number
                : null;
        if (grown is not null || growing?.Thinking == thinking)
            _growing.Remove(parent);
        if (grown is { } number)
            turn.Replace(number, entry);
        else if (entry.Content.Length > 0)
            turn.Add(entry);
    }

    /// <summary>
    /// When a broken stream begins anew, the text begins anew too: in the entry that the broken one had.
    /// </summary>
    private void Start(string? kind, string parent)
    {
        if (kind is not ("text" or "thinking"))
            return;
        var thinking = kind == "thinking";
        if (_growing.TryGetValue(parent, out var broken) && broken.Thinking == thinking)
        {
            broken.Text.Clear();
            broken.Shown = 0;
            return;
        }
        if (broken is not null && broken.Text.Length > broken.Shown)
            Show(broken);
        _growing[parent] = new Growing(thinking);
    }

    private void Grow(JsonElement delta, string parent)
    {
        if (!_growing.TryGetValue(parent, out var growing))
            return;
        growing.Text.Append(delta.Text(growing.Thinking ? "thinking" : "text"));
        // In steps that grow with the text: showing each of n deltas would cost n² bytes.
        if (growing.Text.Length >= growing.Shown + Math.Max(FirstStep, growing.Shown / 8))
            Show(growing);
    }

    private void Show(Growing growing)
    {
        growing.Shown = growing.Text.Length;
        EntryType type = growing.Thinking
            ? new EntryType.Thinking()
            : new EntryType.AssistantMessage();
        var entry = new Entry(null, type, growing.Text.ToString());
        if (growing.Number is { } number)
            turn.Replace(number, entry);
        else
            growing.Number = turn.Add(entry);
    }

    private static JsonNode? Metadata(JsonElement block, bool thinking, string? parent)
    {
        // A thought's signature is long and says nothing to people.
        var metadata = thinking ? new JsonObject { ["type"] = "thinking" } : null;
        if (!thinking)
            metadata = new JsonObject { ["type"] = "text", ["text"] = block.Text("text") ?? "" };
        if (parent is not null)
            metadata!["parent_tool_use_id"] = parent;
        return metadata;
    }
}
