using Forge.Api;
using Forge.Cli.Machine;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Plans;

/// <summary>Where there is no wish of a name to approve: whether the server has a plan of it, and what to type.</summary>
internal static class MissingWish
{
    /// <summary>The wish where it is there; else the command ends with all that was tried.</summary>
    public static async Task<WishInCheckout> OrElseAsync(
        Surroundings here,
        string name,
        CancellationToken ct
    )
    {
        try
        {
            return await WishInCheckout.OfAsync(here, name, ct);
        }
        catch (CommandFailed missing) when (missing.ExitCode == ExitCodes.NotFound)
        {
            throw CommandFailed.NotFound(
                $"{missing.Message}\n{await OnServerAsync(here, name, ct)}"
            );
        }
    }

    /// <summary>No server is started for it.</summary>
    private static async Task<string> OnServerAsync(
        Surroundings here,
        string name,
        CancellationToken ct
    )
    {
        var next =
            $"Write a wish: {here.Name} wish new \"…\"; plan it: {here.Name} plan NAME; then: {here.Name} approve NAME";
        try
        {
            if (await new Connection(here).RunningAsync(ct) is not { } client)
                return $"No server runs that could have a plan of that name. {next}";
            var found = PlanFinder.Find(name, await client.PlansAsync(ct), null);
            if (found is not [var plan, ..])
                return $"The server has no plan of that name either. {next}";
            var status = await client.PlanAsync(plan.Id.ToString(), ct);
            var projects = await client.ProjectsAsync(ct);
            var place = projects.FirstOrDefault(one => one.Id == plan.ProjectId)?.GitRepoPath;
            if (place is not null && place == await Repositories.RootAsync(here.Directory, ct))
                return $"The server has the plan {plan.Plan} here; if that is meant: {here.Name} approve {plan.Plan}";
            return $"The server has the plan {plan.Plan}, which was made of {status.Wish} in {place ?? plan.Project}: go there, and type: {here.NameElsewhere} approve {status.Wish}";
        }
        catch (Exception error) when (error is ForgeError or ForgeUnreachable)
        {
            return $"The server could not be asked for its plans. {next}";
        }
    }
}
