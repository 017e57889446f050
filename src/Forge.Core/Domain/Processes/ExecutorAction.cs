using System.Text.Json.Nodes;

namespace Forge.Core.Domain.Processes;

/// <summary>What a process is to run, and what follows it: the wire's ExecutorAction, kept as its JSON.</summary>
internal sealed class ExecutorAction
{
    private readonly JsonObject _json;

    private ExecutorAction(JsonObject json) => _json = json;

    public static ExecutorAction Parse(string json) => new(JsonNode.Parse(json)!.AsObject());

    /// <summary>The agent's first turn.</summary>
    public static ExecutorAction Initial(string prompt, string executor, string? variant) =>
        Of(
            new JsonObject
            {
                ["type"] = "CodingAgentInitialRequest",
                ["prompt"] = prompt,
                ["executor_profile_id"] = Profile(executor, variant),
            }
        );

    /// <param name="conversation">The agent's own conversation id, or empty where it has none.</param>
    public static ExecutorAction FollowUp(
        string prompt,
        string conversation,
        string executor,
        string? variant
    ) =>
        Of(
            new JsonObject
            {
                ["type"] = "CodingAgentFollowUpRequest",
                ["prompt"] = prompt,
                ["session_id"] = conversation,
                ["executor_profile_id"] = Profile(executor, variant),
            }
        );

    public static ExecutorAction Script(string script, RunReason reason) =>
        Of(
            new JsonObject
            {
                ["type"] = "ScriptRequest",
                ["script"] = script,
                ["language"] = "Bash",
                ["context"] = reason switch
                {
                    RunReason.SetupScript => "SetupScript",
                    RunReason.CleanupScript => "CleanupScript",
                    _ => "DevServer",
                },
            }
        );

    /// <summary>This action with <paramref name="next"/> at the end of its chain.</summary>
    public ExecutorAction Then(ExecutorAction? next)
    {
        if (next is null)
            return this;
        var copy = _json.DeepClone().AsObject();
        var last = copy;
        while (last["next_action"] is JsonObject following)
            last = following;
        last["next_action"] = next._json.DeepClone();
        return new ExecutorAction(copy);
    }

    public ExecutorAction? Next =>
        _json["next_action"] is JsonObject next ? new ExecutorAction(next) : null;

    public bool IsScript => Type == "ScriptRequest";

    public bool IsFollowUp => Type == "CodingAgentFollowUpRequest";

    public string? Prompt => Text("prompt");

    public string? ScriptText => Text("script");

    /// <summary>The conversation to resume; null when there is none.</summary>
    public string? Conversation => Text("session_id") is { Length: > 0 } id ? id : null;

    public string? Variant => _json["typ"]!["executor_profile_id"]?["variant"]?.GetValue<string>();

    public RunReason Reason =>
        Text("context") switch
        {
            "SetupScript" => RunReason.SetupScript,
            "CleanupScript" => RunReason.CleanupScript,
            "DevServer" => RunReason.DevServer,
            _ => RunReason.CodingAgent,
        };

    public string ToJson() => _json.ToJsonString();

    private string Type => Text("type") ?? "";

    private string? Text(string name) => _json["typ"]?[name]?.GetValue<string>();

    private static ExecutorAction Of(JsonObject typ) =>
        new(new JsonObject { ["typ"] = typ, ["next_action"] = null });

    private static JsonObject Profile(string executor, string? variant)
    {
        var profile = new JsonObject { ["executor"] = executor };
        if (variant is not null)
            profile["variant"] = variant;
        return profile;
    }
}
