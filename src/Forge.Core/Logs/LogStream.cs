namespace Forge.Core.Logs;

/// <summary>Which file of a session a line stands in.</summary>
internal enum LogStream
{
    Out,
    Err,
    In,
}

/// <summary>One line as the agent wrote it, without its newline.</summary>
/// <param name="Offset">Offset in bytes of the line's first byte in its file.</param>
internal readonly record struct LogLine(LogStream Stream, long Offset, string Text);
