using System.Text;
using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Logs;

namespace Forge.Core.Running;

/// <summary>
/// A session's lines on their way into its conversation: keeps the turns, writes their entries, and gathers what is to be
/// done about the rest. Live and after a restart it is fed the same lines and comes to the same turns.
/// </summary>
internal sealed class SessionFold
{
    private const int MostChangesHeld = 512;

    private readonly IConversation _conversation;
    private readonly Func<int, string> _pathOfTurn;
    private readonly IReadOnlyDictionary<int, Guid> _processes;
    private readonly Lock _lock = new();
    private readonly List<ConversationStep> _steps = [];
    private readonly List<EntryChange> _changes = [];
    private readonly List<SessionTurn> _turns = [];
    private readonly Dictionary<string, string> _said = [];
    private readonly Dictionary<string, ConversationStep.ApprovalAsked> _approvals = [];

    /// <param name="processes">The processes that were asked for already, by turn.</param>
    public SessionFold(
        IConversation conversation,
        Func<int, string> pathOfTurn,
        IReadOnlyDictionary<int, Guid> processes
    )
    {
        (_conversation, _pathOfTurn, _processes) = (conversation, pathOfTurn, processes);
        Open(default);
    }

    /// <summary>What the lines since the last <see cref="Take"/> ask for, in their order.</summary>
    private List<object> Asked { get; } = [];

    public SessionTurn Current
    {
        get
        {
            lock (_lock)
                return _turns[^1];
        }
    }

    public SessionTurn TurnAt(int number)
    {
        lock (_lock)
            return _turns[number];
    }

    public SessionTurn? TurnOf(Guid process)
    {
        lock (_lock)
            return _turns.FirstOrDefault(t => t.Process == process);
    }

    public bool Waits(string approval)
    {
        lock (_lock)
            return _approvals.ContainsKey(approval);
    }

    /// <summary>True while the agent waits for a person's answer.</summary>
    public bool WaitsForPerson
    {
        get
        {
            lock (_lock)
                return _approvals.Count > 0;
        }
    }

    /// <summary>True while the agent works, or was told to.</summary>
    public bool Busy
    {
        get
        {
            lock (_lock)
                return _turns[^1].Process is not null || _turns[^1].Started;
        }
    }

    /// <summary>
    /// True while a message sent into a turn was neither seen to join it nor to open the next: nothing else may be said, or
    /// the turns and their processes would be confused.
    /// </summary>
    public bool Unheard
    {
        get
        {
            lock (_lock)
                return _said.Count > 0;
        }
    }

    /// <summary>An agent that never says what it heard: waiting longer is of no use.</summary>
    public void ForgetUnheard()
    {
        lock (_lock)
            _said.Clear();
    }

    /// <summary>Feeds one line; true when a turn ended with it.</summary>
    public bool Feed(LogLine line, RawPosition after)
    {
        lock (_lock)
        {
            _steps.Clear();
            _conversation.Feed(line, _steps);
            var ended = Digest(after);
            // A long log that is read in one go must not be held in memory as entries.
            if (_changes.Count >= MostChangesHeld)
                Write();
            return ended;
        }
    }

    /// <summary>What was said to the agent comes first: answers that stand there are not given again.</summary>
    public void Recall(IEnumerable<SentMessage> said)
    {
        foreach (var message in said)
        {
            var text = Encoding.UTF8.GetString(message.Bytes).TrimEnd('\n');
            Feed(new LogLine(LogStream.In, message.Position, text), default);
        }
    }

    public void End(int? exitCode, RawPosition after)
    {
        lock (_lock)
        {
            _steps.Clear();
            _conversation.End(exitCode, _steps);
            Digest(after);
            Write();
            _turns[^1].Conversation.Value.Finish();
            _turns[^1].End(after);
        }
    }

    /// <summary>Sends those away who follow: the conversation is made again by another fold.</summary>
    public void Break()
    {
        lock (_lock)
            foreach (var turn in _turns)
            {
                turn.Conversation.Break();
                turn.Conversation.Value.Bell.Ring();
            }
    }

