using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Forge.ModelServer;

/// <summary>One piece of a conversation: a person's text, the model's, or a tool's result.</summary>
internal readonly record struct Item(string Role, string Text);

/// <summary>An Anthropic Messages request, as far as the script looks at it.</summary>
internal sealed partial record ModelRequest(
    string Model,
    bool Stream,
    List<Item> Items,
    IReadOnlyList<string> Tools
)
{
    public static ModelRequest Read(JsonNode body)
    {
        var items = new List<Item>();
        foreach (var message in body["messages"] as JsonArray ?? [])
            items.AddRange(Split((string?)message?["role"] ?? "", message?["content"]));
        var tools = (body["tools"] as JsonArray ?? []).Select(tool => (string?)tool?["name"] ?? "");
        return new ModelRequest(
            (string?)body["model"] ?? "",
            (bool?)body["stream"] ?? false,
            [.. items.SelectMany(WithMessagesTakenOut)],
            [.. tools]
        );
    }

    private static IEnumerable<Item> Split(string role, JsonNode? content)
    {
        if (content is not JsonArray blocks)
            return [new Item(role, Text(content))];
        // Results first: a text beside them came after the tools ran.
        return blocks
            .Where(block => (string?)block?["type"] == "tool_result")
            .Select(block => new Item("tool", Text(block?["content"])))
            .Concat(
                blocks
                    .Where(block => (string?)block?["type"] == "text")
                    .Select(block => new Item(role, (string?)block?["text"] ?? ""))
            );
    }

    /// <summary>Claude Code puts what a person says while it works into a tool's result or a system message.</summary>
    private static IEnumerable<Item> WithMessagesTakenOut(Item item)
    {
        yield return item;
        if (
            item.Role is "tool" or "system"
            && MidTurn().Match(item.Text) is { Success: true } found
        )
            yield return new Item("user", found.Groups[1].Value);
    }

    private static string Text(JsonNode? content) =>
        content switch
        {
            null => "",
            JsonArray parts => string.Join(
                "\n",
                parts.Select(part => (string?)part?["text"] ?? "")
            ),
            JsonValue value => value.ToString(),
            _ => (string?)content["text"] ?? "",
        };

    [GeneratedRegex(
        @"sent (?:a new )?message while you were working:\s*\n([\s\S]*?)(?:\n\nThis is how|\n</system-reminder>|$)"
    )]
    private static partial Regex MidTurn();
}
