using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Bench.Report;

/// <summary>Every sample, for other programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(Findings all) =>
        new JsonObject
        {
            ["began"] = all.Began.ToString("O"),
            ["seconds"] = all.Took.TotalSeconds,
            ["host"] = new JsonObject(all.Host.Select(h => Pair(h.Name, h.Value))),
            ["versions"] = new JsonObject(all.Contestants.Select(c => Pair(c.Name, c.Version))),
            ["figures"] = new JsonArray([.. all.Lines.Select(line => Figure(line, all))]),
            ["floors"] = new JsonArray([.. all.Floors.Select(Floor)]),
        }.ToJsonString(Indented) + "\n";

    private static JsonNode Figure(Line line, Findings all) =>
        new JsonObject
        {
            ["key"] = line.Row.Key,
            ["title"] = line.Row.Title,
            ["unit"] = line.Row.Unit.ToString(),
            ["reach"] = line.Row.Reach.Text,
            ["ratio"] = line.Ratio,
            ["met"] = Words.Met(line, all),
            ["results"] = new JsonObject(
                line.Results.Zip(all.Contestants)
                    .Select(r => KeyValuePair.Create(r.Second.Name, (JsonNode?)Of(r.First)))
            ),
        };

    private static JsonObject Of(Result result) =>
        new()
        {
            ["median"] = result.Median,
            ["values"] = Values(result.Values),
            ["failure"] = result.Failure,
        };

    private static JsonNode Floor(FloorLine floor) =>
        new JsonObject
        {
            ["title"] = floor.Title,
            ["unit"] = floor.Unit.ToString(),
            ["median"] = floor.Median,
            ["values"] = Values(floor.Values),
        };

    private static JsonArray Values(IEnumerable<double> values) =>
        new([.. values.Select(v => (JsonNode)v)]);

    private static KeyValuePair<string, JsonNode?> Pair(string name, string value) =>
        KeyValuePair.Create(name, (JsonNode?)value);
}
