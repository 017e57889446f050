using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Microsoft.Win32.SafeHandles;

namespace Forge.Core.Sessions;

/// <summary>Writes what is said to an agent: append to <c>in.log</c>, then ring.</summary>
internal static class SessionInput
{
    /// <summary>
    /// Brings <c>in.log</c> to hold <paramref name="bytes"/> at <paramref name="offset"/> and rings once. The place makes
    /// it repeatable: whatever part of the message is there already is not written again. Zeros, as a power cut leaves them
    /// where bytes had not come to the disk, are overwritten.
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
            var most = (int)Math.Min(bytes.Length, length - offset);
            var there = Same(file, offset, bytes[..most]);
            if (!IsZero(file, offset + there, most - there))
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

    /// <summary>How many of the bytes stand there.</summary>
    private static int Same(SafeFileHandle file, long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var same = 0;
        while (same < bytes.Length)
        {
            var part = buffer[..Math.Min(buffer.Length, bytes.Length - same)];
            var read = RandomAccess.Read(file, part, offset + same);
            var equal = part[..read].CommonPrefixLength(bytes[same..]);
            same += equal;
            if (equal < part.Length)
                break;
        }
        return same;
    }

    private static bool IsZero(SafeFileHandle file, long offset, int length)
    {
        var bytes = new byte[length];
        return RandomAccess.Read(file, bytes, offset) == length
            && !bytes.AsSpan().ContainsAnyExcept((byte)0);
    }
}
