using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Tasks;
using Forge.Core.Executors;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>What goes with a merge; asked when the work is at rest and kept, for the very commit that is merged.</summary>
/// <param name="Files">Files that the merge's commit has beside the work: the proof of it.</param>
/// <param name="Also">Written with the intent to merge.</param>
internal sealed record MergeWith(
    IReadOnlyDictionary<string, byte[]> Files,
    Action<Writing, Merge>? Also
)
{
    public static MergeWith Nothing { get; } = new(new Dictionary<string, byte[]>(), null);
}

/// <summary>
/// A person merges. The squash commit is made first and the intent written down; then the target moves. After a crash in
/// between, git is asked whether it did.
/// </summary>
internal sealed class Merges(RunningParts parts, AttemptRuns runs)
{
    private const int MostTries = 10;

    private readonly AttemptWorktree _worktree = new(parts);

    /// <exception cref="RuleBroken">Work goes on, nothing to merge, or the merge was refused: then nothing has changed.</exception>
    public Task<Merge> MergeAsync(Guid attempt, CancellationToken ct) =>
        MergeAsync(attempt, (_, _) => Task.FromResult(MergeWith.Nothing), ct);

    /// <param name="gate">Gets the head that would be merged; it breaks a rule to keep it from being merged.</param>
    /// <exception cref="RuleBroken">As above, or the gate's.</exception>
    public Task<Merge> MergeAsync(
        Guid attempt,
        Func<string, CancellationToken, Task<MergeWith>> gate,
        CancellationToken ct
    ) => runs.For(attempt).AskAsync(stopping => MergeInTurnAsync(attempt, gate, stopping), ct);

    /// <summary>Finishes or drops what a crash left between intent and end.</summary>
    /// <returns>Those that must stay as they are, with the reason: their repository is away, for example.</returns>
    public async Task<IReadOnlyList<(Merge Merge, string Why)>> RecoverAsync(CancellationToken ct)
    {
        List<(Merge, string)> left = [];
        foreach (var merge in parts.Database.Read(MergeRows.Pending))
            try
            {
                await SettleAsync(merge, ct).ConfigureAwait(false);
            }
            catch (Exception error) when (error is RuleBroken or GitFailed or IOException)
            {
                left.Add((merge, error.Message));
            }
        return left;
    }

