using System.Text;

namespace Forge.Core.Logs;

/// <summary>A place in a session's two output files: how many bytes of each lie before it.</summary>
internal readonly record struct RawPosition(long Out, long Err)
{
    public long Of(LogStream stream) => stream == LogStream.Err ? Err : Out;

    public RawPosition With(LogStream stream, long offset) =>
        stream == LogStream.Err ? this with { Err = offset } : this with { Out = offset };

    /// <summary>True when nothing before <paramref name="other"/> is missing here.</summary>
    public bool HasReached(RawPosition other) => Out >= other.Out && Err >= other.Err;
}

/// <summary>A piece of output as it is shown: some whole lines, or a part of a line longer than 64 KB.</summary>
/// <param name="Bytes">As the agent wrote them, with their newlines.</param>
/// <param name="Time">When the server saw it.</param>
internal readonly record struct RawFrame(
    LogStream Stream,
    ReadOnlyMemory<byte> Bytes,
    DateTimeOffset Time
)
{
    /// <summary>As text; invalid UTF-8 shown as U+FFFD.</summary>
    public string Content => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Takes one line. True: a turn ends after it, so the index is cut there.</summary>
/// <param name="after">Right behind the line in its own stream; in the other one, what came before it.</param>
internal delegate bool RawLineHandler(LogLine line, RawPosition after);
