using Forge.Core.Executors;
using Forge.Core.Logs;
using Forge.Core.Sessions;

namespace Forge.Core.Running;

/// <summary>What a session tells the attempt that owns it. Told in order, from the session's own loop.</summary>
internal abstract record SessionNews(SessionRun Session)
{
    /// <param name="To">Where the turn's window ends.</param>
    /// <param name="Over">How the session ended, when the turn ended with it; null while the agent lives on.</param>
    public sealed record TurnEnded(
        SessionRun From,
        int Turn,
        ConversationStep.TurnEnded End,
        RawPosition To,
        SessionState? Over
    ) : SessionNews(From);

    /// <summary>The agent began a turn that nobody asked for in a process of its own.</summary>
    /// <param name="Prompt">The message that it answers, where that is known.</param>
    public sealed record UnaskedTurn(SessionRun From, int Turn, string? Prompt) : SessionNews(From);

    /// <summary>The agent says that it changed a file.</summary>
    public sealed record FileTouched(SessionRun From, string Path) : SessionNews(From);

    /// <summary>The session is over and all of its output is read.</summary>
    public sealed record Ended(SessionRun From, SessionState State) : SessionNews(From);

    /// <summary>The session wrote more than it may and is to be stopped.</summary>
    public sealed record OverCap(SessionRun From, long Bytes) : SessionNews(From);
}
