using System.Text.Json.Nodes;

namespace Forge.ModelServer;

/// <summary>Directives as calls of Claude Code's own tools.</summary>
internal static class ToolCall
{
    public static string Name(Directive step) =>
        step.Verb switch
        {
            "WRITE" => "Write",
            "SHELL" => "Bash",
            "READ" => "Read",
            _ => First(step),
        };

    public static JsonObject Input(Directive step) =>
        step.Verb switch
        {
            "WRITE" => new JsonObject
            {
                ["file_path"] = First(step),
                ["content"] = Rest(step) + "\n",
            },
            "SHELL" => new JsonObject
            {
                ["command"] = step.Argument,
                ["description"] = "scripted command",
            },
            "READ" => new JsonObject { ["file_path"] = First(step) },
            _ => JsonNode.Parse(Rest(step) is { Length: > 0 } json ? json : "{}")!.AsObject(),
        };

    private static string First(Directive step) => step.Argument.Split(' ', 2)[0];

    private static string Rest(Directive step) =>
        step.Argument.Split(' ', 2) is [_, var rest] ? rest.Trim() : "";
}
