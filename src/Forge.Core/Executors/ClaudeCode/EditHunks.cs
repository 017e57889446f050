using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>Edits as unified diffs: first from the texts Claude wants to swap, later from the hunks it reports.</summary>
internal static class EditHunks
{
    private const int Most = 64 * 1024;

    public static JsonObject Edit(string path, string old, string now)
    {
        var before = Lines(old);
        var after = Lines(now);
        var text = new StringBuilder(Header(path));
        text.Append($"@@ -1,{before.Length} +1,{after.Length} @@\n");
        foreach (var line in before)
            text.Append('-').Append(line).Append('\n');
        foreach (var line in after)
            text.Append('+').Append(line).Append('\n');
        return Change(text.ToString(), hasLineNumbers: false);
    }

    /// <summary>The reported hunks with their true line numbers; null when there are none.</summary>
    public static JsonObject? Reported(string path, JsonElement hunks)
    {
        var text = new StringBuilder(Header(path));
        var any = false;
        foreach (var hunk in hunks.Items())
        {
            any = true;
            text.Append($"@@ -{hunk.Whole("oldStart")},{hunk.Whole("oldLines")}");
            text.Append($" +{hunk.Whole("newStart")},{hunk.Whole("newLines")} @@\n");
            foreach (var line in hunk.Member("lines").Items().Where(line => line.IsText()))
                text.Append(line.GetString()).Append('\n');
        }
        return any ? Change(text.ToString(), hasLineNumbers: true) : null;
    }

    private static string Header(string path) => $"--- a/{path}\n+++ b/{path}\n";

    private static JsonObject Change(string diff, bool hasLineNumbers) =>
        new()
        {
            ["action"] = "edit",
            ["unified_diff"] = PlainText.Cut(diff, Most),
            ["has_line_numbers"] = hasLineNumbers,
        };

    private static string[] Lines(string text)
    {
        if (text.Length == 0)
            return [];
        return (text[^1] == '\n' ? text[..^1] : text).Split('\n');
    }
}
