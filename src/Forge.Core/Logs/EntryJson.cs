using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Forge.Core.Logs;

/// <summary>Entries as the wire wants them: snake case, nulls kept, text escaped no more than JSON asks for.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Entry))]
internal sealed partial class EntryJson : JsonSerializerContext
{
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonTypeInfo<Entry> EntryInfo = new EntryJson(
        new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    ).Entry;

    /// <summary>Writes one change as a JSON Patch operation; there is never a newline in it.</summary>
    public static void WriteOperation(Stream to, EntryChange change)
    {
        using var json = new Utf8JsonWriter(to, Relaxed);
        json.WriteStartObject();
        json.WriteString("op", change.IsNew ? "add" : "replace");
        json.WriteString("path", $"/entries/{change.Number}");
        json.WriteStartObject("value");
        json.WriteString("type", "NORMALIZED_ENTRY");
        json.WritePropertyName("content");
        JsonSerializer.Serialize(json, change.Entry, EntryInfo);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static string Text(Entry entry) => JsonSerializer.Serialize(entry, EntryInfo);
}
