using System.Text.Json;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Projects;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>An attempt's worktree: made, remade where it was when it is gone, and its work kept at each turn's end.</summary>
internal sealed class AttemptWorktree(RunningParts parts)
{
    public Task<GitRepository> RepositoryAsync(Project project, CancellationToken ct) =>
        parts.Repositories.OpenAsync(project.GitRepoPath, ct);

    /// <summary>
    /// Makes the worktree at the base that is in the row: out of a prepared one, or anew. It is not yet written down that it
    /// is there; a crash in between finds the same base and makes, or finds, the same worktree.
    /// </summary>
    /// <exception cref="Domain.RuleBroken">It could not be made; nothing runs in the user's own checkout instead.</exception>
    public async Task MakeAsync(Attempt attempt, Project project, CancellationToken ct)
    {
        var repo = await RepositoryAsync(project, ct).ConfigureAwait(false);
        var based = await BaseAsync(attempt, repo, ct).ConfigureAwait(false);
        var (place, branch) = (attempt.Worktree, attempt.Branch);
        if (!await parts.Prepared.TakeAsync(repo, place, branch, based, ct).ConfigureAwait(false))
            await Worktrees.AddAsync(repo, place, branch, based, ct).ConfigureAwait(false);
        await CopiedFiles
            .CopyAsync(repo.Path, attempt.Worktree, CopiedFiles.Globs(project.CopyFiles), ct)
            .ConfigureAwait(false);
    }

    /// <summary>Writes down that the worktree is there, unless that was written already.</summary>
    public Task ReadyAsync(Guid attempt, CancellationToken ct) =>
        parts.Database.WriteAsync(w => Ready(w, attempt), ct);

    /// <summary>The same within the transaction of what comes next.</summary>
    public static void Ready(Writing w, Guid attempt)
    {
        if (AttemptRows.Find(w.Db, attempt) is { Stage: AttemptStage.Preparing } row)
            AttemptRows.Update(w, row with { Stage = AttemptStage.Ready });
    }

    /// <summary>Makes the worktree again, at the same path, when it is gone. Returns the attempt as it is then.</summary>
    public async Task<Attempt> EnsureAsync(Attempt attempt, Project project, CancellationToken ct)
    {
        var repo = await RepositoryAsync(project, ct).ConfigureAwait(false);
        await BringBranchBackAsync(repo, attempt, ct).ConfigureAwait(false);
        if (await StandsAgainAsync(repo, attempt, ct).ConfigureAwait(false))
        {
            await DamagedIndex.MendAsync(attempt.Worktree, ct).ConfigureAwait(false);
            return attempt;
        }
        if (IsTakenApart(attempt.Worktree))
            WorktreeTrash.MoveAway(attempt.Worktree, parts.State.Trash, parts.Database.Now);
        var snapshot = await NewestAsync(repo, attempt, ct).ConfigureAwait(false);
        await Worktrees
            .RecreateAsync(repo, attempt.Worktree, attempt.Branch, snapshot, ct)
            .ConfigureAwait(false);
        await CopiedFiles
            .CopyAsync(repo.Path, attempt.Worktree, CopiedFiles.Globs(project.CopyFiles), ct)
            .ConfigureAwait(false);
        return await parts
                .Database.WriteAsync(w => AttemptRows.Change(w, attempt.Id, a => Back(w, a)), ct)
                .ConfigureAwait(false)
            ?? attempt;
    }

    // A pointer to where the repository was before it moved is put right by git itself.
    private static async Task<bool> StandsAgainAsync(
        GitRepository repo,
        Attempt attempt,
        CancellationToken ct
    )
    {
        if (attempt.WorktreeDeleted)
            return false;
        if (!Stands(attempt.Worktree) && File.Exists(Path.Join(attempt.Worktree, ".git")))
            await Worktrees.RepairAsync(repo, ct).ConfigureAwait(false);
        return Stands(attempt.Worktree) && Worktrees.IsWhole(attempt.Worktree);
    }

    private async Task BringBranchBackAsync(
        GitRepository repo,
        Attempt attempt,
        CancellationToken ct
    )
    {
        var known = parts
            .Database.Read(db => ProcessRows.OfAttempt(db, attempt.Id, dropped: false))
            .Select(p => p.AfterHeadCommit)
            .Reverse()
            .Append(attempt.BaseCommit);
        await LostBranch
            .BringBackAsync(repo, attempt.Branch, attempt.Worktree, known, ct)
            .ConfigureAwait(false);
    }

