using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;

namespace Forge.Core.Executors;

/// <summary>Checks the body of <c>PUT profiles</c> and the user's file, and names what is wrong by its path.</summary>
internal static class ProfileShape
{
    private static readonly string[] Texts =
    [
        "append_prompt",
        "base_command_override",
        "command",
        "model",
    ];

    private static readonly string[] Switches =
    [
        "plan",
        "approvals",
        "dangerously_skip_permissions",
        "claude_code_router",
        "yolo",
        "force",
        "dangerously_allow_all",
        "allow_all_tools",
        "oss",
    ];

    /// <summary>The object under <c>executors</c>.</summary>
    public static JsonObject Checked(JsonNode? body)
    {
        if (body is not JsonObject whole || whole["executors"] is not JsonObject executors)
            throw Bad("executors", "an object of executors must stand here");
        foreach (var (name, variants) in executors)
            CheckExecutor(name, variants);
        return executors;
    }

    private static void CheckExecutor(string name, JsonNode? variants)
    {
        if (!ExecutorSet.Standard.IsKnown(name))
            throw Bad(
                $"executors.{name}",
                $"unknown executor; known are {string.Join(", ", ExecutorSet.Standard.Capabilities.Keys)}"
            );
        if (variants is not JsonObject all)
            throw Bad($"executors.{name}", "an object of variants must stand here");
        foreach (var (variant, profile) in all)
            CheckVariant(name, variant, profile);
    }

    private static void CheckVariant(string name, string variant, JsonNode? profile)
    {
        var path = $"executors.{name}.{variant}";
        if (variant.Length == 0)
            throw Bad(path, "a variant needs a name");
        if (profile is not JsonObject { Count: 1 } one)
            throw Bad(path, $"an object with the one key {name} must stand here");
        var (key, options) = one.Single();
        if (ExecutorNames.Normalise(key) != ExecutorNames.Normalise(name))
            throw Bad(path, $"the key must be {name}, not {key}");
        if (options is not JsonObject set)
            throw Bad($"{path}.{key}", "an object of options must stand here");
        foreach (var (option, value) in set)
            CheckOption($"{path}.{key}.{option}", option, value);
    }

    private static void CheckOption(string path, string option, JsonNode? value)
    {
        if (value is null)
            return;
        var kind = value.GetValueKind();
        if (Texts.Contains(option) && kind != JsonValueKind.String)
            throw Bad(path, "a text or null must stand here");
        if (Switches.Contains(option) && kind is not (JsonValueKind.True or JsonValueKind.False))
            throw Bad(path, "true, false or null must stand here");
        if (option == "additional_params" && !IsListOfTexts(value))
            throw Bad(path, "a list of texts or null must stand here");
        if (option == "env" && !IsMapOfTexts(value))
            throw Bad(path, "an object of texts must stand here, by names without '='");
        if (option == "base_command_override")
            CommandWords.Split(value.GetValue<string>());
    }

    private static bool IsListOfTexts(JsonNode value) =>
        value is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String);

    // What is no name of a variable would keep every agent with this profile from starting.
    private static bool IsMapOfTexts(JsonNode value) =>
        value is JsonObject map
        && map.All(one =>
            one.Key.Length > 0
            && !one.Key.Contains('=', StringComparison.Ordinal)
            && one.Value?.GetValueKind() is null or JsonValueKind.String
        );

    private static RuleBroken Bad(string path, string text) =>
        RuleBroken.Invalid($"Invalid executor profiles at {path}: {text}.");
}
