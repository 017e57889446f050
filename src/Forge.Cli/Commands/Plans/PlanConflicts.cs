using Forge.Api;

namespace Forge.Cli.Commands.Plans;

/// <summary>What a person reads when a plan's work does not fit what is there.</summary>
internal static class PlanConflicts
{
    public static string Text(string outcome, ForgeError error, GitConflict conflict) =>
        string.Join(
            '\n',
            (conflict.Files ?? [])
                .Select(file => $"  {file}")
                .Prepend($"{outcome}: {error.Message}")
        );
}
