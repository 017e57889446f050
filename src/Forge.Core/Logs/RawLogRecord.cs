using System.Buffers.Binary;
using System.Numerics;

namespace Forge.Core.Logs;

/// <summary>
/// One line of the index: where both files stood after a piece of output. Stream and length follow from the difference to
/// the record before; the sequence number is the record's place.
/// </summary>
/// <param name="Time">Microseconds since 1970.</param>
/// <param name="EndsLine">The piece ends a line: with its newline, or because nothing more came.</param>
internal readonly record struct RawLogRecord(long Time, RawPosition End, bool EndsLine)
{
    public const int Size = 32;

    // Microseconds need 56 bits for the next thousand years; the top byte is free for a flag.
    private const long TimeMask = 0x00FF_FFFF_FFFF_FFFF;
    private const long EndsLineFlag = 0x0100_0000_0000_0000;

    public DateTimeOffset Moment => DateTimeOffset.UnixEpoch.AddMicroseconds(Time);

    public static long MicrosecondsOf(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The one stream that this record moves on from <paramref name="before"/>; null when it moves none, both or back.</summary>
    public LogStream? StreamAfter(RawPosition before)
    {
        var moved = (Math.Sign(End.Out - before.Out), Math.Sign(End.Err - before.Err));
        return moved switch
        {
            (1, 0) => LogStream.Out,
            (0, 1) => LogStream.Err,
            _ => null,
        };
    }

    public void Write(Span<byte> bytes, long sequence, Guid epoch)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Time | (EndsLine ? EndsLineFlag : 0));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], End.Out);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], End.Err);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], Check(bytes[..24], sequence, epoch));
    }

    /// <summary>Null when the check does not fit: damaged, of another epoch, or at another place than it was written.</summary>
    public static RawLogRecord? Read(ReadOnlySpan<byte> bytes, long sequence, Guid epoch)
    {
        if (
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])
            != Check(bytes[..24], sequence, epoch)
        )
            return null;
        var time = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var end = new RawPosition(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])
        );
        return new RawLogRecord(time & TimeMask, end, (time & EndsLineFlag) != 0);
    }

    /// <summary>Against damage, not against malice: a mixed sum of the three numbers, the place and the epoch.</summary>
    private static ulong Check(ReadOnlySpan<byte> words, long sequence, Guid epoch)
    {
        Span<byte> id = stackalloc byte[16];
        epoch.TryWriteBytes(id);
        var sum = Mix((ulong)sequence, BinaryPrimitives.ReadUInt64LittleEndian(id));
        sum = Mix(sum, BinaryPrimitives.ReadUInt64LittleEndian(id[8..]));
        for (var at = 0; at < words.Length; at += 8)
            sum = Mix(sum, BinaryPrimitives.ReadUInt64LittleEndian(words[at..]));
        return sum;
    }

    private static ulong Mix(ulong sum, ulong word)
    {
        var mixed = (sum ^ word) * 0x9E37_79B9_7F4A_7C15;
        return BitOperations.RotateLeft(mixed, 31) * 0xBF58_476D_1CE4_E5B9 + 1;
    }
}
