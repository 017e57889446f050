using System.Text.Json.Nodes;
using Forge.Core.Domain.Processes;
using Forge.Core.Logs;

namespace Forge.Core.Executors;

/// <summary>One kind of agent: how it is launched and how its output reads. Both parts are pure.</summary>
internal interface IExecutor
{
    /// <summary>The name on the wire, e.g. <c>CLAUDE_CODE</c>.</summary>
    string Name { get; }

    /// <summary>Wire capabilities, e.g. <c>SESSION_FORK</c>.</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>What to start. Throws <see cref="Domain.RuleBroken"/> when the profile's options cannot be used.</summary>
    LaunchSpec Launch(LaunchRequest request);

    /// <summary>A new fold for one session's log, from its first byte.</summary>
    IConversation Open(ConversationContext context);
}

/// <param name="Prompt">What the person asked, with the profile's <c>append_prompt</c> already added.</param>
/// <param name="Options">The options of the chosen profile variant (the inner object of <c>executors[NAME][VARIANT][NAME]</c>).</param>
/// <param name="AgentSession">The agent's own conversation id. New: the id to use if the agent lets us choose. Resumed: the one to resume.</param>
/// <param name="Resume">True for a follow-up whose process is gone.</param>
/// <param name="Find">Looks a program up on PATH; null when it is not there.</param>
/// <param name="Self">The command that starts this program (for the replay agent).</param>
internal sealed record LaunchRequest(
    string Prompt,
    JsonObject Options,
    string AgentSession,
    bool Resume,
    string Worktree,
    Func<string, string?> Find,
    IReadOnlyList<string> Self
);

/// <param name="Command">Program and arguments. The prompt never stands here.</param>
/// <param name="Input">The first bytes of <c>in.log</c>.</param>
/// <param name="Environment">Added to the server's environment; null removes.</param>
internal sealed record LaunchSpec(
    IReadOnlyList<string> Command,
    InputMode Mode,
    byte[] Input,
    IReadOnlyDictionary<string, string?> Environment
)
{
    /// <summary>Variables that are set only where the server's environment has none of that name: the user's own wins.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentDefaults { get; init; } =
        new Dictionary<string, string>();
}

/// <param name="Worktree">Absolute path; entries show paths relative to it.</param>
internal sealed record ConversationContext(string Worktree, JsonObject Options);
