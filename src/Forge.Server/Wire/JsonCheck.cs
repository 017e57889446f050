using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Forge.Core.Domain;

namespace Forge.Server.Wire;

/// <summary>What every JSON body has to be, whatever it means.</summary>
internal static class JsonCheck
{
    // Deeper than anything the wire knows, and far below what writing it again, inside an envelope, allows.
    private const int Deepest = 32;

    /// <exception cref="RuleBroken">It is no JSON object, or one that two readers would understand differently.</exception>
    public static void Insist(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble))
            body = body[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(body))
            throw RuleBroken.Malformed("The body is not UTF-8. Send JSON in UTF-8.");
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            Walk(ref reader);
        }
        catch (JsonException error)
        {
            throw RuleBroken.Malformed(Explain(error, reader.CurrentDepth));
        }
    }

    private static void Walk(ref Utf8JsonReader reader)
    {
        var open = new Stack<HashSet<string>>();
        var field = "the body";
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject)
                open.Push(new HashSet<string>(StringComparer.Ordinal));
            else if (reader.CurrentDepth == 0 && reader.TokenType is not JsonTokenType.EndObject)
                throw RuleBroken.Invalid("The body is JSON, but no object. Send { … }.");
            else if (reader.TokenType is JsonTokenType.EndObject)
                open.Pop();
            else if (reader.TokenType is JsonTokenType.PropertyName)
                field = Named(Text(ref reader, field), open.Peek());
            else if (reader.TokenType is JsonTokenType.String && reader.ValueIsEscaped)
                Text(ref reader, field);
        }
    }

    private static string Named(string name, HashSet<string> siblings) =>
        siblings.Add(name)
            ? Parameters.Short(name)
            : throw RuleBroken.Malformed(
                $"{Parameters.Short(name)}: stands twice in one object; send it once"
            );

    private static string Text(ref Utf8JsonReader reader, string field)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw RuleBroken.Malformed(
                $"{field}: holds half of a character (a lone surrogate such as \\ud800); send whole ones"
            );
        }
        return text.Contains('\0')
            ? throw RuleBroken.Invalid($"{field}: holds a NUL character (\\u0000); leave it out")
            : text;
    }

    private static string Explain(JsonException error, int depth) =>
        depth >= Deepest
            ? $"The body is nested deeper than {Deepest} levels, which nothing here is."
            : $"The body is not JSON: {FieldErrors.WithoutPlace(error.Message)} (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})";
}
