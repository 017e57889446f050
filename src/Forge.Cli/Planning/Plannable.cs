using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>What can be asked for at all; everything else is a wrong command line.</summary>
internal static class Plannable
{
    public static void Insist(string document, PlanWorld world)
    {
        if (
            world.Wish.Kind
            is DocumentKind.Wish
                or DocumentKind.Plan
                or DocumentKind.ParallelPlan
                or DocumentKind.TaskList
        )
        {
            if (
                world.Wish.Kind == DocumentKind.Plan
                && world.Facts.WishText.Contains("\n<!-- forge end ", StringComparison.Ordinal)
            )
                throw CommandFailed.Usage(
                    $"{document} is a plan that forge plan wrote; name its wish, and the plan is brought up to date"
                );
            return;
        }
        var why = world.Wish.Diagnostics.FirstOrDefault(d => d.Code == "not-a-wish")?.Text;
        throw new CommandFailed(
            ExitCodes.Failed,
            $"{document} cannot be planned: {why ?? "it is no wish"}"
        );
    }

    /// <summary>The groups' ids as the document writes them.</summary>
    public static IReadOnlyList<string> Groups(Wish wish, IReadOnlyList<string> named)
    {
        var found = new List<string>();
        foreach (var name in named)
            found.Add(
                wish.Groups.FirstOrDefault(g => Is(g, name))?.Id
                    ?? throw CommandFailed.NotFound(
                        wish.Groups.Count == 0
                            ? $"there is no group {name}: the document has none"
                            : $"there is no group {name}; there are {string.Join(", ", wish.Groups.Select(g => g.Id))}"
                    )
            );
        return found;
    }

    private static bool Is(WishGroup group, string name) =>
        string.Equals(group.Id, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(group.Slug, name, StringComparison.OrdinalIgnoreCase);
}
