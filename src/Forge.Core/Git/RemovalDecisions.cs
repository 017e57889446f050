namespace Forge.Core.Git;

/// <summary>What is known of a worktree that may go.</summary>
/// <param name="Left">Changed, untracked and ignored files that are no cache and nowhere else, and nested repositories.</param>
/// <param name="HoldsOwnCommits">HEAD is at a commit that no branch has.</param>
/// <param name="Processes">Living processes that work inside.</param>
internal sealed record RemovalFacts(
    bool IsFinished,
    bool IsMergedOrDiscarded,
    IReadOnlyList<string> Left,
    bool HoldsOwnCommits,
    IReadOnlyList<int> Processes,
    bool IsPinned
);

internal abstract record RemovalVerdict
{
    internal sealed record Allowed : RemovalVerdict;

    internal sealed record Blocked(IReadOnlyList<string> Reasons) : RemovalVerdict;
}

/// <summary>A worktree goes only when five facts hold. Pure.</summary>
internal static class RemovalDecisions
{
    private const int MostNamed = 5;

    public static RemovalVerdict Judge(RemovalFacts facts)
    {
        List<string> reasons = [];
        if (!facts.IsFinished)
            reasons.Add("the attempt is not finished");
        if (!facts.IsMergedOrDiscarded)
            reasons.Add("its branch is neither merged nor discarded by a person");
        if (facts.Left.Count > 0)
            reasons.Add($"it holds files that are nowhere else: {Some(facts.Left)}");
        if (facts.HoldsOwnCommits)
            reasons.Add("it holds commits that no branch has");
        if (facts.Processes.Count > 0)
            reasons.Add($"processes work inside it: {string.Join(", ", facts.Processes)}");
        if (facts.IsPinned)
            reasons.Add("it is pinned");
        return reasons.Count == 0
            ? new RemovalVerdict.Allowed()
            : new RemovalVerdict.Blocked(reasons);
    }

    private static string Some(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(MostNamed))
        + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "");
}
