using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Support;

/// <summary>Feeds lines to a conversation and keeps what came of it, turn by turn.</summary>
internal sealed class AgentFold(IConversation conversation)
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public List<ConversationStep> Steps { get; } = [];

    public IConversation Conversation => conversation;

    public AgentFold Feed(IEnumerable<LogLine> lines)
    {
        foreach (var line in lines)
            conversation.Feed(line, Steps);
        return this;
    }

    public AgentFold Out(params string[] lines) =>
        Feed(lines.Select(text => new LogLine(LogStream.Out, 0, text)));

    public AgentFold Err(params string[] lines) =>
        Feed(lines.Select(text => new LogLine(LogStream.Err, 0, text)));

    public AgentFold In(params string[] lines) =>
        Feed(lines.Select(text => new LogLine(LogStream.In, 0, text)));

    public AgentFold End(int? exitCode)
    {
        conversation.End(exitCode, Steps);
        return this;
    }

    /// <summary>The entries as they stand at last, of all turns in order.</summary>
    public List<Entry> Entries
    {
        get
        {
            var all = new List<Entry>();
            var start = 0;
            foreach (var step in Steps)
                switch (step)
                {
                    case ConversationStep.TurnStarted:
                        start = all.Count;
                        break;
                    case ConversationStep.EntryAdded added:
                        added.Number.ShouldBe(all.Count - start, "numbers have no gaps");
                        all.Add(added.Entry);
                        break;
                    case ConversationStep.EntryReplaced replaced:
                        replaced.Number.ShouldBeInRange(0, all.Count - start - 1);
                        all[start + replaced.Number] = replaced.Entry;
                        break;
                }
            return all;
        }
    }

    public IEnumerable<T> Of<T>()
        where T : ConversationStep => Steps.OfType<T>();

    /// <summary>The whole as text that can be read and compared.</summary>
    public string Text() =>
        new JsonObject
        {
            ["entries"] = new JsonArray([
                .. Entries.Select(entry => JsonNode.Parse(EntryJson.Text(entry))),
            ]),
            ["steps"] = new JsonArray([.. Steps.Select(step => (JsonNode)Line(step))]),
        }.ToJsonString(Pretty) + "\n";

    private static string Line(ConversationStep step) =>
        step switch
        {
            ConversationStep.EntryAdded added => $"add {added.Number} {Kind(added.Entry)}",
            ConversationStep.EntryReplaced replaced =>
                $"replace {replaced.Number} {Kind(replaced.Entry)}",
            ConversationStep.Reply reply =>
                $"reply {reply.Key} {Encoding.UTF8.GetString(reply.Bytes).TrimEnd()}",
            _ => step.ToString(),
        };

    private static string Kind(Entry entry) =>
        entry.EntryType is EntryType.ToolUse use
            ? $"{use.ToolName} {use.Status.ToJsonString()}"
            : $"{entry.EntryType.GetType().Name} ({entry.Content.Length} characters)";
}
