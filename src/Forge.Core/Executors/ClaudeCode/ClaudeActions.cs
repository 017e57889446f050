using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>What a tool call is about, as the wire shows it.</summary>
/// <param name="Content">One line for people.</param>
/// <param name="EditedFile">The path of the file that the call changes, as Claude gave it; null for any other call.</param>
internal sealed record ClaudeAction(JsonObject Type, string Content, string? EditedFile = null);

/// <summary>From Claude's tool names and inputs to actions: one small method a kind.</summary>
internal sealed class ClaudeActions(ClaudePaths paths)
{
    private const int Most = 64 * 1024;

    public ClaudeAction Of(string tool, JsonElement input) =>
        tool switch
        {
            "Read" or "NotebookRead" => Read(input),
            "Write" => Write(input),
            "Edit" => Edit(input, [input]),
            "MultiEdit" => Edit(input, input.Member("edits").Items()),
            "NotebookEdit" => NotebookEdit(input),
            "Bash" => Run(input),
            "Grep" or "Glob" => Search(input.Text("pattern") ?? ""),
            "LS" => Search(paths.Shown(input.Text("path") ?? ".")),
            "WebFetch" => Fetch(input.Text("url") ?? ""),
            "WebSearch" => Fetch(input.Text("query") ?? ""),
            "TodoWrite" => Todos(input),
            "Task" or "Agent" => Delegate(input),
            "ExitPlanMode" or "exit_plan_mode" => Plan(input),
            _ => Other(tool, input),
        };

    private ClaudeAction Read(JsonElement input)
    {
        var path = paths.Shown(input.Text("file_path") ?? input.Text("notebook_path") ?? "");
        return new(Action("file_read", "path", path), path);
    }

    private ClaudeAction Write(JsonElement input)
    {
        var change = new JsonObject
        {
            ["action"] = "write",
            ["content"] = PlainText.Cut(input.Text("content") ?? "", Most),
        };
        return FileEdit(input.Text("file_path") ?? "", [change]);
    }

    private ClaudeAction Edit(JsonElement input, IEnumerable<JsonElement> edits)
    {
        var path = input.Text("file_path") ?? "";
        var changes = edits.Select(edit =>
            EditHunks.Edit(
                paths.Shown(path),
                edit.Text("old_string") ?? "",
                edit.Text("new_string") ?? ""
            )
        );
        return FileEdit(path, changes);
    }

    private ClaudeAction NotebookEdit(JsonElement input)
    {
        var path = input.Text("notebook_path") ?? "";
        return FileEdit(
            path,
            [EditHunks.Edit(paths.Shown(path), "", input.Text("new_source") ?? "")]
        );
    }

    private ClaudeAction FileEdit(string path, IEnumerable<JsonObject> changes)
    {
        var action = Action("file_edit", "path", paths.Shown(path));
        action["changes"] = new JsonArray([.. changes]);
        return new(action, paths.Shown(path), path);
    }

    private static ClaudeAction Run(JsonElement input)
    {
        var command = PlainText.Cut(input.Text("command") ?? "", Most);
        var action = Action("command_run", "command", command);
        action["result"] = null;
        return new(action, command);
    }

    private static ClaudeAction Search(string query) =>
        new(Action("search", "query", query), query);

    private static ClaudeAction Fetch(string url) => new(Action("web_fetch", "url", url), url);

    private static ClaudeAction Delegate(JsonElement input)
    {
        var description = input.Text("description") ?? input.Text("prompt") ?? "";
        return new(Action("task_create", "description", description), description);
    }

    private static ClaudeAction Plan(JsonElement input)
    {
        var plan = PlainText.Cut(input.Text("plan") ?? "", Most);
        return new(Action("plan_presentation", "plan", plan), plan);
    }

    private static ClaudeAction Todos(JsonElement input)
    {
        var todos = new JsonArray();
        foreach (var todo in input.Member("todos").Items())
            todos.Add(
                new JsonObject
                {
                    ["content"] = todo.Text("content") ?? "",
                    ["status"] = todo.Text("status") ?? "pending",
                    ["priority"] = todo.Text("priority"),
                }
            );
        var action = new JsonObject
        {
            ["action"] = "todo_management",
            ["todos"] = todos,
            ["operation"] = "write",
        };
        return new(action, "TODO list updated");
    }

    private static ClaudeAction Other(string tool, JsonElement input)
    {
        var action = Action("tool", "tool_name", tool);
        action["arguments"] = Copy(input);
        action["result"] = null;
        return new(action, tool == "AskUserQuestion" ? Questions(input) : Name(tool));
    }

    private static string Questions(JsonElement input) =>
        string.Join(
            "\n",
            input.Member("questions").Items().Select(question => question.Text("question"))
        );

    /// <summary><c>mcp__server__tool</c> is the tool of a server: shown as <c>server:tool</c>.</summary>
    private static string Name(string tool)
    {
        var parts = tool.Split("__", 3);
        return parts is ["mcp", _, _] ? $"{parts[1]}:{parts[2]}" : tool;
    }

    public static JsonNode? Copy(JsonElement input)
    {
        if (input.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        var raw = input.GetRawText();
        return raw.Length > Most ? JsonValue.Create(PlainText.Cut(raw, Most)) : JsonNode.Parse(raw);
    }

    private static JsonObject Action(string action, string name, string value) =>
        new() { ["action"] = action, [name] = value };
}
