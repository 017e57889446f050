using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Forge.Api;

namespace Forge.Server.Wire;

/// <summary>Says of a JSON body what is wrong with which field, in the words of the wire instead of those of the reader.</summary>
internal static partial class FieldErrors
{
    public static string Explain(JsonException error)
    {
        var message = error.Message;
        if (Missing().Match(message) is { Success: true } missing)
            return $"{Field(error)}{missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal).TrimEnd('.')}: is missing";
        if (message.Contains("null values", StringComparison.Ordinal))
            return $"{Name(error)}: must not be null";
        return Unfit().Match(message) is { Success: true } unfit
            ? $"{Name(error)}: {Expected(unfit.Groups[1].Value, error.Path)} must stand here"
            : $"{Name(error)}: {WithoutPlace(message)}";
    }

    /// <summary>Without the reader's own "Path: … | LineNumber: …".</summary>
    public static string WithoutPlace(string message) => Place().Replace(message, "").TrimEnd('.');

    // The wire's fields begin below "$."; of a missing field only the object that lacks it is known.
    private static string Field(JsonException error) =>
        error.Path is { Length: > 2 } path ? path[2..] + ": " : "";

    private static string Name(JsonException error) =>
        error.Path is { Length: > 2 } path ? path[2..] : "the body";

    private static string Expected(string type, string? path) =>
        System.Nullable.GetUnderlyingType(OfField(type, path)) is { } inner
            ? Expected(inner)
            : Expected(OfField(type, path));

    private static string Expected(Type type) =>
        type == typeof(Guid) ? "a UUID"
        : type == typeof(string) ? "a text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type.IsEnum ? "one of " + string.Join(", ", EnumWords.Of(type))
        : type.IsAssignableTo(typeof(IEnumerable<Guid>)) ? "a list of UUIDs"
        : type.IsAssignableTo(typeof(IEnumerable<string>)) ? "a list of texts"
        : "an object";

    // The reader names the type that holds the field, or the field's own: both lead to the field by its name.
    private static Type OfField(string type, string? path)
    {
        var named = Nullable().Match(type) is { Success: true } of ? of.Groups[1].Value : type;
        var known = typeof(Envelope).Assembly.GetType(named) ?? Type.GetType(named);
        var field = path?.Split('.')[^1].Split('[')[0];
        return known
                ?.GetProperties()
                .FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == field)
                ?.PropertyType
            ?? known
            ?? typeof(object);
    }

    [GeneratedRegex("missing required properties including: (.*)$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"could not be converted to (\S+?)\. ")]
    private static partial Regex Unfit();

    [GeneratedRegex(@"^System\.Nullable`1\[(.+)\]$")]
    private static partial Regex Nullable();

    [GeneratedRegex(@" ?(Path: .*\| )?LineNumber: .*$")]
    private static partial Regex Place();
}

/// <summary>Reads an enum by exactly its word. The library's reader also takes numbers, and several words with commas.</summary>
internal sealed class EnumWords<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly IReadOnlyList<string> Words = EnumWords.Of(typeof(T));

    public override T Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        for (var i = 0; i < Words.Count; i++)
            if (Words[i] == word)
                return Enum.GetValues<T>()[i];
        // Without a text of its own it gets the reader's usual one, which names field and type.
        throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words[Array.IndexOf(Enum.GetValues<T>(), value)]);
}

internal static class EnumWords
{
    /// <summary>The words of the wire, in the order of the values.</summary>
    public static IReadOnlyList<string> Of(Type type) =>
        [
            .. Enum.GetNames(type)
                .Select(name =>
                    type.GetField(name)!
                        .GetCustomAttribute<JsonStringEnumMemberNameAttribute>()
                        ?.Name
                    ?? name
                ),
        ];
}
