using Forge.Planning.Ownership;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>Which changed files a group did not declare as its own.</summary>
internal static class OwnFiles
{
    /// <summary>None where the group declared nothing. Its task file and its evidence are its own in any case.</summary>
    public static IReadOnlyList<string> Outside(
        ForgePlan plan,
        PlanGroup group,
        IReadOnlyList<string> widened,
        IReadOnlyList<string> changed
    )
    {
        if (group.Files.Count == 0)
            return [];
        var own = group.Files.Concat(widened).Select(p => new PathPattern(p)).ToList();
        return
        [
            .. changed.Where(path =>
                path != group.TaskFile
                && !path.StartsWith(group.EvidenceFolder, StringComparison.Ordinal)
                && !own.Exists(p => p.Matches(path))
            ),
        ];
    }
}
