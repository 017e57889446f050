using System.Buffers;
using System.Text;

namespace Forge.Core.Platform.Linux;

/// <summary>
/// Reads files of <c>/proc</c> without exceptions: processes vanish between listing and reading all the time, and a scan
/// runs often.
/// </summary>
internal static class ProcFile
{
    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Bytes read into <paramref name="buffer"/>; -1 when the file cannot be read.</summary>
    public static int Read(string path, Span<byte> buffer)
    {
        var descriptor = LibC.Open(path, LibC.ReadOnly | LibC.CloseOnExec);
        if (descriptor < 0)
            return -1;
        var length = 0;
        while (length < buffer.Length)
        {
            var read = (int)
                LibC.Read(descriptor, buffer[length..], (nuint)(buffer.Length - length));
            if (read < 0 && length == 0)
                length = -1;
            if (read <= 0)
                break;
            length += read;
        }
        _ = LibC.Close(descriptor);
        return length;
    }

    /// <summary>True when the file, a list of items each closed by NUL, has exactly this item.</summary>
    public static bool HasItem(string path, ReadOnlySpan<byte> item)
    {
        for (var size = 64 * 1024; size <= MostBytes; size *= 8)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var length = Read(path, buffer);
                if (length <= 0)
                    return false;
                if (Holds(buffer.AsSpan(0, length), item))
                    return true;
                if (length < buffer.Length)
                    return false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        return false;
    }

    /// <summary>Where a link of <c>/proc</c> points to; null when it cannot be read.</summary>
    public static string? Link(string path)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var length = (int)LibC.ReadLink(path, buffer, (nuint)buffer.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer[..length]);
    }

    private static bool Holds(ReadOnlySpan<byte> items, ReadOnlySpan<byte> item)
    {
        while (!items.IsEmpty)
        {
            var end = items.IndexOf((byte)0);
            var each = end < 0 ? items : items[..end];
            if (each.SequenceEqual(item))
                return true;
            items = end < 0 ? [] : items[(end + 1)..];
        }
        return false;
    }
}
