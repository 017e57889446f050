using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;

namespace Forge.Core.Executors;

/// <summary>The options that every executor understands, and how options are read.</summary>
internal static class LaunchOptions
{
    /// <summary>The person's prompt with the profile's <c>append_prompt</c>, set apart by a blank line.</summary>
    public static string WithAppended(string prompt, JsonObject options)
    {
        var more = options.Text("append_prompt");
        if (string.IsNullOrEmpty(more))
            return prompt;
        return char.IsWhiteSpace(more[0]) ? prompt + more : $"{prompt}\n\n{more}";
    }

    /// <summary>The words of <c>base_command_override</c>; null when there is none.</summary>
    public static IReadOnlyList<string>? CommandOverride(JsonObject options)
    {
        var line = options.Text("base_command_override");
        if (string.IsNullOrWhiteSpace(line))
            return null;
        return CommandWords.Split(line);
    }

    public static IReadOnlyList<string> AdditionalParameters(JsonObject options) =>
        options["additional_params"] switch
        {
            null => [],
            JsonArray list => [.. list.Select(item => item?.ToString() ?? "")],
            _ => throw RuleBroken.Invalid("additional_params must be a list of texts."),
        };

    /// <summary>Variables that the profile sets: <c>"env": {"NAME": "value"}</c>; null removes one.</summary>
    public static Dictionary<string, string?> Environment(JsonObject options) =>
        options["env"] is JsonObject all
            ? all.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString())
            : [];

    public static string? Text(this JsonObject options, string name) =>
        options[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    /// <summary>True or false as written; null when the option is not there.</summary>
    public static bool? Switch(this JsonObject options, string name) =>
        options[name]?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
}