    private async Task<Merge> MergeInTurnAsync(
        Guid id,
        Func<string, CancellationToken, Task<MergeWith>> gate,
        CancellationToken ct
    )
    {
        var (attempt, task, project) = parts.Database.Require(id);
        Insist(attempt, parts.Database.Read(db => ProcessRows.OfAttempt(db, id, dropped: false)));
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        var finished = await SettleOwnAsync(id, ct).ConfigureAwait(false);
        var title = PlainText.CleanLines(task.Title);
        var kept = await _worktree.KeepAsync(attempt, project, title, ct).ConfigureAwait(false);
        // Of a worktree that is gone the branch has all there is; of one that stands elsewhere it has not.
        if (!kept.IsOnBranch && Directory.Exists(attempt.Worktree))
            throw RuleBroken.Conflict(kept.Note!);
        if (await OwnWork.TakenOutAsync(parts, repo, id, ct).ConfigureAwait(false) is { } gone)
            throw RuleBroken.Conflict(
                $"{attempt.TargetBranch} was moved back or rewritten: it no longer has {gone[..10]}, which this attempt "
                    + "was cut from, and merging would bring that back. Rebase the attempt, which takes only its own "
                    + "commits along; then merge."
            );
        var head = await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false) ?? "";
        var with = await gate(head, ct).ConfigureAwait(false);
        var text = PlainText.CleanLines(task.Description ?? "");
        var message = $"{title} ({attempt.Branch})\n\n{text}".Trim();
        for (var tries = 1; ; tries++)
            if (
                await TryAsync(
                        repo,
                        attempt,
                        new Wanted(message, with, finished, Last: tries == MostTries),
                        ct
                    )
                    .ConfigureAwait(false) is
                { } merge
            )
                return merge;
    }

    private sealed record Wanted(string Message, MergeWith With, Merge? Finished, bool Last);

    // Null: another merge onto the same target was quicker, so this one is prepared anew, on top of it.
    private async Task<Merge?> TryAsync(
        GitRepository repo,
        Attempt attempt,
        Wanted wanted,
        CancellationToken ct
    )
    {
        var ready = await Merging
            .PrepareAsync(
                repo,
                attempt.Branch,
                attempt.TargetBranch,
                wanted.Message,
                wanted.With.Files,
                ct
            )
            .ConfigureAwait(false) switch
        {
            MergePreparation.Ready prepared => prepared,
            MergePreparation.Conflict conflict => throw Conflict(attempt, conflict.Files),
            _ when wanted.Finished is not null => null,
            _ => throw RuleBroken.Conflict(
                $"There is nothing to merge: {attempt.TargetBranch} has everything that {attempt.Branch} has."
            ),
        };
        if (ready is null)
            return wanted.Finished!;
        var merge = await parts
            .Database.WriteAsync(w => Intend(w, attempt, ready, wanted.With), ct)
            .ConfigureAwait(false);
        var tree = new AttemptTree(attempt.Id, attempt.Branch, attempt.Worktree);
        var result = await Merging
            .ApplyAsync(repo, ready, tree, merge.TargetBranch, ct)
            .ConfigureAwait(false);
        if (result is MergeResult.Refused refused)
        {
            await parts
                .Database.WriteAsync(w => MergeRows.Delete(w, merge.Id), ct)
                .ConfigureAwait(false);
            if (refused.Outdated && !wanted.Last)
                return null;
            throw RuleBroken.Conflict(
                refused.Reason,
                new ConflictDetails("merge_conflicts", refused.Reason, "merge", refused.Files)
            );
        }
        await parts.Database.WriteAsync(w => Finish(w, merge), ct).ConfigureAwait(false);
        return merge with { State = MergeState.Done };
    }

    // One that failed in its middle, on a full disk for example: the target may have moved already.
    private async Task<Merge?> SettleOwnAsync(Guid attempt, CancellationToken ct)
    {
        Merge? finished = null;
        foreach (var merge in parts.Database.Read(MergeRows.Pending))
        {
            if (merge.AttemptId != attempt)
                continue;
            await SettleAsync(merge, ct).ConfigureAwait(false);
            finished =
                parts
                    .Database.Read(db => MergeRows.DoneOf(db, attempt))
                    .LastOrDefault(m => m.Id == merge.Id)
                ?? finished;
        }
        return finished;
    }

    private async Task SettleAsync(Merge merge, CancellationToken ct)
    {
        var (attempt, _, project) = parts.Database.Require(merge.AttemptId);
        var repo = await _worktree.RepositoryAsync(project, ct).ConfigureAwait(false);
        if (
            await Merging
                .IsAppliedAsync(repo, merge.MergeCommit, merge.TargetBranch, ct)
                .ConfigureAwait(false)
        )
        {
            var ready = new MergePreparation.Ready(
                merge.MergeCommit,
                merge.TargetBefore,
                merge.BranchBefore
            );
            var tree = new AttemptTree(attempt.Id, attempt.Branch, attempt.Worktree);
            await Merging
                .ApplyAsync(repo, ready, tree, merge.TargetBranch, ct)
                .ConfigureAwait(false);
            await parts.Database.WriteAsync(w => Finish(w, merge), ct).ConfigureAwait(false);
        }
        else
        {
            await parts
                .Database.WriteAsync(w => MergeRows.Delete(w, merge.Id), ct)
                .ConfigureAwait(false);
        }
    }

    private static void Insist(Attempt attempt, IReadOnlyList<ExecutionProcess> processes)
    {
        if (attempt.Stage != AttemptStage.Ready)
            throw RuleBroken.Conflict(
                "This attempt has no work to merge: "
                    + (attempt.Failure ?? "it was discarded or is not ready yet.")
            );
        if (!AttemptDecisions.AtRest(processes))
            throw RuleBroken.Conflict(
                "The agent is still at work. Wait for it, or stop it, then merge."
            );
    }

    private static Merge Intend(
        Writing w,
        Attempt attempt,
        MergePreparation.Ready ready,
        MergeWith with
    )
    {
        var merge = new Merge
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            State = MergeState.Pending,
            MergeCommit = ready.Squash,
            TargetBranch = attempt.TargetBranch,
            TargetBefore = ready.TargetBefore,
            BranchBefore = ready.BranchBefore,
            CreatedAt = ProcessRows.Later(w, attempt.Id),
        };
        MergeRows.Insert(w, merge);
        with.Also?.Invoke(w, merge);
        return merge;
    }

    private static void Finish(Writing w, Merge merge)
    {
        MergeRows.Finish(w, merge);
        var attempt = AttemptRows.Change(
            w,
            merge.AttemptId,
            a => a with { BaseCommit = merge.MergeCommit }
        )!;
        var task = TaskRows.Find(w.Db, attempt.TaskId)!;
        TaskRows.SetStatus(w, task.Id, TaskDecisions.WhenMerged(task.Status));
        TaskRows.Touch(w, task.Id);
    }

    private static RuleBroken Conflict(Attempt attempt, IReadOnlyList<string> files)
    {
        var text =
            $"{attempt.Branch} and {attempt.TargetBranch} both changed {string.Join(", ", files)}. "
            + "Rebase the attempt, resolve the conflicts in its worktree, then merge.";
        return RuleBroken.Conflict(
            text,
            new ConflictDetails("merge_conflicts", text, "merge", files)
        );
    }
}

/// <summary>The wire's error_data of a conflict.</summary>
internal sealed record ConflictDetails(
    string Type,
    string Message,
    string? Op,
    IReadOnlyList<string> Files
);
