using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Forge.Server.Wire;

internal static class JsonMap
{
    /// <summary>An object with a member for each item, named by its id.</summary>
    public static void Write<TRow, TWire>(
        Utf8JsonWriter writer,
        IEnumerable<TRow> rows,
        Func<TRow, Guid> id,
        Func<TRow, TWire> shape,
        JsonTypeInfo<TWire> type
    )
    {
        writer.WriteStartObject();
        foreach (var row in rows)
        {
            writer.WritePropertyName(id(row).ToString());
            JsonSerializer.Serialize(writer, shape(row), type);
        }
        writer.WriteEndObject();
    }
}
