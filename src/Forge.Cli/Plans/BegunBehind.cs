using Forge.Api;

namespace Forge.Cli.Plans;

/// <summary>What was begun on a group's merge, at once or further away: it becomes stale when that merge is undone. Pure.</summary>
internal static class BegunBehind
{
    /// <returns>Ids in the order of the plan.</returns>
    public static IReadOnlyList<string> Of(PlanStatus plan, string group)
    {
        HashSet<string> behind = [group];
        for (var before = 0; before != behind.Count; )
        {
            before = behind.Count;
            behind.UnionWith(plan.Groups.Where(one => IsBehind(one, behind)).Select(one => one.Id));
        }
        return
        [
            .. plan
                .Groups.Where(one => one.Id != group && behind.Contains(one.Id))
                .Where(one => one is { Attempt: not null, State: not "cancelled" })
                .Select(one => one.Id),
        ];
    }

    // It waits for all others, whether it names them or not.
    private static bool IsBehind(GroupStatus group, HashSet<string> behind) =>
        group.Kind == "final_validation" || group.DependsOn.Any(behind.Contains);
}
