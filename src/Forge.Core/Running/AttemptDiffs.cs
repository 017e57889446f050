using Forge.Core.Diffs;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>What an attempt changed: live while its worktree is there, else from its commits.</summary>
internal sealed class AttemptDiffs(RunningParts parts)
{
    private readonly AttemptWorktree _worktree = new(parts);

    /// <summary>A feed to follow; null when the work is at rest in commits (<see cref="CommittedAsync"/>).</summary>
    public async Task<DiffLease?> LiveAsync(Guid id, CancellationToken ct)
    {
        var (attempt, _, project) = parts.Database.Require(id);
        if (attempt.BaseCommit is not { } based || !AttemptWorktree.Stands(attempt.Worktree))
            return null;
        if (await MergedAsync(attempt, ct).ConfigureAwait(false) is not null)
            return null;
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        return parts.Diffs.Open(id, repo, attempt.Worktree, based);
    }

    /// <summary>The files between the base and the branch; of merged work, what the merge brought.</summary>
    public async Task<IReadOnlyList<FileDiff>> CommittedAsync(
        Guid id,
        bool statsOnly,
        CancellationToken ct
    )
    {
        var (attempt, _, project) = parts.Database.Require(id);
        if (attempt.BaseCommit is not { } based)
            return [];
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        var merged = await MergedAsync(attempt, ct).ConfigureAwait(false);
        var head = merged?.MergeCommit ?? await HeadAsync(repo, attempt, ct).ConfigureAwait(false);
        if (head is null)
            return [];
        var entries = await CommittedDiff
            .ReadAsync(repo, merged?.TargetBefore ?? based, head, ct)
            .ConfigureAwait(false);
        return statsOnly
            ? [.. entries.Select(FileDiff.WithoutContent)]
            : await CommittedDiff.ContentsAsync(repo, entries, ct).ConfigureAwait(false);
    }

    /// <summary>The diff as it is now, once.</summary>
    public async Task<IReadOnlyList<FileDiff>> NowAsync(
        Guid id,
        bool statsOnly,
        CancellationToken ct
    )
    {
        var live = await LiveAsync(id, ct).ConfigureAwait(false);
        if (live is null)
            return await CommittedAsync(id, statsOnly, ct).ConfigureAwait(false);
        await using (live.ConfigureAwait(false))
        {
            await live.Feed.SettleAsync(ct).ConfigureAwait(false);
            var page = await live.Feed.ReadAsync(0, ct).ConfigureAwait(false);
            return statsOnly
                ? [.. page.Changed.Select(FileDiff.WithoutContent)]
                : await live.Feed.ContentsAsync(page.Changed, ct).ConfigureAwait(false);
        }
    }

    /// <summary>All of it as one patch for <c>git apply</c>: what <see cref="NowAsync"/> tells file by file.</summary>
    public async Task<byte[]> PatchAsync(Guid id, CancellationToken ct)
    {
        var (attempt, _, project) = parts.Database.Require(id);
        if (attempt.BaseCommit is not { } based)
            return [];
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        var merged = await MergedAsync(attempt, ct).ConfigureAwait(false);
        if (merged is null && AttemptWorktree.Stands(attempt.Worktree))
            return await WholePatch
                .OfWorktreeAsync(repo, attempt.Worktree, based, ct)
                .ConfigureAwait(false);
        var head = merged?.MergeCommit ?? await HeadAsync(repo, attempt, ct).ConfigureAwait(false);
        return head is null
            ? []
            : await WholePatch
                .OfCommitsAsync(repo, merged?.TargetBefore ?? based, head, ct)
                .ConfigureAwait(false);
    }

    // The last merge, as long as nothing was done after it.
    private async Task<Merge?> MergedAsync(Attempt attempt, CancellationToken ct)
    {
        var merge = parts.Database.Read(db => MergeRows.DoneOf(db, attempt.Id)).LastOrDefault();
        if (merge is null)
            return null;
        var processes = parts.Database.Read(db =>
            ProcessRows.OfAttempt(db, attempt.Id, dropped: false)
        );
        if (processes.Any(p => p.CreatedAt > merge.CreatedAt))
            return null;
        if (!Directory.Exists(attempt.Worktree))
            return merge;
        var head = await AttemptWorktree.HeadAsync(attempt.Worktree, ct).ConfigureAwait(false);
        return head == merge.MergeCommit ? merge : null;
    }

    private static async Task<string?> HeadAsync(
        GitRepository repo,
        Attempt attempt,
        CancellationToken ct
    )
    {
        var branch = await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false);
        var snapshots = await Snapshots.ListAsync(repo, attempt.Id, ct).ConfigureAwait(false);
        // Discarded work was never committed as a whole; its last snapshot has all of it.
        return attempt.Stage == AttemptStage.Discarded
            ? snapshots.LastOrDefault()?.Sha ?? branch
            : branch;
    }
}
