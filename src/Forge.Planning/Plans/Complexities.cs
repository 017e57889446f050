using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>How much there is to think about, counted from what the group lists.</summary>
internal static class Complexities
{
    public static Complexity Of(WishGroup group, int files)
    {
        var work = Math.Max(group.Tasks.Count, group.Deliverables.Count);
        if (work == 0 && files == 0 && group.Scope.Count == 0)
            return Complexity.Agentic;
        if (work > 6 || files > 8 || group.DependsOn.Count > 2)
            return Complexity.Complex;
        return work <= 2 && files <= 2 ? Complexity.Simple : Complexity.Medium;
    }

    public static string Effort(Complexity complexity) =>
        complexity switch
        {
            Complexity.Simple => "low",
            Complexity.Medium => "medium",
            _ => "high",
        };
}
