using System.Text.Json;
using System.Text.RegularExpressions;

namespace Forge.Core.Executors;

/// <summary>
/// One line of JSON as an agent wrote it, read so that no shape of it can throw: a member that is missing or of another
/// kind reads as nothing.
/// </summary>
internal static partial class AgentLine
{
    /// <summary>The object in the line; null when the line is no JSON object.</summary>
    public static JsonDocument? Parse(string line)
    {
        if (line.AsSpan().TrimStart() is not ['{', ..])
            return null;
        try
        {
            var document = JsonDocument.Parse(WithoutLoneSurrogates(line));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // Not valid UTF-16, so nothing that could be UTF-8 either.
            return null;
        }
    }

    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found)
            ? found
            : default;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } found
            ? found.GetString()
            : null;

    public static bool Flag(this JsonElement element, string name) =>
        element.Member(name).ValueKind == JsonValueKind.True;

    public static long Whole(this JsonElement element, string name) => (long)element.Real(name);

    public static double Real(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } found
        && found.TryGetDouble(out var number)
        && Math.Abs(number) < 1e15
            ? number
            : 0;

    /// <summary>The items of an array; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static bool IsText(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String;

    /// <summary>Half a character cannot be read as text: it becomes U+FFFD.</summary>
    private static string WithoutLoneSurrogates(string line) =>
        line.Contains("\\ud", StringComparison.OrdinalIgnoreCase)
            ? Surrogates()
                .Replace(line, found => found.Groups["keep"].Success ? found.Value : "\ufffd")
            : line;

    [GeneratedRegex(
        @"(?<keep>\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
    )]
    private static partial Regex Surrogates();
}
