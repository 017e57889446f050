using Forge.Core.Domain;

namespace Forge.Core.Git.Plans;

internal abstract record RevertResult
{
    /// <param name="Commit">The revert; the target is at it now.</param>
    internal sealed record Reverted(string Commit, string TargetBefore) : RevertResult;

    /// <summary>Nothing of the merge is left in the target.</summary>
    internal sealed record Nothing : RevertResult;

    /// <summary>Later commits build on what the merge brought. Nothing has moved.</summary>
    internal sealed record Conflict(IReadOnlyList<string> Files) : RevertResult;

    /// <summary>Neither the branch nor any checkout has moved.</summary>
    internal sealed record Refused(string Reason, IReadOnlyList<string> Files) : RevertResult
    {
        public bool Outdated { get; init; }
    }
}

/// <summary>
/// Undoes a merge by a commit on top of its target. No checkout is needed: merging what was before the merge, as if it
/// followed it, takes out exactly what the merge brought, and conflicts where later work changed the same.
/// </summary>
internal static class Reverting
{
    public static async Task<RevertResult> RevertAsync(
        GitRepository repo,
        string target,
        string mergeCommit,
        string message,
        CancellationToken ct
    )
    {
        var prepared = await PrepareAsync(repo, target, mergeCommit, message, ct)
            .ConfigureAwait(false);
        if (prepared is MergePreparation.Conflict conflict)
            return new RevertResult.Conflict(conflict.Files);
        if (prepared is not MergePreparation.Ready ready)
            return new RevertResult.Nothing();
        return await ApplyAsync(repo, ready, target, ct).ConfigureAwait(false) switch
        {
            MergeResult.Refused no => new RevertResult.Refused(no.Reason, no.Files)
            {
                Outdated = no.Outdated,
            },
            _ => new RevertResult.Reverted(ready.Squash, ready.TargetBefore),
        };
    }

    /// <summary>Makes the commit; the target has not moved yet. A merge that is not in the target breaks the rule.</summary>
    public static async Task<MergePreparation> PrepareAsync(
        GitRepository repo,
        string target,
        string mergeCommit,
        string message,
        CancellationToken ct
    )
    {
        var tip = await Merging.LocalAsync(repo, target, ct).ConfigureAwait(false);
        var merge =
            await Branches.CommitAsync(repo, mergeCommit, ct).ConfigureAwait(false)
            ?? throw RuleBroken.Conflict($"The commit {mergeCommit} does not exist (any more)");
        if (!await Branches.IsAncestorAsync(repo, merge.Sha, tip, ct).ConfigureAwait(false))
            throw RuleBroken.Conflict($"{target} does not contain {merge.Sha}");
        var before = await repo.Git("rev-parse", "--verify", "--quiet", merge.Sha + "^1^{tree}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!before.Ok)
            throw RuleBroken.Conflict($"{merge.Sha} is a first commit: nothing was before it");
        var undone = await ForgeCommit
            .PassingAsync(repo, before.Output.Trim(), [merge.Sha], "As it was before\n", ct)
            .ConfigureAwait(false);
        var tree = await TreeMerge.OfAsync(repo, tip, undone, ct).ConfigureAwait(false);
        if (tree is TreeMerge.Conflict conflict)
            return new MergePreparation.Conflict(conflict.Files);
        if (tree is not TreeMerge.Clean clean)
            throw ((TreeMerge.Failed)tree).Failure;
        var now = await repo.Git("rev-parse", tip + "^{tree}").TextAsync(ct).ConfigureAwait(false);
        if (clean.Tree == now)
            return new MergePreparation.Nothing();
        var text = Trailers.Add(Whole(message, merge), Trailers.MergedByForge);
        var revert = await ForgeCommit
            .MakeAsync(repo, clean.Tree, [tip], text, ct)
            .ConfigureAwait(false);
        return new MergePreparation.Ready(revert, tip, tip);
    }

    /// <summary>Doing it twice does no harm.</summary>
    public static Task<MergeResult> ApplyAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string target,
        CancellationToken ct
    ) => PreparedMove.ApplyAsync(repo, ready, null, target, "revert", ct);

    // The words that git itself uses, which other programs look for.
    private static string Whole(string message, CommitInfo merge) =>
        (message.Trim().Length > 0 ? message.Trim() : $"Revert \"{merge.Subject}\"")
        + $"\n\nThis reverts commit {merge.Sha}.";
}
