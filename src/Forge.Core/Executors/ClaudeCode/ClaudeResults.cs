using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>What came of a tool call.</summary>
internal static partial class ClaudeResults
{
    private const int Most = 64 * 1024;

    /// <summary>The text of a tool result; parts that are no text are named by their kind.</summary>
    public static string Text(JsonElement content)
    {
        if (content.IsText())
            return content.GetString() ?? "";
        return string.Join(
            "\n",
            content.Items().Select(part => part.Text("text") ?? $"[{part.Text("type")}]")
        );
    }

    /// <summary>The action with its result; a new object, as entries that were given away must not change.</summary>
    public static JsonObject WithResult(JsonObject action, JsonElement block, JsonElement reported)
    {
        var copy = action.DeepClone().AsObject();
        switch (copy["action"]?.GetValue<string>())
        {
            case "command_run":
                copy["result"] = Run(Text(block.Member("content")), block.Flag("is_error"));
                break;
            case "tool":
                copy["result"] = Tool(block.Member("content"));
                break;
            case "file_edit":
                UseReportedHunks(copy, reported.Member("structuredPatch"));
                break;
        }
        return copy;
    }

    private static JsonObject Run(string output, bool failed)
    {
        var code =
            failed && ExitCode().Match(output) is { Success: true } found
                ? int.Parse(found.Groups[1].Value)
                : (int?)null;
        JsonObject status = code is { } known
            ? new JsonObject { ["type"] = "exit_code", ["code"] = known }
            : new JsonObject { ["type"] = "success", ["success"] = !failed };
        return new JsonObject
        {
            ["exit_status"] = status,
            ["output"] = PlainText.Cut(output, Most),
        };
    }

    private static JsonObject Tool(JsonElement content)
    {
        var onlyText =
            content.IsText() || content.Items().All(part => part.Text("text") is not null);
        return onlyText
            ? new JsonObject
            {
                ["type"] = "markdown",
                ["value"] = PlainText.Cut(Text(content), Most),
            }
            : new JsonObject { ["type"] = "json", ["value"] = ClaudeActions.Copy(content) };
    }

    private static void UseReportedHunks(JsonObject action, JsonElement hunks)
    {
        var wasEdit =
            action["changes"] is JsonArray { Count: > 0 } changes
            && changes[0]?["action"]?.GetValue<string>() == "edit";
        var path = action["path"]?.GetValue<string>() ?? "";
        if (wasEdit && EditHunks.Reported(path, hunks) is { } change)
            action["changes"] = new JsonArray(change);
    }

    [GeneratedRegex(@"^(?:Error: )?Exit code (\d{1,6})\b")]
    private static partial Regex ExitCode();
}
