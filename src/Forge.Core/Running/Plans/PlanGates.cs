using Forge.Core.Domain.Plans;
using Forge.Planning.Reports;

namespace Forge.Core.Running.Plans;

/// <summary>Lines of the approval log as reports tell them: what people decided, and what agents told.</summary>
internal static class PlanGates
{
    /// <returns>Null of what Forge did by itself.</returns>
    public static Gate? Of(PlanLogLine line) =>
        line.By == "forge"
            ? null
            : new Gate(
                line.At,
                line.By,
                Said(line.What),
                line.GroupId,
                Reason: line.Text.Length == 0 ? null : line.Text
            );

    private static string Said(string what) =>
        what switch
        {
            "approve" => "approved the plan",
            "start" => "started the plan",
            "pause" => "paused the plan",
            "resume" => "resumed the plan",
            "cancel" => "cancelled the plan",
            "deliver" => "delivered the plan",
            "accept" => "reviewed and accepted",
            "reject" => "reviewed and rejected",
            "merge" => "merged",
            "conflict" => "tried to merge and met a conflict",
            "revert" => "reverted the merge",
            "retry" => "began a new attempt",
            "discard" => "discarded",
            "follow-up" => "sent a follow-up",
            "validate" => "had it validated again",
            "widen" => "widened the group's files",
            "clear" => "let violations pass",
            "award" => "awarded points",
            "rehearse" => "rehearsed the merge",
            "report" => "reported",
            "asks" => "asked for a person",
            _ => what,
        };
}
