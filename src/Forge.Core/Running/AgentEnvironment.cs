using System.Globalization;
using System.Text;
using Forge.Core.Domain.Attempts;
using Forge.Core.Executors;

namespace Forge.Core.Running;

/// <summary>How what a session runs reaches the server: as its attempt's agent, never as the operator.</summary>
internal sealed record AgentAccess(string Url, string Token);

/// <summary>What an agent or script finds in its environment: the server's own, less Forge's secrets, plus the attempt's facts.</summary>
internal static class AgentEnvironment
{
    /// <summary>A variable of more bytes cannot be passed to a process at all.</summary>
    private const int LongestPrompt = 100 * 1024;

    private static readonly string[] Own = ["FORGE_", "ASPNETCORE_", "DOTNET_hostBuilder"];

    /// <summary>Where Forge itself listens: a dev server that took them over would want our port.</summary>
    private static readonly string[] Settings = ["HOST", "PORT", "BACKEND_PORT"];

    public static Dictionary<string, string> Build(
        IReadOnlyDictionary<string, string> server,
        Attempt attempt,
        LaunchSpec spec,
        string prompt,
        string promptFile,
        AgentAccess access
    )
    {
        var result = Inherited(server);
        foreach (var (name, value) in spec.EnvironmentDefaults)
            result.TryAdd(name, value);
        foreach (var (name, value) in Facts(attempt, prompt, promptFile))
            result[name] = value;
        foreach (var (name, value) in spec.Environment)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = value;
        }
        // Last: a profile must not hand out another's rights, nor lead the token elsewhere.
        result["FORGE_URL"] = access.Url;
        result["FORGE_TOKEN"] = access.Token;
        return result;
    }

    /// <summary>The server's own, less what is Forge's.</summary>
    public static Dictionary<string, string> Inherited(
        IReadOnlyDictionary<string, string> server
    ) =>
        server
            .Where(v => !Own.Any(o => v.Key.StartsWith(o, StringComparison.Ordinal)))
            .Where(v => !Settings.Contains(v.Key))
            .ToDictionary(v => v.Key, v => v.Value);

    private static IEnumerable<(string, string)> Facts(
        Attempt attempt,
        string prompt,
        string promptFile
    )
    {
        yield return ("FORGE_ATTEMPT", attempt.Id.ToString());
        yield return ("FORGE_ATTEMPT_ID", attempt.Id.ToString());
        yield return ("FORGE_TASK_ID", attempt.TaskId.ToString());
        yield return ("FORGE_BRANCH", attempt.Branch);
        yield return ("FORGE_SLUG", attempt.Branch[(attempt.Branch.LastIndexOf('/') + 1)..]);
        yield return ("FORGE_PROMPT_FILE", promptFile);
        if (Encoding.UTF8.GetByteCount(prompt) <= LongestPrompt && !prompt.Contains('\0'))
            yield return ("FORGE_PROMPT", prompt);
        for (var i = 0; i < PortBlocks.Size && attempt.PortBlock is { } first; i++)
            yield return ($"FORGE_PORT_{i}", (first + i).ToString(CultureInfo.InvariantCulture));
    }
}