    /// <summary>The files cannot be used any more: those who follow the running turn come to an end.</summary>
    public void GiveUp(RawPosition after)
    {
        lock (_lock)
        {
            _turns[^1].End(after);
            try
            {
                _turns[^1].Conversation.Value.Finish();
            }
            catch (IOException)
            {
                // It has its end for those who read it now; there is no directory left to publish it in.
            }
        }
    }

    /// <summary>Writes the entries so far and hands over what is to be done: replies, learnt ids, turns that ended.</summary>
    public IReadOnlyList<object> Take()
    {
        lock (_lock)
        {
            Write();
            object[] taken = [.. Asked];
            Asked.Clear();
            return taken;
        }
    }

    public byte[]? Say(string prompt, string id)
    {
        lock (_lock)
        {
            return _conversation.Say(prompt, id);
        }
    }

    /// <summary>Like <see cref="Say"/>, into a running turn: remembered until the agent shows which turn it joined.</summary>
    public byte[]? Steer(string prompt, string id)
    {
        lock (_lock)
        {
            var bytes = _conversation.Say(prompt, id);
            if (bytes is not null)
                _said[id] = prompt;
            return bytes;
        }
    }

    public byte[]? Interrupt(string id)
    {
        lock (_lock)
            return _conversation.Interrupt(id);
    }

    public byte[]? Answer(string approval, bool allow, string? reason)
    {
        lock (_lock)
        {
            _steps.Clear();
            var bytes = _conversation.Answer(approval, allow, reason, _steps);
            if (bytes is not null)
                _approvals.Remove(approval);
            Digest(_turns[^1].From);
            Write();
            return bytes;
        }
    }

    /// <summary>Lets go of the turns' files; followers that still read them keep them open.</summary>
    public void Close()
    {
        lock (_lock)
            foreach (var turn in _turns)
                turn.Conversation.Release();
    }

    private bool Digest(RawPosition after)
    {
        var ended = false;
        foreach (var step in _steps)
        {
            if (step.Change() is { } change)
                _changes.Add(change);
            else
                ended |= Note(step, after);
        }
        return ended;
    }

    private bool Note(ConversationStep step, RawPosition after)
    {
        switch (step)
        {
            case ConversationStep.TurnStarted:
                _turns[^1].Started = true;
                break;
            case ConversationStep.MessageSaid said when !IsPrompt(said.Id):
                _said[said.Id] = said.Prompt;
                break;
            case ConversationStep.MessageTaken taken:
                _said.Remove(taken.Id, out var prompt);
                if (_turns[^1].Process is null)
                    Asked.Add(new UnaskedTurn(_turns[^1].Number, prompt));
                break;
            case ConversationStep.TurnEnded end:
                EndTurn(end, after);
                return true;
            case ConversationStep.ApprovalAsked asked:
                _approvals[asked.ApprovalId] = asked;
                break;
            case ConversationStep.ApprovalWithdrawn withdrawn:
                _approvals.Remove(withdrawn.ApprovalId);
                break;
            default:
                Asked.Add(step);
                break;
        }
        return false;
    }

    // What opens a turn is its process's; anything else was said into a running one.
    private bool IsPrompt(string id) =>
        Guid.TryParse(id, out var process) && _processes.Values.Contains(process);

    private void EndTurn(ConversationStep.TurnEnded end, RawPosition after)
    {
        Write();
        var turn = _turns[^1];
        turn.Conversation.Value.Finish();
        turn.End(after);
        if (turn.Process is null)
            Asked.Add(new UnaskedTurn(turn.Number, null));
        Asked.Add(new EndedTurn(turn.Number, end, after));
        Open(after);
    }

    private void Open(RawPosition from)
    {
        var number = _turns.Count;
        var file = ConversationFile.Create(_pathOfTurn(number));
        var process = _processes.TryGetValue(number, out var known) ? known : (Guid?)null;
        _turns.Add(new SessionTurn(number, from, process, new Held<ConversationFile>(file)));
    }

    private void Write()
    {
        _turns[^1].Conversation.Value.Append(_changes);
        _changes.Clear();
    }

    internal sealed record UnaskedTurn(int Turn, string? Prompt);

    internal sealed record EndedTurn(int Turn, ConversationStep.TurnEnded End, RawPosition To);
}
