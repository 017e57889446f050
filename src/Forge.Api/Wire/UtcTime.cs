using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>Times on the wire: RFC 3339 in UTC with a <c>Z</c>; the library's own writer would say <c>+00:00</c>.</summary>
public sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var text = reader.GetString();
        // Nine digits of a second are legal on the wire; .NET keeps seven and takes the rest away.
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new JsonException($"'{text}' is not a time");
    }

    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(Format(value));

    /// <summary>The wire's spelling, e.g. <c>2026-11-21T03:17:43.739Z</c>.</summary>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture
        );
}
