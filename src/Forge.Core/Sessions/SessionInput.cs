using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Microsoft.Win32.SafeHandles;

namespace Forge.Core.Sessions;

/// <summary>Writes what is said to an agent: append to <c>in.log</c>, then ring.</summary>
internal static class SessionInput
{
    /// <summary>
    /// Brings <c>in.log</c> to hold <paramref name="bytes"/> at <paramref name="offset"/> and rings once. The place makes
    /// it repeatable: whatever part of the message is there already is not written again.
    /// </summary>
    public static void Send(SessionDirectory d, long offset, ReadOnlySpan<byte> bytes)
    {
        using (
            var file = File.OpenHandle(
                d.InLog,
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite
            )
        )
        {
            var length = RandomAccess.GetLength(file);
            if (length < offset)
            {
                throw new InvalidOperationException(
                    $"{d.InLog} has {length} bytes; a message at {offset} would leave a gap"
                );
            }
            var there = (int)Math.Min(bytes.Length, length - offset);
            if (!IsSame(file, offset, bytes[..there]))
                throw new InvalidOperationException($"{d.InLog} holds another message at {offset}");
            RandomAccess.Write(file, bytes[there..], offset + there);
        }
        Fifo.Ring(d.Bell);
    }

    /// <summary>
    /// No more input: the feed copies what is left, then closes. Killing the feed instead would lose what is still on its way.
    /// </summary>
    public static void End(SessionDirectory d)
    {
        if (!File.Exists(d.EndOfInput))
            Files.WriteDurably(d.EndOfInput, []);
        Fifo.Ring(d.Bell);
    }

    private static bool IsSame(SafeFileHandle file, long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (!bytes.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, bytes.Length)];
            var read = RandomAccess.Read(file, part, offset);
            if (read == 0 || !part[..read].SequenceEqual(bytes[..read]))
                return false;
            bytes = bytes[read..];
            offset += read;
        }
        return true;
    }
}
