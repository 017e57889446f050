namespace Forge.Cli.Terminals;

/// <summary>Draws lines over those that were drawn before: the cursor goes up, line by line. They must fit the window.</summary>
internal sealed class InPlace(Terminal terminal)
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private const string ClearBelow = "\e[J";
    private int _height;

    public void Draw(IReadOnlyCollection<string> lines)
    {
        var up = _height > 0 ? $"\e[{_height}F" : HideCursor;
        // One write a frame: a terminal never shows half of it.
        terminal.Output.Write(
            up + string.Concat(lines.Select(line => line + "\e[K\n")) + ClearBelow
        );
        _height = lines.Count;
    }

    public void Close() => terminal.Output.Write(ShowCursor);
}
