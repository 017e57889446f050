using Forge.Core.Logs;

namespace Forge.Core.Executors;

/// <summary>
/// The fold from a session's raw lines to a conversation. Pure: no clock, no I/O. The same fold serves live, reload and
/// restart, so for the same lines it must give the same steps.
/// </summary>
/// <remarks>
/// Every entry stands between a <see cref="ConversationStep.TurnStarted"/> and its <see cref="ConversationStep.TurnEnded"/>;
/// entries are numbered from 0 within a turn.
/// Lines of <see cref="LogStream.In"/> tell what was already sent: a reply that stands there is not given again.
/// On recovery all of <c>in.log</c> is fed first.
/// </remarks>
internal interface IConversation
{
    void Feed(LogLine line, ICollection<ConversationStep> steps);

    /// <summary>The session has ended with this code (null: unknown). Closes what is open; ends the turn if none ended it.</summary>
    void End(int? exitCode, ICollection<ConversationStep> steps);

    /// <summary>A person's message in the agent's own protocol; null when this agent takes none while it lives.</summary>
    /// <param name="id">A UUID that names the message.</param>
    byte[]? Say(string prompt, string id);

    /// <summary>Asks the agent to break off its turn; null when its protocol has no such thing.</summary>
    byte[]? Interrupt(string id);

    /// <summary>The answer to an approval asked in <see cref="ConversationStep.ApprovalAsked"/>; null when it is not open.</summary>
    byte[]? Answer(
        string approvalId,
        bool allow,
        string? reason,
        ICollection<ConversationStep> steps
    );
}

/// <summary>What one line changed.</summary>
internal abstract record ConversationStep
{
    /// <summary>A new entry; its number is the count of entries added in this turn before it.</summary>
    public sealed record EntryAdded(int Number, Entry Entry) : ConversationStep;

    public sealed record EntryReplaced(int Number, Entry Entry) : ConversationStep;

    /// <summary>Bytes to append to the agent's input. Given only when <c>in.log</c> has no answer with this key.</summary>
    public sealed record Reply(string Key, byte[] Bytes) : ConversationStep;

    /// <summary>The agent named its own conversation.</summary>
    public sealed record AgentSessionLearnt(string Id) : ConversationStep;

    /// <summary>
    /// The agent began to work on a turn (the first sign of it after the last turn's end). It may begin one by itself.
    /// </summary>
    public sealed record TurnStarted : ConversationStep;

    /// <summary>
    /// The agent took a message, named by the id that was given to <see cref="IConversation.Say"/>. It has either joined
    /// the running turn and shares its result, or it opened the turn that has just started. A launch's first prompt has no
    /// id of ours, and ids that are not known are the agent's own.
    /// </summary>
    public sealed record MessageTaken(string Id, bool JoinedRunningTurn) : ConversationStep;

    /// <summary>
    /// Seen in <c>in.log</c>: a message that was given an id by <see cref="IConversation.Say"/>. Whether the agent took it,
    /// its output tells.
    /// </summary>
    public sealed record MessageSaid(string Id, string Prompt) : ConversationStep;

    /// <summary>
    /// The turn is over. <paramref name="Failed"/> by the agent's own final status and error flag; a turn that was broken off
    /// is <paramref name="Interrupted"/> and failed too.
    /// </summary>
    public sealed record TurnEnded(bool Failed, bool Interrupted, string? Summary, Usage? Usage)
        : ConversationStep;

    /// <summary>The agent waits for a person.</summary>
    public sealed record ApprovalAsked(
        string ApprovalId,
        string Tool,
        string InputJson,
        string? CallId
    ) : ConversationStep;

    public sealed record ApprovalWithdrawn(string ApprovalId) : ConversationStep;

    /// <summary>The agent says that it changed this file (path relative to the worktree).</summary>
    public sealed record FileTouched(string Path) : ConversationStep;
}

/// <summary>Tokens of one turn, and the cost of the whole agent conversation so far in US dollars.</summary>
internal sealed record Usage(
    long InputTokens,
    long OutputTokens,
    long CacheCreationTokens,
    long CacheReadTokens,
    decimal? TotalCostUsd
);
