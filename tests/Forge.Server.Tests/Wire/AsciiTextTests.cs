using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Forge.Server.Wire;

namespace Forge.Server.Tests.Wire;

/// <summary>Our own escaping of logs writes what the library writes.</summary>
public sealed class AsciiTextTests
{
    [Fact]
    public void Each_character_at_each_place_is_written_as_the_library_does()
    {
        for (var character = 0; character < 128; character++)
        for (var at = 0; at < 70; at++)
        {
            var text = Enumerable.Repeat((byte)'x', 70).ToArray();
            text[at] = (byte)character;
            Ours(text).ShouldBe(Library(text), $"{character} at {at}");
        }
    }

    [Fact]
    public void Texts_of_any_length_full_of_what_needs_escaping_are_too()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var text = new byte[random.Next(200) * (round % 100 == 0 ? 100 : 1)];
            for (var i = 0; i < text.Length; i++)
                text[i] = (byte)(
                    random.Next(4) == 0 ? "\"\\\n\t\u001b\u007f"[random.Next(6)] : random.Next(128)
                );
            Ours(text).ShouldBe(Library(text), $"round {round}");
        }
    }

    [Fact]
    public void Several_pieces_of_a_log_are_one_list_of_operations_whatever_bytes_they_have()
    {
        var patch = new Patch();
        patch.Log(0, "STDOUT", "plain \"text\"\n"u8);
        patch.Log(12_345_678_901, "STDERR", [0xff, (byte)'a', 0xc3, 0xbc, (byte)'\n']);
        patch.Log(2, "STDOUT", ""u8);
        using var read = JsonDocument.Parse(
            "[" + System.Text.Encoding.UTF8.GetString(patch.Operations.Span) + "]"
        );
        read.RootElement.EnumerateArray()
            .Select(one =>
                $"{one.GetProperty("op")} {one.GetProperty("path")} {one.GetProperty("value").GetProperty("type")} {one.GetProperty("value").GetProperty("content")}"
            )
            .ShouldBe([
                "add /entries/0 STDOUT plain \"text\"\n",
                "add /entries/12345678901 STDERR \ufffda\u00fc\n",
                "add /entries/2 STDOUT ",
            ]);
    }

    private static string Ours(byte[] text)
    {
        var to = new byte[text.Length * AsciiText.MostForOne + 32];
        return $"\"{System.Text.Encoding.ASCII.GetString(to, 0, AsciiText.Write(text, to))}\"";
    }

    private static string Library(byte[] text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
            writer.WriteStringValue(text);
        return System.Text.Encoding.ASCII.GetString(buffer.WrittenSpan);
    }
}
