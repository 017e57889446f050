namespace Forge.Core.Git.Plans;

/// <summary>One head to rehearse.</summary>
/// <param name="Name">Whose it is, for the one who asks.</param>
internal sealed record RehearsalHead(string Name, string Commit);

internal abstract record Rehearsed(string Name, string Head)
{
    /// <param name="Commit">The squash that the merge would be. No branch holds it; git takes it away by and by.</param>
    internal sealed record Clean(string Name, string Head, string Tree, string Commit)
        : Rehearsed(Name, Head);

    /// <summary>Those that come after it are rehearsed without it.</summary>
    internal sealed record Conflict(string Name, string Head, IReadOnlyList<string> Files)
        : Rehearsed(Name, Head);

    /// <summary>The commit is not there, or has none in common with the target.</summary>
    internal sealed record Impossible(string Name, string Head, string Reason)
        : Rehearsed(Name, Head);
}

/// <param name="Target">The commit that all began from.</param>
internal sealed record RehearsalResult(string Target, IReadOnlyList<Rehearsed> Steps)
{
    public bool IsClean => Steps.All(step => step is Rehearsed.Clean);

    /// <summary>What the target would be after all that are clean.</summary>
    public string Tip =>
        Steps.OfType<Rehearsed.Clean>().Select(step => step.Commit).LastOrDefault(Target);
}

/// <summary>
/// Merges heads onto a target in the order given, each as one commit on top of the former, in the object store only:
/// validation can run on what would be there, and nothing has moved. The same question gives the same commits.
/// </summary>
internal static class Rehearsal
{
    public static async Task<RehearsalResult> RunAsync(
        GitRepository repo,
        string targetTip,
        IReadOnlyList<RehearsalHead> heads,
        CancellationToken ct
    )
    {
        List<Rehearsed> steps = [];
        var tip = targetTip;
        foreach (var head in heads)
        {
            var step = await OneAsync(repo, tip, head, ct).ConfigureAwait(false);
            steps.Add(step);
            if (step is Rehearsed.Clean clean)
                tip = clean.Commit;
        }
        return new RehearsalResult(targetTip, steps);
    }

    private static async Task<Rehearsed> OneAsync(
        GitRepository repo,
        string tip,
        RehearsalHead head,
        CancellationToken ct
    )
    {
        var merge = await TreeMerge.OfAsync(repo, tip, head.Commit, ct).ConfigureAwait(false);
        if (merge is TreeMerge.Conflict conflict)
            return new Rehearsed.Conflict(head.Name, head.Commit, conflict.Files);
        if (merge is not TreeMerge.Clean { Tree: var tree })
        {
            var failure = ((TreeMerge.Failed)merge).Failure;
            return new Rehearsed.Impossible(head.Name, head.Commit, failure.Message);
        }
        var message = $"Rehearsal of {head.Name}\n";
        var commit = await ForgeCommit
            .PassingAsync(repo, tree, [tip], message, ct)
            .ConfigureAwait(false);
        return new Rehearsed.Clean(head.Name, head.Commit, tree, commit);
    }
}
