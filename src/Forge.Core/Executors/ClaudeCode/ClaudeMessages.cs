using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>What Forge says to Claude Code: one JSON object and a newline each.</summary>
internal static class ClaudeMessages
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static byte[] Say(string prompt, string? id) =>
        Line(json =>
        {
            json.WriteString("type", "user");
            if (id is not null)
                json.WriteString("uuid", id);
            json.WriteStartObject("message");
            json.WriteString("role", "user");
            json.WriteString("content", prompt);
            json.WriteEndObject();
        });

    public static byte[] Interrupt(string id) =>
        Line(json =>
        {
            json.WriteString("type", "control_request");
            json.WriteString("request_id", id);
            json.WriteStartObject("request");
            json.WriteString("subtype", "interrupt");
            json.WriteEndObject();
        });

    /// <param name="input">The tool's input as JSON, as it was asked or changed.</param>
    public static byte[] Allow(string requestId, string input) =>
        Response(
            requestId,
            json =>
            {
                json.WriteString("behavior", "allow");
                json.WritePropertyName("updatedInput");
                json.WriteRawValue(input, skipInputValidation: true);
            }
        );

    public static byte[] Deny(string requestId, string message) =>
        Response(
            requestId,
            json =>
            {
                json.WriteString("behavior", "deny");
                json.WriteString("message", message);
            }
        );

    /// <summary>An answer to a control request that Forge does not know, so that Claude does not wait for it.</summary>
    public static byte[] Refuse(string requestId, string error) =>
        Line(json =>
        {
            json.WriteString("type", "control_response");
            json.WriteStartObject("response");
            json.WriteString("subtype", "error");
            json.WriteString("request_id", requestId);
            json.WriteString("error", error);
            json.WriteEndObject();
        });

    private static byte[] Response(string requestId, Action<Utf8JsonWriter> body) =>
        Line(json =>
        {
            json.WriteString("type", "control_response");
            json.WriteStartObject("response");
            json.WriteString("subtype", "success");
            json.WriteString("request_id", requestId);
            json.WriteStartObject("response");
            body(json);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static byte[] Line(Action<Utf8JsonWriter> body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
