using Forge.Core.Domain;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Executors.Replay;
using Forge.Core.Executors.Shell;

namespace Forge.Core.Executors;

/// <summary>The agents that this program can drive. A new native one is one line here.</summary>
internal sealed class ExecutorSet(IReadOnlyList<IExecutor> executors)
{
    /// <summary>Known names without a driver; their profiles are kept for clients that show and edit them.</summary>
    private static readonly Dictionary<string, string[]> NotBuilt = new()
    {
        ["AMP"] = ["SESSION_FORK"],
        ["CODEX"] = ["SESSION_FORK"],
        ["COPILOT"] = [],
        ["CURSOR_AGENT"] = ["SETUP_HELPER"],
        ["GEMINI"] = ["SESSION_FORK"],
        ["OPENCODE"] = [],
        ["QWEN_CODE"] = ["SESSION_FORK"],
    };

    public static ExecutorSet Standard { get; } =
        new([new ClaudeCodeExecutor(), new ShellExecutor(), new ReplayExecutor()]);

    public IReadOnlyList<IExecutor> All { get; } = executors;

    /// <summary>Every executor name with its wire capabilities, also of those that cannot be launched yet.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Capabilities { get; } =
        executors
            .Select(executor => (executor.Name, executor.Capabilities))
            .Concat(NotBuilt.Select(known => (known.Key, (IReadOnlyList<string>)known.Value)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    public bool IsKnown(string name) => Capabilities.ContainsKey(ExecutorNames.Normalise(name));

    /// <summary>By name in any case, with dashes or underscores; null when there is no driver.</summary>
    public IExecutor? Find(string name)
    {
        var wanted = ExecutorNames.Normalise(name);
        return All.FirstOrDefault(executor => executor.Name == wanted);
    }

    /// <summary>Like <see cref="Find"/>, but says in a <see cref="RuleBroken"/> what is wrong with the name.</summary>
    public IExecutor Require(string name)
    {
        if (Find(name) is { } found)
            return found;
        var here = string.Join(", ", All.Select(executor => executor.Name));
        throw RuleBroken.Invalid(
            IsKnown(name)
                ? $"{ExecutorNames.Normalise(name)} is not built yet: its profiles are kept, but it cannot be launched. Use one of {here}."
                : $"There is no executor named '{name}'. Use one of {here}."
        );
    }
}
