using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Planning.Linting;
using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning;

/// <summary>The public shapes as JSON: words with underscores, and text that stays readable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true
)]
[JsonSerializable(typeof(Wish))]
[JsonSerializable(typeof(Persona))]
[JsonSerializable(typeof(ForgePlan))]
[JsonSerializable(typeof(IReadOnlyList<PlanLint>))]
[JsonSerializable(typeof(IReadOnlyList<FileFindings>))]
public sealed partial class PlanningJson : JsonSerializerContext
{
    /// <summary>With <c>é</c> and <c>→</c> as they are: this JSON is for people, too, and for no web page.</summary>
    public static PlanningJson Readable { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                WriteIndented = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
