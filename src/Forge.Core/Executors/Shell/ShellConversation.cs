using System.Text.Json.Nodes;
using Forge.Core.Logs;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Executors.Shell;

/// <summary>
/// Plain output as a conversation: what the command prints is what it says, its standard error is remarks (ordinary tools
/// write progress there), and its exit ends the one turn.
/// </summary>
internal sealed class ShellConversation : IConversation
{
    /// <summary>
    /// Of one turn. An agent that writes without end fills a log up to its cap; its conversation would take three times
    /// as much again, for nobody to read.
    /// </summary>
    internal const int MostLines = 500_000;
    private const int LastShown = 40;
    private const int LongestKept = 16 * 1024;

    private readonly TurnEntries _turn = new();
    private readonly LineGatherer _lines;
    private readonly Queue<LogLine> _end = new();
    private long _count;
    private string? _last;

    public ShellConversation() => _lines = new LineGatherer(_turn);

    public void Feed(LogLine line, ICollection<ConversationStep> steps)
    {
        if (line.Stream == LogStream.In || _turn.Ended > 0)
            return;
        _turn.Steps = steps;
        _turn.Begin();
        if (++_count > MostLines)
        {
            _end.Enqueue(line with { Text = PlainText.Cut(line.Text, LongestKept) });
            if (_end.Count > LastShown)
                _end.Dequeue();
            return;
        }
        Show(line);
    }

    private void Show(LogLine line)
    {
        if (line.Stream == LogStream.Err)
        {
            _lines.Add(new EntryType.SystemMessage(), line.Text);
            return;
        }
        _lines.Add(new EntryType.AssistantMessage(), line.Text);
        if (!string.IsNullOrWhiteSpace(line.Text))
            _last = line.Text;
    }

    public void End(int? exitCode, ICollection<ConversationStep> steps)
    {
        if (_turn.Ended > 0)
            return;
        _turn.Steps = steps;
        _turn.Begin();
        ShowEnd();
        if (exitCode != 0)
            _turn.Add(
                new EntryType.ErrorMessage(new JsonObject { ["type"] = "other" }),
                Ended(exitCode)
            );
        var summary = _last is null ? null : PlainText.Cut(PlainText.Clean(_last), 500);
        _turn.End(new ConversationStep.TurnEnded(exitCode != 0, false, summary, null));
    }

    /// <summary>A shell's own codes say what went wrong and what to do; other codes are the command's.</summary>
    private static string Ended(int? exitCode) =>
        exitCode switch
        {
            null => "The command ended, but its exit code is unknown.",
            126 =>
                "The command ended with exit code 126: a program may not be executed (chmod +x), or is of another kind of machine.",
            127 =>
                "The command ended with exit code 127: a program was not found. Agents get the PATH of the server: install it there or give its full path, then send another prompt.",
            > 128 when Signals.Behind(exitCode.Value) is { } signal =>
                $"The command ended with exit code {exitCode}: something ended it with {signal}, or it chose that code.",
            _ => $"The command ended with exit code {exitCode}.",
        };

    private void ShowEnd()
    {
        if (_count > MostLines + _end.Count)
            _turn.Add(
                new EntryType.SystemMessage(),
                $"[{_count - MostLines - _end.Count} more lines are in the raw log; these are the last ones]"
            );
        _lines.Break();
        foreach (var line in _end)
            Show(line);
    }

    public byte[]? Say(string prompt, string id) => null;

    public byte[]? Interrupt(string id) => null;

    public byte[]? Answer(
        string approvalId,
        bool allow,
        string? reason,
        ICollection<ConversationStep> steps
    ) => null;
}
