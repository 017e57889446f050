using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Forge.Planning.Lessons;
using Forge.Planning.Linting;
using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Reports;
using Forge.Planning.Scoring;
using Forge.Planning.Wishes;

namespace Forge.Planning;

/// <summary>The public shapes as JSON: words with underscores, and text that stays readable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    GenerationMode = JsonSourceGenerationMode.Serialization
)]
[JsonSerializable(typeof(Wish))]
[JsonSerializable(typeof(Persona))]
[JsonSerializable(typeof(ForgePlan))]
[JsonSerializable(typeof(IReadOnlyList<PlanLint>))]
[JsonSerializable(typeof(IReadOnlyList<FileFindings>))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(RunTiming))]
[JsonSerializable(typeof(IReadOnlyList<Lesson>))]
public sealed partial class PlanningJson : JsonSerializerContext
{
    // With é and → as they are: this JSON is for people, too, and for no web page.
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="JsonException">It is no plan.</exception>
    public static ForgePlan ReadPlan(string json) =>
        JsonSerializer.Deserialize(json, PlanReading.Default.ForgePlan)
        ?? throw new JsonException("null is no plan");

    /// <summary>
    /// By the code that was generated for the type, and not by its description: making the latter takes a short-lived program
    /// longer than all the planning.
    /// </summary>
    public static string Text<T>(T value, Func<PlanningJson, JsonTypeInfo<T>> type) =>
        Encoding.UTF8.GetString(Bytes(value, type).Span);

    /// <summary>The same in UTF-8: a large plan need not become text in between.</summary>
    public static ReadOnlyMemory<byte> Bytes<T>(T value, Func<PlanningJson, JsonTypeInfo<T>> type)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(bytes, Readable))
            type(Default).SerializeHandler!(writer, value);
        return bytes.WrittenMemory;
    }
}

/// <summary>How a plan is read back. Apart, since only a server does it, and descriptions cost a short-lived program its start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(ForgePlan))]
internal sealed partial class PlanReading : JsonSerializerContext;
