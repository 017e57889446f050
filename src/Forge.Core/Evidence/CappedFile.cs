using System.Globalization;
using System.Text;
using Forge.Core.Platform;

namespace Forge.Core.Evidence;

/// <summary>
/// Takes output of any length into a file of bounded size: the beginning as it comes, and the end once it is known to be
/// the end. What is left out between them is counted.
/// </summary>
internal sealed class CappedFile : IDisposable
{
    /// <summary>The most that a file has of the beginning. What failed mostly stands at the end, so that gets more.</summary>
    public const int HeadBytes = 256 * 1024;
    public const int TailBytes = 768 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly MemoryStream _head = new();
    private byte[] _tail = [];
    private IOException? _failed;

    public CappedFile(string path)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        _file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
                UnixCreateMode = Files.Private,
                BufferSize = 0,
            }
        );
    }

    /// <summary>Everything that was said.</summary>
    public long Bytes { get; private set; }

    public bool Truncated => Bytes > HeadBytes + TailBytes;

    /// <summary>All that was said as text, when it is no more than the head; else null.</summary>
    public string? Whole =>
        Bytes == _head.Length
            ? Encoding.UTF8.GetString(_head.GetBuffer(), 0, (int)_head.Length)
            : null;

    /// <summary>Takes what comes until the stream's end.</summary>
    public async Task TakeAsync(Stream output, CancellationToken ct)
    {
        var buffer = new byte[32 * 1024];
        while (await output.ReadAsync(buffer, ct).ConfigureAwait(false) is var read and > 0)
            Add(buffer.AsSpan(0, read));
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..(int)Math.Min(bytes.Length, HeadBytes - _head.Length)];
        if (!head.IsEmpty)
        {
            _head.Write(head);
            Write(head);
        }
        var from = Bytes + head.Length - HeadBytes;
        foreach (var part in bytes[head.Length..].ToArray().Chunk(TailBytes))
        {
            Keep(part, (int)(from % TailBytes));
            from += part.Length;
        }
        Bytes += bytes.Length;
    }

    /// <summary>Writes the end and brings all to the disk.</summary>
    /// <exception cref="IOException">Something could not be written, also if that was long ago.</exception>
    public void Finish()
    {
        var behind = Bytes - _head.Length;
        if (behind > TailBytes)
            Write(Encoding.UTF8.GetBytes(Gap(behind - TailBytes)));
        // The oldest byte of a ring that went round is the one that would be written next.
        var next = behind > TailBytes ? (int)(behind % TailBytes) : 0;
        Write(_tail.AsSpan(next, (int)Math.Min(behind, TailBytes) - next));
        Write(_tail.AsSpan(0, next));
        if (_failed is not null)
            throw _failed;
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private void Keep(ReadOnlySpan<byte> bytes, int at)
    {
        if (_tail.Length == 0)
            _tail = new byte[TailBytes];
        var first = Math.Min(bytes.Length, TailBytes - at);
        bytes[..first].CopyTo(_tail.AsSpan(at));
        bytes[first..].CopyTo(_tail);
    }

    // A command whose output cannot be kept is still read: it must not hang because nobody does.
    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_failed is not null || bytes.IsEmpty)
            return;
        try
        {
            _file.Write(bytes);
        }
        catch (IOException error)
        {
            _failed = new IOException($"{_path} could not be written: {error.Message}", error);
        }
    }

    private static string Gap(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"\n[{bytes} bytes are left out here]\n");
}
