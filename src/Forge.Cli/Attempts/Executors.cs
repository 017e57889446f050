using Forge.Api;

namespace Forge.Cli.Attempts;

/// <summary>The short names of agents on the command line.</summary>
internal static class Executors
{
    public const string Shell = "SHELL";

    /// <summary>Its command is the path of a recording.</summary>
    public const string Replay = "REPLAY";

    private static readonly Dictionary<string, string> ShortNames = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["claude"] = "CLAUDE_CODE",
        ["cursor"] = "CURSOR_AGENT",
        ["qwen"] = "QWEN_CODE",
        ["sh"] = Shell,
    };

    /// <summary><c>claude</c> → <c>CLAUDE_CODE</c>, <c>claude-code</c> → <c>CLAUDE_CODE</c>; others as they are, in capitals.</summary>
    public static string Name(string text) =>
        ShortNames.TryGetValue(text, out var name)
            ? name
            : text.Replace('-', '_').ToUpperInvariant();

    /// <summary>What the options of <c>forge run</c> ask for; null when they leave it to the settings.</summary>
    public static ExecutorProfileId? Profile(
        string? agent,
        string? variant,
        string? model,
        string? command
    )
    {
        var executor = agent is null ? null : Name(agent);
        if (command is not null && executor is not (null or Shell or Replay))
            throw CommandFailed.Usage(
                $"--command is for the agents shell and replay; --agent says {executor}"
            );
        if (executor == Shell && command is null && variant is null)
            throw CommandFailed.Usage("--agent shell needs a command line: --command 'make fix'");
        executor ??= command is null ? null : Shell;
        return executor is null
            ? null
            : new ExecutorProfileId
            {
                Executor = executor,
                Variant = variant?.ToUpperInvariant(),
                Model = model,
                Command = command,
            };
    }
}
