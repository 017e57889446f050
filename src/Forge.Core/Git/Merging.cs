using Forge.Core.Domain;
using Forge.Core.Git.Plans;

namespace Forge.Core.Git;

/// <summary>An attempt as git sees it.</summary>
/// <param name="Worktree">Where its worktree is, or was.</param>
internal sealed record AttemptTree(Guid Attempt, string Branch, string Worktree);

/// <summary>What merging a branch would do. Preparing it changes no branch and no checkout.</summary>
internal abstract record MergePreparation
{
    /// <param name="Squash">The commit that would become the target.</param>
    internal sealed record Ready(string Squash, string TargetBefore, string BranchBefore)
        : MergePreparation
    {
        public TargetMove Move => new(TargetBefore, Squash);
    }

    internal sealed record Conflict(IReadOnlyList<string> Files) : MergePreparation;

    /// <summary>The target already has all of it.</summary>
    internal sealed record Nothing : MergePreparation;
}

internal abstract record MergeResult
{
    /// <param name="BranchKept">Null when the attempt's branch is at the squash commit now; else why it is not.</param>
    internal sealed record Merged(string Squash, string? BranchKept) : MergeResult;

    /// <summary>Neither the branch nor any checkout has moved.</summary>
    /// <param name="Files">Those with edits in the way, when that is the reason.</param>
    internal sealed record Refused(string Reason, IReadOnlyList<string> Files) : MergeResult
    {
        /// <summary>A branch moved after the merge was prepared; preparing it anew may do.</summary>
        public bool Outdated { get; init; }
    }
}

/// <summary>
/// Squashes an attempt's branch onto its target, in two steps: the commit is made in the object store, then the target
/// moves to it. Between the two the caller can store what it means to do; applying twice does no harm.
/// </summary>
internal static class Merging
{
    public static Task<MergePreparation> PrepareAsync(
        GitRepository repo,
        string branch,
        string target,
        string message,
        CancellationToken ct
    ) => PrepareAsync(repo, branch, target, message, new Dictionary<string, byte[]>(), ct);

    /// <param name="with">Files that the commit has beside what is merged, e.g. the proof of it; those that cannot be written are left out.</param>
    public static async Task<MergePreparation> PrepareAsync(
        GitRepository repo,
        string branch,
        string target,
        string message,
        IReadOnlyDictionary<string, byte[]> with,
        CancellationToken ct
    )
    {
        if (branch == target)
            throw RuleBroken.Invalid($"{branch} cannot be merged into itself");
        var from = await LocalAsync(repo, branch, ct).ConfigureAwait(false);
        var onto = await LocalAsync(repo, target, ct).ConfigureAwait(false);
        var merge = await TreeMerge.OfAsync(repo, onto, from, ct).ConfigureAwait(false);
        if (merge is TreeMerge.Conflict conflict)
            return new MergePreparation.Conflict(conflict.Files);
        if (merge is not TreeMerge.Clean { Tree: var tree })
            throw Refusal(branch, target, ((TreeMerge.Failed)merge).Failure);
        if (with.Count > 0)
            tree = await EditedTree
                .OfAsync(repo, tree, with.ToDictionary(f => f.Key, f => (byte[]?)f.Value), ct)
                .ConfigureAwait(false);
        var before = await repo.Git("rev-parse", onto + "^{tree}")
            .TextAsync(ct)
            .ConfigureAwait(false);
        if (tree == before)
            return new MergePreparation.Nothing();
        var squash = await ForgeCommit
            .MakeAsync(repo, tree, [onto], Trailers.Add(message, Trailers.MergedByForge), ct)
            .ConfigureAwait(false);
        return new MergePreparation.Ready(squash, onto, from);
    }

    /// <summary>Moves the target, then the attempt's branch and worktree, to the squash commit.</summary>
    public static Task<MergeResult> ApplyAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        AttemptTree attempt,
        string target,
        CancellationToken ct
    ) =>
        repo.WriteAsync(
            async inner =>
            {
                if (!await IsAppliedAsync(repo, ready.Squash, target, inner).ConfigureAwait(false))
                {
                    var refused = await MergeTarget
                        .MoveAsync(repo, ready, attempt.Branch, target, inner)
                        .ConfigureAwait(false);
                    if (refused is not null)
                        return refused;
                }
                var kept = await MergedBranch
                    .FollowAsync(repo, ready, attempt, inner)
                    .ConfigureAwait(false);
                return (MergeResult)new MergeResult.Merged(ready.Squash, kept);
            },
            ct
        );

    /// <summary>For recovery: whether the target already contains the squash commit.</summary>
    public static async Task<bool> IsAppliedAsync(
        GitRepository repo,
        string squash,
        string target,
        CancellationToken ct
    )
    {
        var tip = await Branches.LocalAsync(repo, target, ct).ConfigureAwait(false);
        if (tip is null)
            return false;
        return await Branches.IsAncestorAsync(repo, squash, tip, ct).ConfigureAwait(false);
    }

    /// <summary>The tip of a local branch that has to be there.</summary>
    public static async Task<string> LocalAsync(
        GitRepository repo,
        string branch,
        CancellationToken ct
    ) =>
        await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false)
        ?? throw RuleBroken.Conflict(
            $"There is no local branch {branch}. Make it (git branch {branch}), or give the attempt another target branch"
        );

    public static Exception Refusal(string branch, string target, GitFailed failure) =>
        failure.Result.Error.Contains("unrelated histories", StringComparison.Ordinal)
            ? RuleBroken.Conflict($"{branch} and {target} have no commit in common")
            : failure;
}
