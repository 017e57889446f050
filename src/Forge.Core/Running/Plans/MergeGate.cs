using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>What keeps a group from being merged. Only a person opens it, and only a person merges.</summary>
internal static class MergeGate
{
    /// <summary>Reasons, a line each; empty when it is open.</summary>
    public static IReadOnlyList<string> Closed(PlanLook look, string id)
    {
        var view = look.View(id);
        var facts = look.Group(id);
        List<string> why = [];
        if (look.Facts.Intent.Delivered)
            why.Add("the plan was delivered");
        switch (view.State)
        {
            case GroupState.AwaitingReview or GroupState.AwaitingMerge:
                break;
            case GroupState.Merged:
                why.Add($"{id} is merged already");
                break;
            default:
                why.Add(
                    $"{id} is {StateWords.Said(view.State)}"
                        + (view.Cause is null ? "" : $": {view.Cause}")
                );
                break;
        }
        if (look.Facts.TargetLost is { } lost)
            why.Add(lost);
        why.AddRange(
            ProvedWork
                .Missing(look, id)
                .Where(d => look.View(d).State == GroupState.Merged && facts.Attempt is not null)
                .Select(d => $"its base does not have the merge of {d}")
        );
        if (look.Record.AttemptOf(look.Record.Row(id)) is { BaseProof: null })
            why.Add("its base is not proved");
        if (facts.Attempt is { Stacked: true })
            why.AddRange(
                facts
                    .DependsOn.Where(d => look.View(d).State != GroupState.Merged)
                    .Select(d => $"{d}, which it is stacked on, is not merged")
            );
        why.AddRange(
            look.Record.Violations.Where(v =>
                    v.ClearedAt is null && (v.GroupId is null || v.GroupId == id)
                )
                .Select(v => $"violation: {v.Text}")
        );
        return why;
    }
}
