using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Where an attempt's own work begins, and whether its target still has what lies before.</summary>
internal static class OwnWork
{
    /// <returns>The commit that the attempt was cut from, when somebody took it out of the target; else null.</returns>
    public static async Task<string?> TakenOutAsync(
        RunningParts parts,
        GitRepository repo,
        Guid id,
        CancellationToken ct
    )
    {
        var (attempt, _, _) = parts.Database.Require(id);
        if (attempt.BaseCommit is not { } based)
            return null;
        // After a merge the base is the attempt's own squash commit; one that a person undid may be merged again.
        var merge = parts
            .Database.Read(db => MergeRows.DoneOf(db, id))
            .LastOrDefault(m => m.MergeCommit == based);
        var begin = merge?.TargetBefore ?? based;
        return await MovedTarget
            .LostAsync(repo, attempt.TargetBranch, begin, ct)
            .ConfigureAwait(false)
            ? begin
            : null;
    }
}
