using System.Buffers.Binary;
using Forge.Core.Platform;
using Microsoft.Win32.SafeHandles;

namespace Forge.Core.Logs;

/// <summary>
/// The file <c>index</c>: a header with the epoch's id, then fixed records. One writer appends; readers read by place and
/// never beyond <see cref="Count"/>.
/// </summary>
internal sealed class RawLogIndex : IDisposable
{
    private const int HeaderSize = 32;
    private const uint Version = 1;
    private const uint RebuiltFlag = 1;
    private const int PageRecords = 4096;

    private readonly SafeFileHandle _file;
    private long _count;

    private RawLogIndex(SafeFileHandle file, Guid epoch, bool rebuilt)
    {
        _file = file;
        Epoch = epoch;
        Rebuilt = rebuilt;
    }

    private static ReadOnlySpan<byte> Magic => "FORGEIDX"u8;

    public Guid Epoch { get; }

    /// <summary>An earlier index was lost: the order between the streams, and the times, are not the original ones.</summary>
    public bool Rebuilt { get; }

    public long Count => Volatile.Read(ref _count);

    /// <summary>Opens the file; null when there is none or its header is not ours. Records are not looked at yet.</summary>
    public static RawLogIndex? Open(string path, FileAccess access)
    {
        if (!File.Exists(path))
            return null;
        var file = File.OpenHandle(
            path,
            FileMode.Open,
            access,
            FileShare.ReadWrite | FileShare.Delete
        );
        Span<byte> header = stackalloc byte[HeaderSize];
        var length = RandomAccess.Read(file, header, 0);
        if (length == HeaderSize && IsOurs(header))
        {
            var flags = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
            return new RawLogIndex(file, new Guid(header[16..]), (flags & RebuiltFlag) != 0);
        }
        file.Dispose();
        return null;
    }

    /// <summary>Starts a new epoch with no records, in place of whatever was there.</summary>
    public static RawLogIndex Create(string path, bool rebuilt)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], rebuilt ? RebuiltFlag : 0);
        Guid.NewGuid().TryWriteBytes(header[16..]);
        Files.WriteDurably(path, header);
        return Open(path, FileAccess.ReadWrite)
            ?? throw new IOException($"{path} was written and cannot be read");
    }

    /// <summary>Takes over the records that stand in the file whole; false when one of them cannot be right.</summary>
    /// <param name="lengths">Tells the lengths of the two logs: an index that claims more was not written with them.</param>
    /// <param name="each">Sees every record with the position before it.</param>
    public bool Load(Func<RawPosition> lengths, Action<RawPosition, RawLogRecord> each)
    {
        var whole = WholeRecords();
        // Asked after the index: while another object writes, the logs are ahead of it, never behind.
        var most = lengths();
        var buffer = new byte[PageRecords * RawLogRecord.Size];
        var before = default(RawPosition);
        for (long at = 0; at < whole; at += PageRecords)
        {
            var count = (int)Math.Min(PageRecords, whole - at);
            var page = buffer.AsSpan(0, count * RawLogRecord.Size);
            if (RandomAccess.Read(_file, page, OffsetOf(at)) != page.Length)
                return false;
            for (var i = 0; i < count; i++)
            {
                var record = RawLogRecord.Read(page[(i * RawLogRecord.Size)..], at + i, Epoch);
                if (record?.StreamAfter(before) is null || !most.HasReached(record.Value.End))
                    return false;
                each(before, record.Value);
                before = record.Value.End;
            }
        }
        Volatile.Write(ref _count, whole);
        return true;
    }

    /// <summary>Cuts a last record that was not written whole. Only for the one that writes.</summary>
    public void CutTornRecord() => RandomAccess.SetLength(_file, OffsetOf(WholeRecords()));

    /// <summary>Sees what another object has appended since.</summary>
    public void Refresh() => Volatile.Write(ref _count, Math.Max(Count, WholeRecords()));

    public void Append(IReadOnlyList<RawLogRecord> records)
    {
        var bytes = new byte[records.Count * RawLogRecord.Size];
        for (var i = 0; i < records.Count; i++)
            records[i].Write(bytes.AsSpan(i * RawLogRecord.Size), _count + i, Epoch);
        RandomAccess.Write(_file, bytes, OffsetOf(_count));
        Volatile.Write(ref _count, _count + records.Count);
    }

    public RawLogRecord this[long sequence]
    {
        get
        {
            Span<byte> bytes = stackalloc byte[RawLogRecord.Size];
            var length = RandomAccess.Read(_file, bytes, OffsetOf(sequence));
            var record = length == bytes.Length ? RawLogRecord.Read(bytes, sequence, Epoch) : null;
            return record
                ?? throw new InvalidDataException($"Record {sequence} of the index is damaged");
        }
    }

    /// <summary>Where both logs stood before a record.</summary>
    public RawPosition Before(long sequence) => sequence == 0 ? default : this[sequence - 1].End;

    /// <summary>Up to <paramref name="most"/> records from a place on.</summary>
    public List<RawLogRecord> Read(long sequence, long most)
    {
        var count = (int)Math.Clamp(Math.Min(most, Count - sequence), 0, PageRecords);
        var bytes = new byte[count * RawLogRecord.Size];
        var length = count == 0 ? 0 : RandomAccess.Read(_file, bytes, OffsetOf(sequence));
        var records = new List<RawLogRecord>(count);
        for (var i = 0; i < length / RawLogRecord.Size; i++)
        {
            var record = RawLogRecord.Read(
                bytes.AsSpan(i * RawLogRecord.Size),
                sequence + i,
                Epoch
            );
            records.Add(
                record
                    ?? throw new InvalidDataException(
                        $"Record {sequence + i} of the index is damaged"
                    )
            );
        }
        return records;
    }

    /// <summary>The first record whose end is as asked, <paramref name="count"/> when none is. Ends only grow, so it is a binary search.</summary>
    public long First(long count, Func<RawPosition, bool> asked)
    {
        long low = 0;
        var high = count;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (asked(this[middle].End))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    public void Dispose() => _file.Dispose();

    private static bool IsOurs(ReadOnlySpan<byte> header) =>
        header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Version;

    private static long OffsetOf(long sequence) => HeaderSize + sequence * RawLogRecord.Size;

    private long WholeRecords() =>
        Math.Max(0, RandomAccess.GetLength(_file) - HeaderSize) / RawLogRecord.Size;
}
