using System.Text;
using Spectre.Console;

namespace Forge.Cli.Terminals;

/// <summary>Where a command writes. Colours, tables and live displays only where a person looks.</summary>
internal sealed class Terminal(
    TextWriter output,
    TextWriter error,
    bool isTerminal,
    bool colours,
    int width
)
{
    private const int WidthOfPipes = 120;

    /// <summary>Standard output is a terminal that understands cursor movement.</summary>
    public bool IsTerminal { get; } = isTerminal;
    public bool Colours { get; } = colours;
    public int Width { get; } = width;
    public TextWriter Output { get; } = output;

    public static Terminal OfThisProcess(Func<string, string?> environment)
    {
        var dumb = environment("TERM") is null or "" or "dumb";
        var live = !Console.IsOutputRedirected && !dumb;
        var plain = environment("NO_COLOR") is { Length: > 0 };
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 8192)
        {
            AutoFlush = true,
        };
        return new Terminal(
            output,
            Console.Error,
            live,
            live && !plain,
            live ? WindowWidth() : WidthOfPipes
        );
    }

    private static int WindowWidth() => Console.WindowWidth is var columns and > 20 ? columns : 80;

    public void Line(string text = "") => Output.Write(text + '\n');

    /// <summary>For people only: goes to standard error, so that output stays clean in pipes.</summary>
    public void Note(string text) => error.Write(text + '\n');

    public string In(Paint paint, string text) =>
        Colours && text.Length > 0 ? $"\e[{(int)paint}m{text}\e[0m" : text;

    /// <summary>Writes a table: boxed on a terminal, columns parted by two spaces elsewhere.</summary>
    public void Table(TextTable table) => Line(table.Render(this));

    /// <summary>A Spectre console that writes to <paramref name="target"/> with this terminal's abilities.</summary>
    public IAnsiConsole Spectre(TextWriter target)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(target),
            }
        );
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
