using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Conversations;

/// <summary>
/// One entry of a conversation as lines for a terminal. Entries stay JSON up to here, so that kinds this version does not
/// know are shown by their text instead of breaking the view.
/// </summary>
internal sealed class EntryText(Terminal terminal)
{
    private const int OutputLines = 12;

    /// <summary>Null for entries that are not for a reader (loading, next_action).</summary>
    public string? Of(ConversationEntry entry)
    {
        var text = Words.Harmless(entry.Content).TrimEnd();
        return Kind(entry.EntryType) switch
        {
            "loading" or "next_action" => null,
            "user_message" => Prompt(text),
            "user_feedback" => terminal.In(
                Paint.Yellow,
                Marked("❯", $"denied {Word(entry.EntryType, "denied_tool")}: {text}")
            ),
            "assistant_message" => text,
            "thinking" => terminal.In(Paint.Dim, Marked("∴", text)),
            "error_message" => terminal.In(Paint.Red, Marked("✗", text)),
            "tool_use" => Tool(entry.EntryType, text),
            _ => terminal.In(Paint.Dim, Marked("·", text)),
        };
    }

    /// <summary>What a person said.</summary>
    public string Prompt(string text) =>
        terminal.In(Paint.Bold, Marked("❯", Words.Harmless(text).Trim()));

    /// <summary>The entry in one line, for tables: the last line that says something.</summary>
    public static string? LastLine(ConversationEntry entry)
    {
        if (
            Kind(entry.EntryType)
            is "loading"
                or "next_action"
                or "system_message"
                or "user_message"
        )
            return null;
        var text =
            Kind(entry.EntryType) == "tool_use"
                ? ToolLine(entry.EntryType, entry.Content)
                : entry.Content;
        return Words
            .Harmless(text)
            .Split('\n')
            .LastOrDefault(line => line.Trim().Length > 0)
            ?.Trim();
    }

    private string Tool(JsonObject type, string content)
    {
        var status = Kind(type["status"] as JsonObject, "status");
        var (mark, paint) = Mark(status);
        var lines = terminal.In(paint, mark) + " " + ToolLine(type, content);
        if (status == "denied" && type["status"]?["reason"]?.ToString() is { Length: > 0 } reason)
            lines += "\n" + terminal.In(Paint.Dim, Indented(Words.Harmless(reason)));
        if (status == "pending_approval")
            lines += "\n" + terminal.In(Paint.Yellow, "  waits for an answer");
        return Result(type["action_type"] as JsonObject) is { Length: > 0 } result
            ? lines + "\n" + terminal.In(Paint.Dim, Indented(result))
            : lines;
    }

    private static (string Mark, Paint Paint) Mark(string status) =>
        status switch
        {
            "success" => ("●", Paint.Green),
            "failed" => ("●", Paint.Red),
            "denied" or "timed_out" => ("○", Paint.Red),
            "pending_approval" => ("?", Paint.Yellow),
            _ => ("●", Paint.Cyan),
        };

    private static string ToolLine(JsonObject type, string content)
    {
        var action = type["action_type"] as JsonObject;
        var name = Word(type, "tool_name");
        var what = Kind(action, "action") switch
        {
            "file_read" => "read " + Word(action, "path"),
            "file_edit" => "edit " + Word(action, "path"),
            "command_run" => "$ " + Word(action, "command"),
            "search" => "search " + Word(action, "query"),
            "web_fetch" => "fetch " + Word(action, "url"),
            "task_create" => "task " + Word(action, "description"),
            "todo_management" => Todos(action!["todos"] as JsonArray),
            "plan_presentation" => "plan\n" + Word(action, "plan"),
            "other" => Word(action, "description"),
            _ => content,
        };
        what = Words.Harmless(what).TrimEnd();
        return what.Length == 0 ? name
            : what.Contains('\n') ? Marked("", what)
            : what;
    }

    private static string Todos(JsonArray? todos) =>
        "todos"
        + string.Concat(
            (todos ?? [])
                .OfType<JsonObject>()
                .Select(todo =>
                    $"\n{(Word(todo, "status") switch { "completed" => "☑", "in_progress" => "▸", _ => "☐" })} {Word(todo, "content")}"
                )
        );

    /// <summary>What came back from a tool, shortened from the front: the end of an output tells most.</summary>
    private static string? Result(JsonObject? action)
    {
        var result = action?["result"] as JsonObject;
        var text =
            result?["output"]?.ToString()
            ?? (result?["value"] is JsonValue value ? value.ToString() : null);
        var lines = Words.Harmless(text ?? "").TrimEnd().Split('\n');
        var exit = result?["exit_status"] as JsonObject;
        var code =
            Kind(exit) == "exit_code" && Word(exit, "code") is var number and not "0"
                ? $"exit {number}"
                : null;
        var shown =
            lines.Length > OutputLines
                ? [$"… {lines.Length - OutputLines} lines more", .. lines.TakeLast(OutputLines)]
                : lines;
        return string.Join('\n', shown.Append(code).Where(line => !string.IsNullOrEmpty(line)));
    }

    private static string Marked(string mark, string text) =>
        (mark + Indented(text)[1..]).TrimStart();

    private static string Indented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? "" : "  " + line));

    private static string Kind(JsonObject? node, string key = "type") => Word(node, key);

    private static string Word(JsonObject? node, string key) => node?[key]?.ToString() ?? "";
}