    // Its ports went with its worktree.
    private Attempt Back(Writing w, Attempt attempt) =>
        attempt with
        {
            WorktreeDeleted = false,
            PortBlock =
                attempt.PortBlock
                ?? PortBlocks.Find(
                    parts.Options.FirstPort,
                    AttemptRows.PortBlocks(w.Db),
                    PortBlocks.IsFree
                ),
        };

    // A snapshot of before a rebase or merge would undo it: only one that was taken on the branch's tip adds anything.
    private static async Task<Snapshot?> NewestAsync(
        GitRepository repo,
        Attempt attempt,
        CancellationToken ct
    )
    {
        var snapshots = await Snapshots.ListAsync(repo, attempt.Id, ct).ConfigureAwait(false);
        var tip = await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false);
        if (snapshots.Count == 0 || tip is null)
            return snapshots.LastOrDefault();
        var parent = await repo.Git("rev-parse", "--verify", "--quiet", snapshots[^1].Sha + "^")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return parent.Output.Trim() == tip ? snapshots[^1] : null;
    }

    /// <summary>False when the directory is gone, or is no worktree any more. Told by files alone.</summary>
    public static bool Stands(string worktree) =>
        File.Exists(Path.Join(worktree, ".git")) && GitDirectories.Of(worktree) is not null;

    // Git's pointer was deleted, or another repository was begun in its place. A pointer that leads nowhere is no such
    // thing: the repository may have been moved.
    private static bool IsTakenApart(string worktree) =>
        Directory.Exists(worktree) && !File.Exists(Path.Join(worktree, ".git"));

    /// <summary>Keeps what the turn left: a snapshot, then a commit on the attempt's branch.</summary>
    public async Task<KeptWork> KeepAsync(
        Attempt attempt,
        Project project,
        string message,
        CancellationToken ct
    )
    {
        var repo = await RepositoryAsync(project, ct).ConfigureAwait(false);
        await BringBranchBackAsync(repo, attempt, ct).ConfigureAwait(false);
        if (!Stands(attempt.Worktree))
        {
            var last = await NewestAsync(repo, attempt, ct).ConfigureAwait(false);
            return new KeptWork(null, KeptWords.Gone(attempt, last, parts.State.Trash), false);
        }
        await DamagedIndex.MendAsync(attempt.Worktree, ct).ConfigureAwait(false);
        var snapshot = await Snapshots
            .TakeAsync(repo, attempt.Worktree, attempt.Id, ct)
            .ConfigureAwait(false);
        var head = await AttemptHead
            .ReturnAsync(repo, attempt.Worktree, attempt.Branch, ct)
            .ConfigureAwait(false);
        if (head is AttemptHead.Elsewhere elsewhere)
            return new KeptWork(
                await HeadAsync(attempt.Worktree, ct).ConfigureAwait(false),
                KeptWords.Elsewhere(attempt, elsewhere.Where, snapshot.Snapshot),
                false
            );
        var commit = await TurnCommits
            .CommitAsync(repo, attempt.Worktree, message, ct)
            .ConfigureAwait(false);
        return new KeptWork(
            commit.Head,
            KeptWords.Of(commit, attempt, snapshot.Snapshot),
            IsOnBranch: true
        );
    }

    /// <summary>The commit that the worktree stands on; null when it is gone.</summary>
    public static async Task<string?> HeadAsync(string worktree, CancellationToken ct)
    {
        if (RefFiles.TryHead(worktree, out var commit))
            return commit;
        var head = await GitCommand
            .In(worktree, "rev-parse", "--verify", "--quiet", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return head.Ok ? head.Output.Trim() : null;
    }

    private async Task<string> BaseAsync(Attempt attempt, GitRepository repo, CancellationToken ct)
    {
        if (attempt.BaseCommit is not null)
            return attempt.BaseCommit;
        var tip =
            await Branches.ResolveAsync(repo, attempt.TargetBranch, ct).ConfigureAwait(false)
            ?? throw Domain.RuleBroken.NotFound(
                $"Branch not found: {attempt.TargetBranch}. `git branch` in {repo.Path} lists what there is."
            );
        var proof = await BaseProof.ProveAsync(repo, tip, [], ct).ConfigureAwait(false);
        await parts
            .Database.WriteAsync(
                w =>
                    AttemptRows.Change(
                        w,
                        attempt.Id,
                        a =>
                            a with
                            {
                                BaseCommit = tip,
                                BaseProof = JsonSerializer.Serialize(proof),
                            }
                    ),
                ct
            )
            .ConfigureAwait(false);
        return tip;
    }
}
