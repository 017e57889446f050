using Forge.Core.Domain;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>Claude Code over its own stream-json wire: one process, any number of turns.</summary>
/// <remarks>
/// <c>--dangerously-skip-permissions</c> is never passed (Claude refuses it as root): Forge answers what Claude asks, and so
/// each use of a tool that needed a permission can be seen.
/// </remarks>
internal sealed class ClaudeCodeExecutor : IExecutor
{
    private static readonly string[] Wire =
    [
        "-p",
        "--input-format",
        "stream-json",
        "--output-format",
        "stream-json",
        "--verbose",
        "--permission-prompt-tool",
        "stdio",
        "--include-partial-messages",
        "--replay-user-messages",
    ];

    public string Name => "CLAUDE_CODE";

    public IReadOnlyList<string> Capabilities => ["SESSION_FORK"];

    public LaunchSpec Launch(LaunchRequest request)
    {
        var options = ClaudeOptions.From(request.Options);
        var environment = LaunchOptions.Environment(request.Options);
        // A server that was itself started by Claude Code must not look like Claude to its agents.
        environment.TryAdd("CLAUDECODE", null);
        environment.TryAdd("CLAUDE_CODE_ENTRYPOINT", null);
        return new LaunchSpec(
            [
                .. Program(request, options),
                .. Wire,
                request.Resume ? "--resume" : "--session-id",
                request.AgentSession,
                .. Choices(options),
                .. LaunchOptions.AdditionalParameters(request.Options),
            ],
            InputMode.Follow,
            ClaudeMessages.Say(request.Prompt, null),
            environment
        )
        {
            EnvironmentDefaults = new Dictionary<string, string>
            {
                ["DISABLE_AUTOUPDATER"] = "1",
                ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            },
        };
    }

    public IConversation Open(ConversationContext context) => new ClaudeConversation(context);

    private static IReadOnlyList<string> Program(LaunchRequest request, ClaudeOptions options)
    {
        if (LaunchOptions.CommandOverride(request.Options) is { } given)
            return given;
        if (!options.Router && request.Find("claude") is { } found)
            return [found];
        if (request.Find("npx") is not { } npx)
            throw RuleBroken.Invalid(
                "Claude Code is not installed: there is no 'claude' on the server's PATH, and no 'npx' to get it with. "
                    + "Install it (`npm install -g @anthropic-ai/claude-code`) and send the prompt again."
            );
        return
        [
            npx,
            "-y",
            .. options.Router
                ? ["@musistudio/claude-code-router@latest", "code"]
                : (string[])["@anthropic-ai/claude-code@latest"],
        ];
    }

    private static IEnumerable<string> Choices(ClaudeOptions options)
    {
        if (options.Model is { Length: > 0 } model)
        {
            yield return "--model";
            yield return model;
        }
        yield return "--permission-mode";
        yield return options.Plan ? "plan" : "default";
    }
}
