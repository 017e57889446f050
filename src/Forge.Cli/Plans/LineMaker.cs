using System.Text;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>Puts painted texts beside each other in columns, without blanks at the end.</summary>
internal sealed class LineMaker(Terminal terminal)
{
    private readonly StringBuilder _text = new();
    private int _owed;

    /// <param name="width">The column's; a wider text must have been cut.</param>
    public void Add(Cell cell, int width, int gap = 2)
    {
        if (cell.Text.Length > 0)
        {
            _text.Append(' ', _owed).Append(terminal.In(cell.Paint, cell.Text));
            _owed = 0;
        }
        _owed += Math.Max(0, width - TextWidth.Of(cell.Text)) + gap;
    }

    public override string ToString() => _text.ToString();
}
