using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>What a branch is to go through: from one commit to another that follows it.</summary>
internal readonly record struct TargetMove(string From, string To);

/// <summary>
/// Moves a target branch to a prepared squash commit: by compare-and-swap where no checkout holds it, else by a
/// fast-forward in the checkout that does, which keeps edits elsewhere and refuses where they overlap.
/// </summary>
internal static class MergeTarget
{
    /// <summary>Of a merge: refuses also when the branch that is merged has moved.</summary>
    /// <returns>Null when it moved; else why it did not, and then nothing has changed.</returns>
    public static async Task<MergeResult.Refused?> MoveAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string branch,
        string target,
        CancellationToken ct
    )
    {
        var from = await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false);
        if (from != ready.BranchBefore)
            return Outdated($"{branch} has moved since the merge was prepared");
        return await MoveAsync(repo, ready.Move, target, "merge", ct).ConfigureAwait(false);
    }

    /// <param name="what">For the branch's log: what it is that moves it.</param>
    /// <returns>Null when it moved; else why it did not, and then nothing has changed.</returns>
    public static async Task<MergeResult.Refused?> MoveAsync(
        GitRepository repo,
        TargetMove move,
        string target,
        string what,
        CancellationToken ct
    )
    {
        var tip = await Branches.LocalAsync(repo, target, ct).ConfigureAwait(false);
        if (tip != move.From)
            return Outdated($"{target} has moved since the {what} was prepared");
        var holders = await Worktrees.HoldersAsync(repo, target, ct).ConfigureAwait(false);
        return holders switch
        {
            [] => await SwapAsync(repo, move, target, what, ct).ConfigureAwait(false),
            [var one] => await ForwardAsync(repo, one, move, target, ct).ConfigureAwait(false),
            _ => Refuse(
                $"{target} is checked out in several places: "
                    + string.Join(", ", holders.Select(holder => holder.Path))
            ),
        };
    }

    private static async Task<MergeResult.Refused?> SwapAsync(
        GitRepository repo,
        TargetMove move,
        string target,
        string what,
        CancellationToken ct
    )
    {
        var swap = await repo.Git(
                "update-ref",
                "-m",
                "forge: " + what,
                "refs/heads/" + target,
                move.To,
                move.From
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (swap.Ok)
            return null;
        return GitAdvice.For(swap.Error) is { } advice
            ? Refuse($"{target} could not be moved: {Words(swap.Error)}\n{advice}")
            : Outdated($"{target} moved at the same moment; try again");
    }

    private static async Task<MergeResult.Refused?> ForwardAsync(
        GitRepository repo,
        BranchHolder holder,
        TargetMove move,
        string target,
        CancellationToken ct
    )
    {
        if (!holder.IsReachable)
            return Refuse(
                $"{target} is checked out in {holder.Path}, which cannot be reached. "
                    + "Bring it back, or run `git worktree prune` if it is gone for good"
            );
        if (holder.Operation is { } operation)
            return Refuse(
                $"{target} is in the middle of a {operation.Verb()} in {holder.Path}; finish or abort it first"
            );
        var inTheWay = await ForwardGuard
            .InTheWayAsync(repo, holder.Path, target, move, ct)
            .ConfigureAwait(false);
        if (inTheWay is not null)
            return Refuse(inTheWay);
        var equal = await EqualFiles.FindAsync(holder.Path, move, ct).ConfigureAwait(false);
        var taken = await EqualFiles.TakeInAsync(holder.Path, equal, ct).ConfigureAwait(false);
        if (!taken.Ok)
            return Refuse($"{holder.Path} could not be prepared: {Words(taken.Error)}");
        var merge = GitCommand.In(
            holder.Path,
            "-c",
            $"core.fsync={GitCommand.Synced},index",
            "merge",
            "--quiet",
            "--ff-only",
            "--no-autostash",
            "--no-verify-signatures",
            // An ignored file is a person's, too: without this it would be replaced without a word.
            "--no-overwrite-ignore",
            move.To
        ) with
        {
            Finishes = true,
        };
        // From here on nobody's going away leaves the checkout half way.
        var forward = await merge.RunAsync(CancellationToken.None).ConfigureAwait(false);
        if (forward.Ok)
        {
            await SyncAsync(holder.Path, move, ct).ConfigureAwait(false);
            return null;
        }
        return await RefusedAsync(holder.Path, move, equal, forward.Error).ConfigureAwait(false);
    }

    private static async Task<MergeResult.Refused> RefusedAsync(
        string checkout,
        TargetMove move,
        IReadOnlyList<EqualFile> equal,
        string error
    )
    {
        var ct = CancellationToken.None;
        await ForwardGuard.GoBackAsync(checkout, move, equal, ct).ConfigureAwait(false);
        await EqualFiles.GiveBackAsync(checkout, equal, ct).ConfigureAwait(false);
        var files = await OverlapAsync(checkout, move, equal, ct).ConfigureAwait(false);
        return files.Count > 0
            ? new MergeResult.Refused(
                $"{checkout} has edits that the merge would overwrite; commit or move them first",
                files
            )
            : Refuse(
                $"{checkout} could not be brought forward: {Words(error)}\n{GitAdvice.For(error)}".TrimEnd()
            );
    }

    // Git syncs no files of a checkout: after a power cut the branch would have the merge, and empty files stand for it.
    private static async Task SyncAsync(string checkout, TargetMove move, CancellationToken ct)
    {
        foreach (
            var path in await ForwardGuard.ChangedAsync(checkout, move, ct).ConfigureAwait(false)
        )
        {
            var file = Path.Join(checkout, path);
            if (File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: false) is null)
                Files.Sync(file);
        }
    }

    /// <summary>The paths that the merge changes and that are edited in that checkout.</summary>
    private static async Task<IReadOnlyList<string>> OverlapAsync(
        string checkout,
        TargetMove move,
        IReadOnlyList<EqualFile> equal,
        CancellationToken ct
    )
    {
        var changed = await ForwardGuard.ChangedAsync(checkout, move, ct).ConfigureAwait(false);
        var status = await PorcelainStatus
            .ReadAsync(GitCommand.In(checkout), "all", ct, "--ignored=matching")
            .ConfigureAwait(false);
        var edited = status
            .Changed.Select(change => change.Path)
            .Concat(status.Untracked)
            .Concat(status.Ignored)
            .Except(equal.Select(file => file.Path))
            .ToHashSet();
        return [.. changed.Where(path => Touches(edited, path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The path itself is edited, or a file stands where it needs a directory, or the other way round.</summary>
    private static bool Touches(HashSet<string> edited, string path) =>
        edited.Any(other =>
            other == path
            || path.StartsWith(other.TrimEnd('/') + "/", StringComparison.Ordinal)
            || other.StartsWith(path + "/", StringComparison.Ordinal)
        );

    private static MergeResult.Refused Outdated(string reason) =>
        new(reason, []) { Outdated = true };

    private static MergeResult.Refused Refuse(string reason) => new(reason, []);

    private static string Words(string error) => Credentials.Mask(error.Trim());
}
