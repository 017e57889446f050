using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>
/// People's messages as Claude takes them. The one that opens a turn is the turn's prompt and is no entry; one that joins
/// the running turn is shown where Claude read it (it repeats each message there).
/// </summary>
internal sealed class ClaudeInbox(TurnEntries turn)
{
    private const int MostRemembered = 100;

    private readonly HashSet<string> _taken = [];
    private bool _openerSeen;

    /// <summary>Claude's own notes in the form of a message: the output of a command like a change of model.</summary>
    private static bool IsNote(string text) =>
        text.StartsWith("<local-command", StringComparison.Ordinal);

    public void TurnBegan()
    {
        _openerSeen = false;
        if (_taken.Count > MostRemembered)
            _taken.Clear();
    }

    public void Taken(string id, bool joined)
    {
        if (_taken.Add(id))
            turn.Steps.Add(new ConversationStep.MessageTaken(id, joined));
    }

    public void Repeated(string? id, string text, string? at)
    {
        // Outside of a turn only notes are repeated; a turn's first line is never this one.
        if (!turn.Active || IsNote(text))
            return;
        var opens = !_openerSeen;
        _openerSeen = true;
        if (id is not null)
            Taken(id, joined: !opens);
        if (!opens)
            turn.Add(new EntryType.UserMessage(), text, at);
    }
}
