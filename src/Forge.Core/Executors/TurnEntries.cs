using System.Text.Json.Nodes;
using Forge.Core.Logs;

namespace Forge.Core.Executors;

/// <summary>
/// Numbers the entries of a turn and keeps the promise that every entry stands between its turn's start and end. It keeps
/// no entry, so a conversation of any length costs the same memory.
/// </summary>
internal sealed class TurnEntries
{
    private int _next;

    /// <summary>Where the steps of the line at hand go.</summary>
    public ICollection<ConversationStep> Steps { get; set; } = [];

    public bool Active { get; private set; }

    /// <summary>How many turns have ended.</summary>
    public int Ended { get; private set; }

    public void Begin()
    {
        if (Active)
            return;
        Active = true;
        _next = 0;
        Steps.Add(new ConversationStep.TurnStarted());
    }

    public int Add(Entry entry)
    {
        Begin();
        Steps.Add(new ConversationStep.EntryAdded(_next, entry));
        return _next++;
    }

    public int Add(EntryType type, string content, string? at = null, JsonNode? metadata = null) =>
        Add(new Entry(at, type, content, metadata));

    public void Replace(int number, Entry entry) =>
        Steps.Add(new ConversationStep.EntryReplaced(number, entry));

    public void End(ConversationStep.TurnEnded end)
    {
        Begin();
        Active = false;
        Ended++;
        Steps.Add(end);
    }
}
