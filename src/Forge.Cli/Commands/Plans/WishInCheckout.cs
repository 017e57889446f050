using Forge.Cli.Commands.Wishes;
using Forge.Cli.Machine;

namespace Forge.Cli.Commands.Plans;

/// <summary>A wish as the server finds it: in the checkout of its project.</summary>
/// <param name="Path">Relative to the repository's root.</param>
/// <param name="Around">The world as seen by somebody who stands beside the wish.</param>
internal sealed record WishInCheckout(string Path, Surroundings Around)
{
    public static async Task<WishInCheckout> OfAsync(
        Surroundings here,
        string name,
        CancellationToken ct
    )
    {
        var file = WishFiles.Find(here, name);
        var folder = System.IO.Path.GetDirectoryName(file)!;
        var root = await Repositories.RequireAsync(folder, ct);
        var checkout = await Repositories.CheckoutAsync(folder, ct);
        if (checkout != root)
            throw CommandFailed.Usage(
                $"{name} stands in another worktree ({checkout}); a plan is approved as it stands in {root}: go there"
            );
        var prefix = await Repositories.PrefixAsync(folder, ct) ?? "";
        return new WishInCheckout(
            prefix + System.IO.Path.GetFileName(file),
            here with
            {
                Directory = folder,
            }
        );
    }
}
