using Forge.Core.Logs;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>
/// Lines that are no message: standard error, and what a wrapper like npx prints. Between turns they wait for the next
/// turn, as an entry belongs to one; before the first turn they begin it, as somebody waits for it.
/// </summary>
internal sealed class ClaudeNoise
{
    private const int Kept = 20;
    private const int Last = 5;

    private readonly TurnEntries _turn;
    private readonly LineGatherer _lines;
    private readonly Queue<string> _waiting = new();
    private readonly Queue<string> _errors = new();

    public ClaudeNoise(TurnEntries turn) => (_turn, _lines) = (turn, new LineGatherer(turn));

    /// <summary>The last lines of standard error, for the reason of an unexpected end.</summary>
    public string LastErrors => string.Join("\n", _errors);

    public void Error(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        Keep(_errors, PlainText.Cut(PlainText.Clean(line), 500), Last);
        Output(line);
    }

    public void Output(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        if (!_turn.Active && _turn.Ended > 0)
            Keep(_waiting, PlainText.Cut(line, 2000), Kept);
        else
            _lines.Add(new EntryType.SystemMessage(), line);
    }

    public void TurnBegan()
    {
        while (_waiting.TryDequeue(out var line))
            _lines.Add(new EntryType.SystemMessage(), line);
        _lines.Break();
    }

    public void Break() => _lines.Break();

    private static void Keep(Queue<string> queue, string line, int most)
    {
        queue.Enqueue(line);
        if (queue.Count > most)
            queue.Dequeue();
    }
}
