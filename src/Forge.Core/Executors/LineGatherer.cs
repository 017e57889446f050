using System.Text;
using Forge.Core.Logs;

namespace Forge.Core.Executors;

/// <summary>
/// Plain lines as entries that read well: lines of one kind that follow each other grow one entry, up to a bound that
/// keeps a live view cheap.
/// </summary>
internal sealed class LineGatherer(TurnEntries turn)
{
    public const int MostLines = 50;
    public const int MostCharacters = 8 * 1024;
    private const int LongestLine = 16 * 1024;

    private readonly StringBuilder _text = new();
    private EntryType? _type;
    private int _lines;
    private int _number;

    public void Add(EntryType type, string line)
    {
        var text = PlainText.Cut(PlainText.Clean(line), LongestLine);
        if (Fits(type, text))
            Grow(text);
        else
            Start(type, text);
    }

    /// <summary>The next line begins a new entry.</summary>
    public void Break() => _type = null;

    private bool Fits(EntryType type, string text) =>
        turn.Active
        && type.Equals(_type)
        && _lines < MostLines
        && _text.Length + text.Length < MostCharacters;

    private void Grow(string text)
    {
        _text.Append('\n').Append(text);
        _lines++;
        turn.Replace(_number, new Entry(null, _type!, _text.ToString()));
    }

    private void Start(EntryType type, string text)
    {
        if (text.Length == 0 && type is not EntryType.AssistantMessage)
            return;
        _type = type;
        _lines = 1;
        _text.Clear().Append(text);
        _number = turn.Add(type, text);
    }
}
