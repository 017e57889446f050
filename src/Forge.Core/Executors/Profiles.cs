using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;

namespace Forge.Core.Executors;

/// <summary>
/// What each executor is started with: executor → variant → options. The standard profiles are part of the program; a
/// user's file is laid over them, variant by variant.
/// </summary>
internal sealed class Profiles
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _executors;

    private Profiles(JsonObject executors) => _executors = executors;

    public static Profiles Standard { get; } = new(ReadStandard());

    /// <summary>The inner object: executor names with their variants. A copy.</summary>
    public JsonObject Executors => _executors.DeepClone().AsObject();

    /// <summary>The whole as JSON text for <c>GET profiles</c>.</summary>
    public string Content => Text(Executors);

    public static string Text(JsonObject executors) =>
        new JsonObject { ["executors"] = executors }.ToJsonString(Pretty);

    /// <summary>
    /// Lays a body <c>{"executors": …}</c> over the standard profiles. Throws <see cref="RuleBroken"/> that names the first
    /// thing that cannot be used.
    /// </summary>
    public static Profiles Over(JsonNode? body)
    {
        var given = ProfileShape.Checked(body);
        var merged = Standard.Executors;
        foreach (var (name, variants) in given)
        {
            var all = merged[ExecutorNames.Normalise(name)]!.AsObject();
            foreach (var (variant, profile) in variants!.AsObject())
                all[variant] = Renamed(name, profile!.AsObject());
        }
        return new Profiles(merged);
    }

    /// <summary>Like <see cref="Over"/>, from a file's text. An empty text gives the standard profiles.</summary>
    public static Profiles Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Standard;
        try
        {
            return Over(JsonNode.Parse(text));
        }
        catch (JsonException error)
        {
            throw RuleBroken.Invalid($"The profiles are not JSON: {error.Message}");
        }
    }

    /// <summary>Only what differs from the standard, as text for the user's file: later standards then reach the rest.</summary>
    public string Overrides()
    {
        var standard = Standard._executors;
        var changed = new JsonObject();
        foreach (var (name, variants) in _executors)
        foreach (var (variant, profile) in variants!.AsObject())
        {
            if (JsonNode.DeepEquals(standard[name]?[variant], profile))
                continue;
            if (changed[name] is null)
                changed[name] = new JsonObject();
            changed[name]![variant] = profile!.DeepClone();
        }
        return new JsonObject { ["executors"] = changed }.ToJsonString(Pretty);
    }

    /// <summary>The options of a variant (null: DEFAULT), with <paramref name="model"/> in the place of the variant's own.</summary>
    public JsonObject Resolve(string executor, string? variant, string? model)
    {
        var name = ExecutorNames.Normalise(executor);
        if (_executors[name] is not JsonObject variants)
            throw RuleBroken.Invalid(
                $"There is no executor named '{executor}'. Known are {Names(_executors)}."
            );
        var profile =
            Pick(variants, string.IsNullOrWhiteSpace(variant) ? "DEFAULT" : variant)
            ?? throw RuleBroken.Invalid(
                $"{name} has no variant '{variant}'. It has {Names(variants)}."
            );
        var options = profile[name]!.DeepClone().AsObject();
        if (!string.IsNullOrWhiteSpace(model))
            options["model"] = model;
        return options;
    }

    private static JsonNode? Pick(JsonObject variants, string variant) =>
        variants[variant] ?? variants[ExecutorNames.Normalise(variant)];

    private static JsonObject Renamed(string name, JsonObject profile) =>
        new() { [ExecutorNames.Normalise(name)] = profile.Single().Value!.DeepClone() };

    private static string Names(JsonObject of) => string.Join(", ", of.Select(pair => pair.Key));

    private static JsonObject ReadStandard()
    {
        using var stream = typeof(Profiles).Assembly.GetManifestResourceStream(
            "Forge.Core.Executors.profiles.json"
        )!;
        return JsonNode.Parse(stream)!["executors"]!.DeepClone().AsObject();
    }
}
