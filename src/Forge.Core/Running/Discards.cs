using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Tasks;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>A person gives work up: what runs is stopped, a snapshot is kept, the worktree goes to the trash.</summary>
internal sealed class Discards(RunningParts parts, AttemptRuns runs, Stopping stopping)
{
    private readonly AttemptWorktree _worktree = new(parts);

    /// <returns>The ref that still holds everything; null when there was no worktree.</returns>
    public async Task<string?> DiscardAsync(Guid id, CancellationToken ct)
    {
        var run = runs.For(id);
        while (true)
        {
            await stopping.StopAsync(id, ct).ConfigureAwait(false);
            var (removed, kept) = await run.AskAsync(
                    async inner =>
                        // A follow-up may have been quicker than we: the files go only from under nobody.
                        run.Sessions.Count > 0
                            ? (false, null)
                            : (true, await RemoveAsync(id, inner).ConfigureAwait(false)),
                    ct
                )
                .ConfigureAwait(false);
            if (removed)
                return kept;
        }
    }

    /// <summary>Stops and discards all attempts of a task, then its rows go.</summary>
    public async Task DeleteTaskAsync(WorkTask task, CancellationToken ct)
    {
        foreach (var attempt in parts.Database.Read(db => AttemptRows.OfTask(db, task.Id)))
            await DiscardAsync(attempt.Id, ct).ConfigureAwait(false);
        await parts
            .Database.WriteAsync(w => TaskRows.Delete(w, task.Id, task.ProjectId), ct)
            .ConfigureAwait(false);
    }

    private async Task<string?> RemoveAsync(Guid id, CancellationToken ct)
    {
        var (attempt, task, project) = parts.Database.Require(id);
        string? kept = null;
        if (Directory.Exists(attempt.Worktree) && Directory.Exists(project.GitRepoPath))
        {
            var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
            // Of what is no worktree any more git can take no picture: it goes to the trash as it is.
            if (AttemptWorktree.Stands(attempt.Worktree))
                kept = (
                    await Snapshots.TakeAsync(repo, attempt.Worktree, id, ct).ConfigureAwait(false)
                )
                    .Snapshot
                    .Ref;
            await Worktrees
                .RemoveAsync(repo, id, attempt.Worktree, parts.State.Trash, parts.Database.Now, ct)
                .ConfigureAwait(false);
        }
        await parts.Database.WriteAsync(w => Write(w, attempt, task), ct).ConfigureAwait(false);
        await parts.Tokens.AttemptEndedAsync(id).ConfigureAwait(false);
        return kept;
    }

    private static void Write(Writing w, Attempt attempt, WorkTask task)
    {
        AttemptRows.Change(
            w,
            attempt.Id,
            a => a with { Stage = AttemptStage.Discarded, WorktreeDeleted = true, PortBlock = null }
        );
        TokenRows.RevokeOfAttempt(w, attempt.Id);
        var others = AttemptRows.OfTask(w.Db, task.Id).Any(a => a.Stage != AttemptStage.Discarded);
        if (!others && task.Status is WorkTaskStatus.InProgress or WorkTaskStatus.InReview)
            TaskRows.SetStatus(w, task.Id, WorkTaskStatus.Cancelled);
        TaskRows.Touch(w, task.Id);
    }
}
