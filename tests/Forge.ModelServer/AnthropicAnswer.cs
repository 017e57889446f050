using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Forge.ModelServer;

/// <summary>Writes a reply as Anthropic Messages: server-sent events, or one JSON object.</summary>
internal sealed class AnthropicAnswer(
    HttpContext http,
    ModelRequest request,
    Reply reply,
    int number
)
{
    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CancellationToken _gone = http.RequestAborted;
    private int _index;

    private JsonObject? Call =>
        reply.Call is null
            ? null
            : new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = $"toolu_{number:000000}",
                ["name"] = ToolCall.Name(reply.Call),
                ["input"] = ToolCall.Input(reply.Call),
            };

    private string StopReason => reply.Call is null ? "end_turn" : "tool_use";

    public async Task WriteAsync()
    {
        if (reply.HangMilliseconds > 0)
            await PauseAsync(reply.HangMilliseconds);
        if (reply.FailStatus > 0)
            await FailAsync(http, reply.FailStatus, $"scripted {reply.FailStatus}");
        else if (request.Stream)
            await StreamAsync();
        else
            await WholeAsync();
    }

    public static Task FailAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        var type = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        var error = new JsonObject { ["type"] = type, ["message"] = text };
        return http.Response.WriteAsJsonAsync(
            new JsonObject { ["type"] = "error", ["error"] = error }
        );
    }

    private Task WholeAsync()
    {
        var content = new JsonArray();
        if (reply.Text.Length > 0)
            content.Add(new JsonObject { ["type"] = "text", ["text"] = reply.Text });
        if (Call is { } call)
            content.Add(call);
        var message = Message(content);
        message["stop_reason"] = StopReason;
        return http.Response.WriteAsJsonAsync(message);
    }

    private async Task StreamAsync()
    {
        http.Response.ContentType = "text/event-stream";
        await SendAsync("message_start", new JsonObject { ["message"] = Message([]) });
        if (reply.Thinking.Length > 0)
            await ThinkAsync();
        if (reply.Text.Length > 0 && !await SpeakAsync())
            return;
        if (Call is { } call)
            await CallAsync(call);
        await SendAsync(
            "message_delta",
            new JsonObject
            {
                ["delta"] = new JsonObject
                {
                    ["stop_reason"] = StopReason,
                    ["stop_sequence"] = null,
                },
                ["usage"] = new JsonObject { ["output_tokens"] = 50 },
            }
        );
        await SendAsync("message_stop", []);
    }

    private async Task ThinkAsync()
    {
        await StartAsync(
            new JsonObject
            {
                ["type"] = "thinking",
                ["thinking"] = "",
                ["signature"] = "",
            }
        );
        await DeltaAsync(
            new JsonObject { ["type"] = "thinking_delta", ["thinking"] = reply.Thinking }
        );
        await DeltaAsync(new JsonObject { ["type"] = "signature_delta", ["signature"] = "c2ln" });
        await StopAsync();
    }

    /// <summary>False when the connection was cut on purpose.</summary>
    private async Task<bool> SpeakAsync()
    {
        await StartAsync(new JsonObject { ["type"] = "text", ["text"] = "" });
        var count = Math.Max(3, reply.SlowMilliseconds / 100);
        var size = Math.Max(1, (reply.Text.Length + count - 1) / count);
        for (var at = 0; at < reply.Text.Length; at += size)
        {
            var part = reply.Text.Substring(at, Math.Min(size, reply.Text.Length - at));
            await DeltaAsync(new JsonObject { ["type"] = "text_delta", ["text"] = part });
            if (reply.Cut && at + size >= reply.Text.Length / 2)
            {
                // What was sent must arrive before the connection breaks.
                await PauseAsync(100);
                http.Abort();
                return false;
            }
            if (reply.SlowMilliseconds > 0)
                await PauseAsync(reply.SlowMilliseconds / count);
        }
        await StopAsync();
        return true;
    }

    private async Task CallAsync(JsonObject call)
    {
        var input = call["input"]!.ToJsonString(Relaxed);
        call["input"] = new JsonObject();
        await StartAsync(call);
        await DeltaAsync(
            new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = input }
        );
        await StopAsync();
    }

    private JsonObject Message(JsonArray content) =>
        new()
        {
            ["id"] = $"msg_{number:000000}",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = request.Model,
            ["content"] = content,
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = 1000,
                ["cache_creation_input_tokens"] = 0,
                ["cache_read_input_tokens"] = 200,
                ["output_tokens"] = request.Stream ? 1 : 50,
            },
        };

    private Task StartAsync(JsonObject block) =>
        SendAsync(
            "content_block_start",
            new JsonObject { ["index"] = _index, ["content_block"] = block }
        );

    private Task DeltaAsync(JsonObject delta) =>
        SendAsync("content_block_delta", new JsonObject { ["index"] = _index, ["delta"] = delta });

    private Task StopAsync() =>
        SendAsync("content_block_stop", new JsonObject { ["index"] = _index++ });

    private async Task SendAsync(string type, JsonObject data)
    {
        data["type"] = type;
        var text = $"event: {type}\ndata: {data.ToJsonString(Relaxed)}\n\n";
        await http.Response.WriteAsync(text, _gone);
        await http.Response.Body.FlushAsync(_gone);
    }

    private Task PauseAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, _gone);
}
