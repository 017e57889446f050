using Forge.Core.Domain;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Git;

/// <summary>Waits for git's lock on an index. A lock is never broken: whoever died holding it is named to the person.</summary>
internal static class IndexLock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceWithTheLiving = TimeSpan.FromSeconds(60);
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Returns when nobody locks the index; a lock that stays is a conflict with a text that says what to do.</summary>
    public static Task WaitAsync(string gitDirectory, CancellationToken ct) =>
        WaitForAsync(Path.Join(gitDirectory, "index.lock"), ct);

    /// <summary>The same for any of git's locks.</summary>
    public static async Task WaitForAsync(string file, CancellationToken ct)
    {
        if (!await StaysAsync(file, Patience, ct).ConfigureAwait(false))
            return;
        if (OpenFiles.IsHeld(file))
        {
            if (!await StaysAsync(file, PatienceWithTheLiving, ct).ConfigureAwait(false))
                return;
            throw RuleBroken.Conflict(StillBusy(file));
        }
        throw RuleBroken.Conflict(
            $"A git process died and left {file}. If no git runs there, delete that file and try again"
        );
    }

    /// <summary>Waits as long as a living process holds the lock.</summary>
    public static async Task WaitForWriterAsync(string gitDirectory, CancellationToken ct)
    {
        var file = Path.Join(gitDirectory, "index.lock");
        var start = Time.GetTimestamp();
        while (File.Exists(file) && OpenFiles.IsHeld(file))
        {
            if (Time.GetElapsedTime(start) > PatienceWithTheLiving)
                throw RuleBroken.Conflict(StillBusy(file));
            await Task.Delay(Step, Time, ct).ConfigureAwait(false);
        }
    }

    private static string StillBusy(string file) =>
        $"Another git process is still busy and holds {file}. Wait for it or end it, then try again";

    private static async Task<bool> StaysAsync(string file, TimeSpan limit, CancellationToken ct)
    {
        var start = Time.GetTimestamp();
        while (File.Exists(file))
        {
            if (Time.GetElapsedTime(start) > limit)
                return true;
            await Task.Delay(Step, Time, ct).ConfigureAwait(false);
        }
        return false;
    }
}
