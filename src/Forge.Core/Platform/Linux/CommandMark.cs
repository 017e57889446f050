using System.Text;

namespace Forge.Core.Platform.Linux;

/// <summary>
/// Marks the short commands that a server runs. A server that is killed leaves those behind that were at work: a git in
/// the middle of a merge goes to its end. Who comes next must not look at the repository before that.
/// </summary>
internal static class CommandMark
{
    /// <summary>Agents never have it: the environment they get holds nothing that begins with <c>FORGE_</c>.</summary>
    public const string Variable = "FORGE_COMMAND_OF";

    private const string Program = "git";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>From now on every command of this process carries the mark.</summary>
    public static void Set(string state) => Environment.SetEnvironmentVariable(Variable, state);

    /// <summary>Waits until no git that an earlier server of this state began is at work any more.</summary>
    /// <returns>Those that still are when <paramref name="limit"/> is over.</returns>
    public static async Task<IReadOnlyList<int>> OthersEndAsync(
        string state,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var left = Others(state);
            if (left.Count == 0 || time.GetElapsedTime(start) >= limit)
                return left;
            await Task.Delay(Step, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Only git: what it starts in turn (an agent for keys, a cache of passwords) may stay for ever, and writes nothing.</summary>
    public static IReadOnlyList<int> Others(string state)
    {
        var mark = Encoding.UTF8.GetBytes($"{Variable}={state}");
        List<int> found =
        [
            .. ProcessTable
                .WithArguments(Program)
                .Where(pid => ProcFile.HasItem($"/proc/{pid}/environ", mark) && !IsDaemon(pid)),
        ];
        return found.Count == 0
            ? found
            : [.. found.Except(ProcessTable.Descendants(Environment.ProcessId))];
    }

    private static bool IsDaemon(int pid) =>
        ProcFile.HasItem($"/proc/{pid}/cmdline", "credential-cache--daemon"u8);
}
