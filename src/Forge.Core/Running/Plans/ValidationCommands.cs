using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Core.Running.Plans;

/// <summary>Which commands prove a group, and which the whole.</summary>
internal static class ValidationCommands
{
    public static IReadOnlyList<ValidationCommand> Of(PlanGroup group) =>
        [.. group.Validation.Where(c => c.Runnable)];

    /// <summary>A group that proves the whole has them already.</summary>
    public static IReadOnlyList<ValidationCommand> OfWhole(ForgePlan plan) =>
        [.. plan.Validation.Where(c => c.Runnable)];
}
