using System.Text.Json.Nodes;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>The options of a CLAUDE_CODE variant.</summary>
/// <param name="Plan">Plans first; a person approves the plan.</param>
/// <param name="Asks">A person decides on every tool that Claude asks about.</param>
internal sealed record ClaudeOptions(string? Model, bool Plan, bool Asks, bool Router)
{
    /// <summary>True when nobody is there to be asked.</summary>
    public bool Unattended => !Plan && !Asks;

    public static ClaudeOptions From(JsonObject options) =>
        new(
            options.Text("model"),
            options.Switch("plan") == true,
            // Whoever writes "do not skip permissions" wants to be asked.
            options.Switch("approvals") == true
                || options.Switch("dangerously_skip_permissions") == false,
            options.Switch("claude_code_router") == true
        );
}
