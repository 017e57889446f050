namespace Forge.Core.Executors;

/// <summary>The names of executors as people and older clients write them.</summary>
internal static class ExecutorNames
{
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["CLAUDE"] = "CLAUDE_CODE",
        ["CURSOR"] = "CURSOR_AGENT",
        ["QWEN"] = "QWEN_CODE",
    };

    /// <summary><c>claude-code</c>, <c>Claude Code</c> and <c>claude</c> are all <c>CLAUDE_CODE</c>.</summary>
    public static string Normalise(string name)
    {
        var upper = name.Trim().Replace('-', '_').Replace(' ', '_').ToUpperInvariant();
        return Aliases.GetValueOrDefault(upper, upper);
    }
}
