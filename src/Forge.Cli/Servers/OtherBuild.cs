using System.Net;
using Forge.Api;
using Forge.Cli.Planning;
using Forge.Planning.Folders;

namespace Forge.Cli.Servers;

/// <summary>A server that is older or newer than this command: what it does not know, and what it takes for out of date.</summary>
internal static class OtherBuild
{
    public static string Text(ForgeError error, Surroundings here) =>
        $"{error.Message}: it is another build of Forge than this command, or none. {Remedy(here)}";

    /// <summary>The server wants the wish to be planned again.</summary>
    public static bool MayPlanOtherwise(ForgeError error) =>
        error.Status == HttpStatusCode.Conflict
        && error.Message.StartsWith(PlanFolder.OutOfDate, StringComparison.Ordinal);

    /// <summary>
    /// Its own words; but where this command would change nothing by planning again, the two plan differently, and whoever did as
    /// they are told would be told the same for ever.
    /// </summary>
    public static async Task<Exception> ExplainAsync(
        ForgeError error,
        Surroundings here,
        string wish,
        CancellationToken ct
    )
    {
        var world = await PlanWorld.LookAsync(here, wish, null, mayWrite: false, ct);
        return PlanFolder.PlanAgain(world.Wish, world.Facts).IsCurrent
            ? new CommandFailed(
                ExitCodes.Conflict,
                $"The server takes the plan of {world.Label} for out of date, and this command would change nothing in it: the server is another build of Forge. {Remedy(here)}"
            )
            : error;
    }

    private static string Remedy(Surroundings here) =>
        here.Variable("FORGE_URL") is null
            ? $"{here.Name} stop-server ends it, and the next command starts its own (agents run on)"
            : "Use a forge of the server's version";
}
