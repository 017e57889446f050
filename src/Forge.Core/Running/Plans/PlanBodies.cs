using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Core.Domain.Plans;
using Forge.Planning;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>What stands in a plan's row as JSON.</summary>
internal static class PlanBodies
{
    /// <summary>Without what is only for the one who plans: what would be written, and what was found in the document.</summary>
    public static string Text(ForgePlan plan) =>
        PlanningJson.Text(plan with { Changes = [], Diagnostics = [] }, json => json.ForgePlan);

    public static ForgePlan Read(Plan plan) => PlanningJson.ReadPlan(plan.Body);

    public static string Text(PlanSettings settings) =>
        JsonSerializer.Serialize(settings, PlanRowJson.Default.PlanSettings);

    public static PlanSettings Settings(Plan plan) =>
        JsonSerializer.Deserialize(plan.Settings, PlanRowJson.Default.PlanSettings)
        ?? new PlanSettings();

    public static IReadOnlyList<string> Widened(PlanGroupRow row) =>
        JsonSerializer.Deserialize(row.Widened, PlanRowJson.Default.StringArray) ?? [];

    public static string Widened(IEnumerable<string> files) =>
        JsonSerializer.Serialize([.. files], PlanRowJson.Default.StringArray);
}

[JsonSerializable(typeof(PlanSettings))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class PlanRowJson : JsonSerializerContext;
