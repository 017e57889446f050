using System.Buffers;
using System.Text;

namespace Forge.Planning.Markdown;

/// <summary>
/// Takes back what happens when UTF-8 is read as Windows-1252 and saved again: <c>âœ…</c> was ✅.
/// Only runs that are whole UTF-8 sequences are touched; other text stays as it is.
/// </summary>
internal static class Mojibake
{
    /// <summary>What Windows-1252 puts at the bytes 0x80 to 0x9F; the holes keep their control characters.</summary>
    private const string Upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    private static readonly Dictionary<char, byte> Bytes = Upper
        .Select((c, i) => (c, (byte)(0x80 + i)))
        .ToDictionary(p => p.c, p => p.Item2);

    private static readonly SearchValues<char> Leads = SearchValues.Create([
        .. Enumerable.Range(0xC2, 0xF4 - 0xC2 + 1).Select(b => (char)b),
    ]);

    /// <summary>The repaired text; the same instance when there was nothing to repair.</summary>
    public static string Repair(string text)
    {
        // Text that went through the mill twice needs two turns; a third has not been seen.
        for (var turn = 0; turn < 3; turn++)
        {
            var repaired = Once(text);
            if (ReferenceEquals(repaired, text))
                break;
            text = repaired;
        }
        return text;
    }

    private static string Once(string text)
    {
        var at = text.AsSpan().IndexOfAny(Leads);
        if (at < 0)
            return text;
        var sure = IsSure(text);
        StringBuilder? made = null;
        var kept = 0;
        while (at < text.Length)
        {
            if (Sequence(text, at, sure) is var (rune, length) && length > 0)
            {
                made ??= new StringBuilder(text.Length);
                made.Append(text, kept, at - kept).Append(rune.ToString());
                kept = at += length;
            }
            else
                at++;
            var next = at < text.Length ? text.AsSpan(at).IndexOfAny(Leads) : -1;
            if (next < 0)
                break;
            at += next;
        }
        return made is null ? text : made.Append(text, kept, text.Length - kept).ToString();
    }

    // A sequence of three or more is never real text. One of two (Ü») may be, unless the text has others.
    private static bool IsSure(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (text[at] is >= '\u00E0' and <= '\u00F4' && Sequence(text, at, true).Length >= 3)
                return true;
        return false;
    }

    private static (Rune Rune, int Length) Sequence(string text, int at, bool sure)
    {
        var lead = text[at];
        var length = lead switch
        {
            >= '\u00C2' and <= '\u00C3' => 2,
            >= '\u00C4' and <= '\u00DF' => sure ? 2 : 0,
            >= '\u00E0' and <= '\u00EF' => 3,
            >= '\u00F0' and <= '\u00F4' => 4,
            _ => 0,
        };
        if (length == 0 || at + length > text.Length)
            return default;
        Span<byte> bytes = stackalloc byte[4];
        bytes[0] = (byte)lead;
        for (var i = 1; i < length; i++)
        {
            if (ByteOf(text[at + i]) is not { } value || value is < 0x80 or > 0xBF)
                return default;
            bytes[i] = value;
        }
        return
            Rune.DecodeFromUtf8(bytes[..length], out var rune, out var used) == OperationStatus.Done
            && used == length
            ? (rune, length)
            : default;
    }

    private static byte? ByteOf(char c) =>
        c is >= '\u0080' and <= '\u00FF' ? (byte)c
        : Bytes.TryGetValue(c, out var value) ? value
        : null;
}
