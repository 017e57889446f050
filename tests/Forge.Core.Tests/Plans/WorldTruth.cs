namespace Forge.Core.Tests.Plans;

/// <summary>What is merged, said a second time and in the plainest way, to hold the rules against.</summary>
internal static class WorldTruth
{
    public static bool IsMerged(World world, WorldGroup group) => IsMerged(world, group, []);

    /// <summary>The newest merge of each predecessor; null while one is not merged.</summary>
    public static List<string>? MergesBefore(
        World world,
        WorldGroup group,
        WorldGroup? except = null
    )
    {
        Dictionary<string, bool> known = [];
        var before = world
            .Before(group)
            .Where(b => b != except && !(group.IsFinal && IsGivenUp(world, b)))
            .ToList();
        return before.TrueForAll(b => IsMerged(world, b, known))
            ? before.ConvertAll(b => world.MergesOf(b)[^1])
            : null;
    }

    public static bool StandsAtMerge(World world, WorldGroup group) =>
        world.MergesOf(group) is [.., var last]
        && (
            group.Current is not { } attempt
            || attempt is { IsAlive: false, Failure: null }
                && (attempt.Head is null || attempt.Head == last)
        );

    public static bool IsGivenUp(World world, WorldGroup group) =>
        group.Cancelled && !StandsAtMerge(world, group);

    private static bool IsMerged(World world, WorldGroup group, Dictionary<string, bool> known)
    {
        if (known.TryGetValue(group.Id, out var merged))
            return merged;
        return known[group.Id] =
            StandsAtMerge(world, group)
            && world
                .Before(group)
                .All(b => IsMerged(world, b, known) || group.IsFinal && IsGivenUp(world, b));
    }
}
