using System.Text;

namespace Forge.Cli.Terminals;

/// <summary>Where a command writes. Colours, tables and live displays only where a person looks.</summary>
internal sealed class Terminal(
    TextWriter output,
    TextWriter error,
    bool isTerminal,
    bool colours,
    Func<int> width,
    TextReader? person = null
)
{
    private const int WidthOfPipes = 120;
    private const int HeightOfPipes = int.MaxValue;

    /// <summary>Standard output is a terminal that understands cursor movement.</summary>
    public bool IsTerminal { get; } = isTerminal;
    public bool Colours { get; } = colours;

    /// <summary>Asked anew each time: windows are resized while a live view runs.</summary>
    public int Width => width();

    /// <summary>How many lines a display may have that is redrawn in place; what is higher cannot be drawn over.</summary>
    public Func<int> Height { get; init; } = () => HeightOfPipes;

    /// <summary>Somebody is there to answer: neither the question nor the answer goes through a pipe.</summary>
    public bool HasPerson => person is not null;
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
            live ? WindowWidth : () => WidthOfPipes,
            Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.In
        )
        {
            Height = live ? WindowHeight : () => HeightOfPipes,
        };
    }

    private static int WindowWidth() => Console.WindowWidth is var columns and > 20 ? columns : 80;

    private static int WindowHeight() => Console.WindowHeight is var lines and > 5 ? lines : 24;

    /// <summary>Asks for a yes; everything else, and the end of input, is a no.</summary>
    public async Task<bool> ConfirmAsync(string question, CancellationToken ct)
    {
        if (person is null)
            return false;
        error.Write(Words.Harmless(question, keepsColours: true) + " [y/N] ");
        // Reading a terminal cannot be cancelled; Ctrl+C leaves it behind.
        var answer = await Task.Run(person.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    public void Line(string text = "") => Write(text + '\n');

    /// <summary>
    /// Text that may hold what others wrote: titles, names, output. On a terminal nothing but colours gets through; in a
    /// pipe it stays as it is.
    /// </summary>
    public void Write(string text) =>
        Output.Write(IsTerminal ? Words.Harmless(text, keepsColours: true) : text);

    /// <summary>Writes what need not be text.</summary>
    public async Task BytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (Output is not StreamWriter writer)
        {
            await Output.WriteAsync(Encoding.UTF8.GetString(bytes.Span)).ConfigureAwait(false);
            return;
        }
        await writer.FlushAsync(ct).ConfigureAwait(false);
        await writer.BaseStream.WriteAsync(bytes, ct).ConfigureAwait(false);
    }

    /// <summary>Like <see cref="Line"/>; text that is UTF-8 already goes into a pipe as it is.</summary>
    public async Task LineAsync(ReadOnlyMemory<byte> text, CancellationToken ct)
    {
        if (IsTerminal)
            Write(Encoding.UTF8.GetString(text.Span));
        else
            await BytesAsync(text, ct).ConfigureAwait(false);
        Line();
    }

    /// <summary>For people only: goes to standard error, so that output stays clean in pipes.</summary>
    public void Note(string text) => error.Write(Words.Harmless(text, keepsColours: true) + '\n');

    public string In(Paint paint, string text) =>
        Colours && text.Length > 0 ? $"\e[{(int)paint}m{text}\e[0m" : text;

    /// <summary>Writes a table: boxed on a terminal, columns parted by two spaces elsewhere.</summary>
    public void Table(TextTable table) => Line(table.Render(this));
}
