using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Forge.Server.Wire;

/// <summary>
/// Text as the inside of a JSON string, byte for byte as <see cref="System.Text.Json.Utf8JsonWriter"/> with relaxed escaping writes
/// it, but only for ASCII, and several times as fast: a raw log is megabytes of it, full of quotes.
/// </summary>
internal static class AsciiText
{
    /// <summary>A byte becomes at most so many: <c>\u001B</c>.</summary>
    public const int MostForOne = 6;

    private const byte FourDigits = (byte)'u';

    /// <summary>What stands behind the backslash; 0 for what needs none.</summary>
    private static readonly byte[] Escapes = MakeEscapes();

    /// <param name="to">At least <see cref="MostForOne"/> times as long as the text, and 32 bytes more.</param>
    /// <returns>How many bytes were written.</returns>
    // From the first call on: the first who looks at a long log would else wait while it is still compiled for a quick start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Write(ReadOnlySpan<byte> ascii, Span<byte> to)
    {
        var escapes = Escapes.AsSpan(0, 128);
        var (read, written) = (0, 0);
        var space = Vector256.Create((byte)' ');
        var quote = Vector256.Create((byte)'"');
        var backslash = Vector256.Create((byte)'\\');
        var delete = Vector256.Create((byte)0x7f);
        while (read < ascii.Length)
        {
            if (ascii.Length - read >= Vector256<byte>.Count)
            {
                var part = Vector256.Create(ascii[read..]);
                part.CopyTo(to[written..]);
                var special = (
                    Vector256.LessThan(part, space)
                    | Vector256.Equals(part, quote)
                    | Vector256.Equals(part, backslash)
                    | Vector256.Equals(part, delete)
                ).ExtractMostSignificantBits();
                var plain = BitOperations.TrailingZeroCount(special);
                (read, written) = (read + plain, written + plain);
                if (special == 0)
                    continue;
            }
            var character = ascii[read++];
            var escape = escapes[character & 0x7f];
            if (escape == FourDigits)
            {
                written += Digits(character, to[written..]);
                continue;
            }
            to[written] = escape == 0 ? character : (byte)'\\';
            to[written + 1] = escape;
            written += escape == 0 ? 1 : 2;
        }
        return written;
    }

    private static int Digits(byte character, Span<byte> to)
    {
        "\\u00"u8.CopyTo(to);
        Utf8Formatter.TryFormat(character, to[4..], out _, new('X', 2));
        return MostForOne;
    }

    private static byte[] MakeEscapes()
    {
        var escapes = new byte[128];
        escapes.AsSpan(0, ' ').Fill(FourDigits);
        escapes[0x7f] = FourDigits;
        foreach (
            var (character, letter) in "\bb\tt\nn\ff\rr\"\"\\\\".Chunk(2).Select(p => (p[0], p[1]))
        )
            escapes[character] = (byte)letter;
        return escapes;
    }
}
