using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// git writes the files of a new worktree one after another, and any other git that reads the list of worktrees between
/// the making of <c>commondir</c> and its text ends with "failed to read …/commondir: Success", before it did anything.
/// Whoever meets such an unfinished neighbour asks again; one that stays unfinished was left by a power cut, and is told.
/// </summary>
internal static class UnfinishedNeighbour
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeProvider Time = TimeProvider.System;

    public static async Task<CommandResult> PassAsync(
        Func<Task<CommandResult>> run,
        CancellationToken ct
    )
    {
        var start = Time.GetTimestamp();
        while (true)
        {
            var result = await run().ConfigureAwait(false);
            if (result.Ok || !Met(result.Error) || Time.GetElapsedTime(start) > Patience)
                return result;
            await Task.Delay(Step, Time, ct).ConfigureAwait(false);
        }
    }

    private static bool Met(string error) =>
        error.Contains("/commondir: Success", StringComparison.Ordinal)
        || error.Contains("/commondir: No such file", StringComparison.Ordinal);
}
