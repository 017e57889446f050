using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.FakeAgent;

/// <summary>The lines that Claude Code writes, in its own shapes.</summary>
internal sealed class FakeVoice(string session, string model)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private int _calls;
    private int _turns;

    public void Init() =>
        Send(
            new JsonObject
            {
                ["type"] = "system",
                ["subtype"] = "init",
                ["cwd"] = Environment.CurrentDirectory,
                ["model"] = model,
                ["permissionMode"] = "default",
                ["claude_code_version"] = "0.0.0-fake",
            }
        );

    public void Say(string text) =>
        Assistant(new JsonObject { ["type"] = "text", ["text"] = text });

    public void ApiError(string text)
    {
        var line = AssistantLine(new JsonObject { ["type"] = "text", ["text"] = text });
        line["error"] = "server_error";
        line["is_api_error_message"] = true;
        Send(line);
    }

    public string Use(string tool, JsonObject input)
    {
        var id = $"toolu_fake_{++_calls:000000}";
        Assistant(
            new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = id,
                ["name"] = tool,
                ["input"] = input.DeepClone(),
            }
        );
        return id;
    }

    public void Used(string call, string text, bool failed) =>
        Send(
            new JsonObject
            {
                ["type"] = "user",
                ["message"] = new JsonObject
                {
                    ["role"] = "user",
                    ["content"] = new JsonArray(
                        new JsonObject
                        {
                            ["type"] = "tool_result",
                            ["tool_use_id"] = call,
                            ["content"] = text,
                            ["is_error"] = failed,
                        }
                    ),
                },
                ["timestamp"] = Now(),
            }
        );

    public void Ask(string id, string tool, string call, JsonObject input) =>
        Send(
            new JsonObject
            {
                ["type"] = "control_request",
                ["request_id"] = id,
                ["request"] = new JsonObject
                {
                    ["subtype"] = "can_use_tool",
                    ["tool_name"] = tool,
                    ["input"] = input.DeepClone(),
                    ["tool_use_id"] = call,
                },
            }
        );

    public void Withdraw(string id) =>
        Send(new JsonObject { ["type"] = "control_cancel_request", ["request_id"] = id });

    public void Respond(string id) =>
        Send(
            new JsonObject
            {
                ["type"] = "control_response",
                ["response"] = new JsonObject
                {
                    ["subtype"] = "success",
                    ["request_id"] = id,
                    ["response"] = new JsonObject(),
                },
            }
        );

    public void Repeat(JsonObject line) => Send(line.DeepClone().AsObject());

    public void RepeatMessage(FakeMessage message) =>
        Send(
            new JsonObject
            {
                ["type"] = "user",
                ["message"] = new JsonObject { ["role"] = "user", ["content"] = message.Text },
                ["uuid"] = message.Id ?? Guid.NewGuid().ToString(),
                ["timestamp"] = Now(),
                ["isReplay"] = true,
            }
        );

    public void Lifecycle(FakeMessage message, string state)
    {
        if (message.Id is not null)
            Send(
                new JsonObject
                {
                    ["type"] = "command_lifecycle",
                    ["command_uuid"] = message.Id,
                    ["state"] = state,
                }
            );
    }

    public void Result(bool failed, string? aborted, string? text = null)
    {
        _turns++;
        Send(
            new JsonObject
            {
                ["type"] = "result",
                ["subtype"] = aborted is null ? "success" : "error_during_execution",
                ["is_error"] = failed,
                ["terminal_reason"] = aborted ?? (failed ? "api_error" : "completed"),
                ["result"] = aborted is null ? text ?? "the fake agent is done" : null,
                ["num_turns"] = 1,
                ["total_cost_usd"] = 0.01m * _turns,
                ["usage"] = new JsonObject
                {
                    ["input_tokens"] = 1000,
                    ["cache_creation_input_tokens"] = 0,
                    ["cache_read_input_tokens"] = 200,
                    ["output_tokens"] = 50,
                },
                ["permission_denials"] = new JsonArray(),
            }
        );
    }

    public void NoSuchConversation() =>
        Lines.Print(
            new JsonObject
            {
                ["type"] = "result",
                ["subtype"] = "error_during_execution",
                ["is_error"] = true,
                ["num_turns"] = 0,
                ["errors"] = new JsonArray($"No conversation found with session ID: {session}"),
                ["session_id"] = Guid.NewGuid().ToString(),
            }.ToJsonString(Options)
        );

    private void Assistant(JsonObject block) => Send(AssistantLine(block));

    private JsonObject AssistantLine(JsonObject block) =>
        new()
        {
            ["type"] = "assistant",
            ["message"] = new JsonObject
            {
                ["type"] = "message",
                ["role"] = "assistant",
                ["model"] = model,
                ["content"] = new JsonArray(block),
            },
            ["parent_tool_use_id"] = null,
            ["timestamp"] = Now(),
        };

    private void Send(JsonObject line)
    {
        line["session_id"] = session;
        Lines.Print(line.ToJsonString(Options));
    }

    private static string Now() =>
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}
