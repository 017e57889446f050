using System.Text;

namespace Forge.Cli.Terminals;

/// <summary>Where a command writes. Colours, tables and live displays only where a person looks.</summary>
internal sealed class Terminal(
    TextWriter output,
    TextWriter error,
    bool isTerminal,
    bool colours,
    Func<int> width
)
{
    private const int WidthOfPipes = 120;

    /// <summary>Standard output is a terminal that understands cursor movement.</summary>
    public bool IsTerminal { get; } = isTerminal;
    public bool Colours { get; } = colours;

    /// <summary>Asked anew each time: windows are resized while a live view runs.</summary>
    public int Width => width();
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
            live ? WindowWidth : () => WidthOfPipes
        );
    }

    private static int WindowWidth() => Console.WindowWidth is var columns and > 20 ? columns : 80;

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
