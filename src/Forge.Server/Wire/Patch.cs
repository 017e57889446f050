using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Api;

namespace Forge.Server.Wire;

/// <summary>Writes RFC 6902 operations, one after the other, as the inside of a JSON array.</summary>
internal sealed class Patch
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private const int PlainChunk = 4_096;

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public bool IsEmpty => _bytes.WrittenCount == 0;

    public int Length => _bytes.WrittenCount;

    public ReadOnlyMemory<byte> Operations => _bytes.WrittenMemory;

    public void Add<T>(string op, string path, T value, JsonTypeInfo<T> type) =>
        Write(op, path, w => JsonSerializer.Serialize(w, value, type));

    public void Remove(string path) => Write("remove", path, null);

    /// <summary>Begins anew, in the same memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>One part of the raw log.</summary>
    /// <param name="content">UTF-8; what is no UTF-8 in it becomes U+FFFD.</param>
    public void Log(long number, string type, ReadOnlySpan<byte> content)
    {
        if (Ascii.IsValid(content))
        {
            if (!IsEmpty)
                _bytes.Write(","u8);
            _bytes.Write(LogStart);
            Number(number);
            _bytes.Write(LogType);
            _bytes.Write(Encoding.UTF8.GetBytes(type));
            _bytes.Write(LogContent);
            Plain(content);
            _bytes.Write(LogEnd);
            return;
        }
        using var writer = Start("add", $"/entries/{number}");
        writer.WriteStartObject("value");
        writer.WriteString("type", type);
        writer.WriteString("content", content);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> LogStart => "{\"op\":\"add\",\"path\":\"/entries/"u8;
    private static ReadOnlySpan<byte> LogType => "\",\"value\":{\"type\":\""u8;
    private static ReadOnlySpan<byte> LogContent => "\",\"content\":\""u8;
    private static ReadOnlySpan<byte> LogEnd => "\"}}"u8;

    private void Number(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes.GetSpan(20), out var length);
        _bytes.Advance(length);
    }

    private void Plain(ReadOnlySpan<byte> content)
    {
        for (; !content.IsEmpty; content = content[Math.Min(content.Length, PlainChunk)..])
        {
            var part = content[..Math.Min(content.Length, PlainChunk)];
            var room = _bytes.GetSpan(part.Length * AsciiText.MostForOne + 32);
            _bytes.Advance(AsciiText.Write(part, room));
        }
    }

    public void Write(string op, string path, Action<Utf8JsonWriter>? value)
    {
        using var writer = Start(op, path);
        if (value is not null)
        {
            writer.WritePropertyName("value");
            value(writer);
        }
        writer.WriteEndObject();
    }

    private Utf8JsonWriter Start(string op, string path)
    {
        if (!IsEmpty)
            _bytes.Write(","u8);
        var writer = new Utf8JsonWriter(_bytes, Options);
        writer.WriteStartObject();
        writer.WriteString("op", op);
        writer.WriteString("path", path);
        return writer;
    }

    /// <summary>A part of a JSON Pointer.</summary>
    public static string Escape(string part) =>
        part.Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
