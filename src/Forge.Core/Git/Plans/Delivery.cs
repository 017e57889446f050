using Forge.Core.Domain;

namespace Forge.Core.Git.Plans;

internal enum DeliveryShape
{
    /// <summary>The whole plan becomes one commit.</summary>
    Squash,

    /// <summary>The plan's commits as they are: a fast-forward where that is possible, else a merge of two parents.</summary>
    AsItIs,
}

/// <summary>
/// Brings a plan's branch into its base branch, in two steps as a merge is done, with the same promises. The plan's
/// branch stays where it is.
/// </summary>
internal static class Delivery
{
    /// <param name="with">
    /// Files that the commit has beside what is merged; those that cannot be written are left out. A fast-forward makes no commit.
    /// </param>
    /// <returns>Ready's commit is what the base branch is to be at: the squash, the merge, or the plan's own tip.</returns>
    public static async Task<MergePreparation> PrepareAsync(
        GitRepository repo,
        string planBranch,
        string baseBranch,
        DeliveryShape shape,
        string message,
        IReadOnlyDictionary<string, byte[]> with,
        CancellationToken ct
    )
    {
        if (shape == DeliveryShape.Squash)
            return await Merging
                .PrepareAsync(repo, planBranch, baseBranch, message, with, ct)
                .ConfigureAwait(false);
        if (planBranch == baseBranch)
            throw RuleBroken.Invalid($"{planBranch} cannot be merged into itself");
        var from = await Merging.LocalAsync(repo, planBranch, ct).ConfigureAwait(false);
        var onto = await Merging.LocalAsync(repo, baseBranch, ct).ConfigureAwait(false);
        if (await Branches.IsAncestorAsync(repo, from, onto, ct).ConfigureAwait(false))
            return new MergePreparation.Nothing();
        if (await Branches.IsAncestorAsync(repo, onto, from, ct).ConfigureAwait(false))
            return new MergePreparation.Ready(from, onto, from);
        var merge = await TreeMerge.OfAsync(repo, onto, from, ct).ConfigureAwait(false);
        if (merge is TreeMerge.Conflict conflict)
            return new MergePreparation.Conflict(conflict.Files);
        if (merge is not TreeMerge.Clean { Tree: var tree })
            throw Merging.Refusal(planBranch, baseBranch, ((TreeMerge.Failed)merge).Failure);
        if (with.Count > 0)
            tree = await EditedTree
                .OfAsync(repo, tree, with.ToDictionary(f => f.Key, f => (byte[]?)f.Value), ct)
                .ConfigureAwait(false);
        var text = Trailers.Add(message, Trailers.MergedByForge);
        var commit = await ForgeCommit
            .MakeAsync(repo, tree, [onto, from], text, ct)
            .ConfigureAwait(false);
        return new MergePreparation.Ready(commit, onto, from);
    }

    /// <summary>Doing it twice does no harm.</summary>
    public static Task<MergeResult> ApplyAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string planBranch,
        string baseBranch,
        CancellationToken ct
    ) => PreparedMove.ApplyAsync(repo, ready, planBranch, baseBranch, "delivery", ct);
}
