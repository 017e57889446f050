using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Executors.Shell;
using Forge.Core.Logs;

namespace Forge.Core.Executors.Replay;

/// <summary>Reads a played recording as what was recorded: the first output line tells whether that was Claude's wire.</summary>
internal sealed class ReplayConversation(ConversationContext context) : IConversation
{
    private readonly List<LogLine> _early = [];
    private IConversation? _inner;

    public void Feed(LogLine line, ICollection<ConversationStep> steps)
    {
        if (_inner is null && line.Stream != LogStream.Out && _early.Count < 100)
        {
            _early.Add(line);
            return;
        }
        Choose(line.Text, steps).Feed(line, steps);
    }

    public void End(int? exitCode, ICollection<ConversationStep> steps) =>
        Choose("", steps).End(exitCode, steps);

    public byte[]? Say(string prompt, string id) => null;

    public byte[]? Interrupt(string id) => null;

    public byte[]? Answer(
        string approvalId,
        bool allow,
        string? reason,
        ICollection<ConversationStep> steps
    ) => null;

    private IConversation Choose(string firstLine, ICollection<ConversationStep> steps)
    {
        if (_inner is not null)
            return _inner;
        _inner = ClaudeConversation.Speaks(firstLine)
            ? new ClaudeConversation(context)
            : new ShellConversation();
        foreach (var line in _early)
            _inner.Feed(line, steps);
        _early.Clear();
        return _inner;
    }
}
