using Forge.Core.Logs;

namespace Forge.Core.Running;

/// <summary>One turn of a session: a window of its logs, its conversation, and the process that it is.</summary>
internal sealed class SessionTurn(
    int number,
    RawPosition from,
    Guid? process,
    Held<ConversationFile> conversation
)
{
    private long _endOut = -1;
    private long _endErr = -1;

    public int Number { get; } = number;
    public RawPosition From { get; } = from;

    /// <summary>Null while no process was asked for it.</summary>
    public Guid? Process { get; set; } = process;

    public Held<ConversationFile> Conversation { get; } = conversation;

    /// <summary>True from the agent's first sign of work on it.</summary>
    public bool Started { get; set; }

    /// <summary>Null until the turn has ended. Written once by the session's loop, read by followers.</summary>
    public RawPosition? To =>
        Volatile.Read(ref _endErr) < 0
            ? null
            : new RawPosition(Volatile.Read(ref _endOut), _endErr);

    public void End(RawPosition at)
    {
        Volatile.Write(ref _endOut, at.Out);
        Volatile.Write(ref _endErr, at.Err);
    }
}
