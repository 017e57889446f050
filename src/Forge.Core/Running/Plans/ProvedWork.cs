using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>Which commit of a group its proofs are about, and whether the base under it is proved.</summary>
internal static class ProvedWork
{
    /// <summary>The head as the agent left it; null before there is one.</summary>
    public static string? Head(PlanLook look, string id)
    {
        var facts = look.Group(id);
        // After the merge the branch stands at the merge commit; what proved it is what was merged.
        if (look.View(id).State == GroupState.Merged)
            return look
                .Record.MergesOf(id)
                .LastOrDefault(m => m.MergeCommit == facts.Merge)
                ?.BranchBefore;
        return facts.Attempt?.Head;
    }

    /// <summary>
    /// The stretches of history that are the group's work as it stands: what each of its merges brought, or what its branch has beyond its
    /// base. After a merge the attempt's base is the merge itself, for what follows it.
    /// </summary>
    public static IReadOnlyList<Stretch> Stretches(PlanLook look, string id)
    {
        if (look.View(id).State == GroupState.Merged)
            return
            [
                .. look
                    .Record.MergesOf(id)
                    .Select(m => new Stretch(m.TargetBefore, m.MergeCommit, m.BranchBefore)),
            ];
        var attempt = look.Record.AttemptOf(look.Record.Row(id));
        return attempt?.BaseCommit is { } start && look.Group(id).Attempt?.Head is { } head
            ? [new Stretch(start, head, head)]
            : [];
    }

    /// <summary>Groups that it waits for and whose merge is not in its base.</summary>
    public static IReadOnlyList<string> Missing(PlanLook look, string id)
    {
        var facts = look.Group(id);
        var contains = facts.Attempt?.Contains ?? new HashSet<string>();
        var isMerged = look.View(id).State == GroupState.Merged;
        return
        [
            .. facts.DependsOn.Where(d =>
                look.Facts.Groups.FirstOrDefault(g => g.Id == d) is { } before
                && !(facts.IsFinal && look.View(d).State == GroupState.Cancelled)
                // That it was undone or merged once more later is no concern of what was merged before.
                && !(
                    isMerged
                        ? before.Merges.Concat(before.Reverted).Any(contains.Contains)
                        : Has(before)
                )
            ),
        ];

        bool Has(GroupFacts before) => before.Merge is { } merge && contains.Contains(merge);
    }
}

/// <param name="To">What has the changed files.</param>
/// <param name="Tip">What has the commits: a merge is one commit of Forge's own.</param>
internal sealed record Stretch(string From, string To, string Tip);
