using Forge.Core.Streams;
using Microsoft.Win32.SafeHandles;

namespace Forge.Core.Logs;

/// <summary>
/// The conversation of one turn as a file of JSON Patch operations, one a line, ready for the wire. Followers read it by
/// byte position from the one open file, so a hundred of them cost no memory.
/// </summary>
/// <remarks>
/// The file is made from the raw logs and can be made again: it is written under another name and takes its place with
/// <see cref="Publish"/>. Positions are valid for one such making only. One writer; any number of readers.
/// </remarks>
internal sealed class ConversationFile : Tail<ReadOnlyMemory<byte>>, IDisposable
{
    /// <summary>A page holds whole operations up to this many bytes; a longer operation comes alone.</summary>
    public const int PageBytes = 64 * 1024;

    private static readonly byte[] EndMark = "ended\n"u8.ToArray();

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;
    private volatile bool _ended;
    private bool _published;

    private ConversationFile(string path, SafeFileHandle file, bool ended, long length)
    {
        (_path, _file, _ended, _length, _published) = (path, file, ended, length, ended);
    }

    public override Bell Bell { get; } = new();

    public bool Ended => _ended;

    /// <summary>Bytes so far: it grows when the conversation gets further.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Starts a new making of the file. The old one stays in its place until <see cref="Publish"/>.</summary>
    public static ConversationFile Create(string path)
    {
        var file = File.OpenHandle(
            Unpublished(path),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        return new ConversationFile(path, file, ended: false, length: 0);
    }

    /// <summary>Opens a whole file to read; null when there is none or it lacks its end: then it must be made again.</summary>
    public static ConversationFile? OpenEnded(string path)
    {
        if (!File.Exists(path))
            return null;
        var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var mark = new byte[EndMark.Length];
        var whole =
            length >= mark.Length
            && RandomAccess.Read(file, mark, length - mark.Length) == mark.Length
            && mark.AsSpan().SequenceEqual(EndMark);
        if (whole)
            return new ConversationFile(path, file, ended: true, length - mark.Length);
        file.Dispose();
        return null;
    }

    public void Append(IReadOnlyList<EntryChange> changes)
    {
        if (changes.Count == 0)
            return;
        using var lines = new MemoryStream();
        foreach (var change in EntryChanges.Collapse(changes))
        {
            EntryJson.WriteOperation(lines, change);
            lines.WriteByte((byte)'\n');
        }
        var bytes = lines.GetBuffer().AsSpan(0, (int)lines.Length);
        RandomAccess.Write(_file, bytes, _length);
        Volatile.Write(ref _length, _length + bytes.Length);
        Bell.Ring();
    }

    /// <summary>Nothing will follow. Publishes too.</summary>
    public void Finish()
    {
        if (_ended)
            return;
        try
        {
            RandomAccess.Write(_file, EndMark, _length);
            // Else a power cut could leave a file that has its end, and zeros before it.
            RandomAccess.FlushToDisk(_file);
            Publish();
        }
        finally
        {
            _ended = true;
            Bell.Ring();
        }
    }

    /// <summary>Puts this making in the place of an older one. Writing goes on as before.</summary>
    public void Publish()
    {
        if (_published)
            return;
        File.Move(Unpublished(_path), _path, overwrite: true);
        _published = true;
    }

    /// <summary>
    /// One item: the whole operations from <paramref name="position"/> (in bytes) on, joined with commas, as the inside of a
    /// JSON array.
    /// </summary>
    public override ValueTask<TailPage<ReadOnlyMemory<byte>>> ReadAsync(
        long position,
        int most,
        CancellationToken ct
    )
    {
        ct.ThrowIfCancellationRequested();
        var ended = _ended;
        var length = Volatile.Read(ref _length);
        if (position >= length)
            return new(new TailPage<ReadOnlyMemory<byte>>([], position, ended));
        var page = ReadLines(position, length);
        var next = position + page.Length;
        page.AsSpan().Replace((byte)'\n', (byte)',');
        return new(
            new TailPage<ReadOnlyMemory<byte>>(
                [page.AsMemory(0, page.Length - 1)],
                next,
                ended && next >= length
            )
        );
    }

    public void Dispose() => _file.Dispose();

    private byte[] ReadLines(long position, long length)
    {
        for (var size = (long)PageBytes; ; size *= 4)
        {
            var bytes = new byte[Math.Min(size, length - position)];
            Fill(bytes, position);
            var end = bytes.AsSpan().LastIndexOf((byte)'\n');
            if (end >= 0)
                return end + 1 == bytes.Length ? bytes : bytes[..(end + 1)];
        }
    }

    private void Fill(byte[] bytes, long position)
    {
        for (var read = 0; read < bytes.Length; )
        {
            var more = RandomAccess.Read(_file, bytes.AsSpan(read), position + read);
            if (more == 0)
                throw new EndOfStreamException($"{_path} was cut short by somebody else.");
            read += more;
        }
    }

    private static string Unpublished(string path) => path + ".new";
}
