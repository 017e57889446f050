using Forge.Core.Domain.Attempts;
using Forge.Core.Git;
using Forge.Core.Platform;

namespace Forge.Core.Running.Plans;

/// <summary>
/// What a validation wrote into the worktree is no work of the agent's: it would become a part of the merge, and the commit that
/// was proved would not be the one that is merged. It goes; a snapshot keeps it. Ignored files stay, as caches do.
/// </summary>
internal static class ValidationTraces
{
    /// <summary>The worktree is there, stands on the commit, and has nothing beside it but ignored files.</summary>
    public static async Task<bool> IsCleanAsync(string worktree, string head, CancellationToken ct)
    {
        if (
            !AttemptWorktree.Stands(worktree)
            || await AttemptWorktree.HeadAsync(worktree, ct).ConfigureAwait(false) != head
        )
            return false;
        var status = await StatusAsync(worktree, ct).ConfigureAwait(false);
        return status is { Ok: true, OutputBytes.Length: 0 };
    }

    public static async Task RemoveAsync(
        GitRepository repo,
        Attempt attempt,
        string head,
        CancellationToken ct
    )
    {
        var worktree = attempt.Worktree;
        // Somebody went on meanwhile: then what lies there may be theirs.
        if (await AttemptWorktree.HeadAsync(worktree, ct).ConfigureAwait(false) != head)
            return;
        var status = await StatusAsync(worktree, ct).ConfigureAwait(false);
        if (!status.Ok || status.OutputBytes.Length == 0)
            return;
        await Snapshots.TakeAsync(repo, worktree, attempt.Id, ct).ConfigureAwait(false);
        await (GitCommand.In(worktree, "reset", "--hard", "--quiet", head) with { Finishes = true })
            .RunAsync(ct)
            .ConfigureAwait(false);
        await (GitCommand.In(worktree, "clean", "-f", "-d", "--quiet") with { Finishes = true })
            .RunAsync(ct)
            .ConfigureAwait(false);
    }

    private static Task<CommandResult> StatusAsync(string worktree, CancellationToken ct) =>
        GitCommand.In(worktree, "status", "--porcelain", "-z").RunAsync(ct);
}
