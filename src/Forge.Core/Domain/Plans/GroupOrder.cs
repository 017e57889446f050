namespace Forge.Core.Domain.Plans;

/// <summary>Groups so that each comes after all that it depends on.</summary>
internal static class GroupOrder
{
    /// <summary>Positions in the list.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<GroupFacts> groups) =>
        new GroupGraph(groups).Order;
}
