using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Moves a target branch to a prepared squash commit: by compare-and-swap where no checkout holds it, else by a
/// fast-forward in the checkout that does, which keeps edits elsewhere and refuses where they overlap.
/// </summary>
internal static class MergeTarget
{
    /// <returns>Null when it moved; else why it did not, and then nothing has changed.</returns>
    public static async Task<MergeResult.Refused?> MoveAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string branch,
        string target,
        CancellationToken ct
    )
    {
        var tip = await Branches.LocalAsync(repo, target, ct).ConfigureAwait(false);
        if (tip != ready.TargetBefore)
            return Outdated($"{target} has moved since the merge was prepared");
        var from = await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false);
        if (from != ready.BranchBefore)
            return Outdated($"{branch} has moved since the merge was prepared");
        var holders = await Worktrees.HoldersAsync(repo, target, ct).ConfigureAwait(false);
        return holders switch
        {
            [] => await SwapAsync(repo, ready, target, ct).ConfigureAwait(false),
            [var one] => await ForwardAsync(repo, one, ready, target, ct).ConfigureAwait(false),
            _ => Refuse(
                $"{target} is checked out in several places: "
                    + string.Join(", ", holders.Select(holder => holder.Path))
            ),
        };
    }

    private static async Task<MergeResult.Refused?> SwapAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string target,
        CancellationToken ct
    )
    {
        var swap = await repo.Git(
                "update-ref",
                "-m",
                "forge: merge",
                "refs/heads/" + target,
                ready.Squash,
                ready.TargetBefore
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
        MergePreparation.Ready ready,
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
            .InTheWayAsync(repo, holder.Path, target, ready, ct)
            .ConfigureAwait(false);
        if (inTheWay is not null)
            return Refuse(inTheWay);
        var merge = GitCommand.In(
            holder.Path,
            "-c",
            $"core.fsync={GitCommand.Synced},index",
            "merge",
            "--quiet",
            "--ff-only",
            "--no-autostash",
            "--no-verify-signatures",
            ready.Squash
        ) with
        {
            Finishes = true,
        };
        var forward = await merge.RunAsync(ct).ConfigureAwait(false);
        if (forward.Ok)
        {
            await SyncAsync(holder.Path, ready, ct).ConfigureAwait(false);
            return null;
        }
        await ForwardGuard.GoBackAsync(holder.Path, ready, ct).ConfigureAwait(false);
        var files = await OverlapAsync(holder.Path, ready, ct).ConfigureAwait(false);
        return files.Count > 0
            ? new MergeResult.Refused(
                $"{holder.Path} has edits that the merge would overwrite; commit or move them first",
                files
            )
            : Refuse(
                $"{holder.Path} could not be brought forward: {Words(forward.Error)}\n{GitAdvice.For(forward.Error)}".TrimEnd()
            );
    }

    // Git syncs no files of a checkout: after a power cut the branch would have the merge, and empty files stand for it.
    private static async Task SyncAsync(
        string checkout,
        MergePreparation.Ready ready,
        CancellationToken ct
    )
    {
        foreach (
            var path in await ForwardGuard.ChangedAsync(checkout, ready, ct).ConfigureAwait(false)
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
        MergePreparation.Ready ready,
        CancellationToken ct
    )
    {
        var changed = await ForwardGuard.ChangedAsync(checkout, ready, ct).ConfigureAwait(false);
        var status = await PorcelainStatus
            .ReadAsync(GitCommand.In(checkout), "all", ct, "--ignored=matching")
            .ConfigureAwait(false);
        var edited = status
            .Changed.Select(change => change.Path)
            .Concat(status.Untracked)
            .Concat(status.Ignored)
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
