using System.CommandLine.Completions;
using Forge.Api;
using Forge.Cli.Servers;

namespace Forge.Cli.Plans;

/// <summary>Names of plans and groups that Tab offers.</summary>
internal static class PlanNames
{
    /// <summary>A plan's groups are asked for with a call each.</summary>
    private const int MostAsked = 8;

    public static IEnumerable<CompletionItem> Plans(Surroundings here) =>
        TabAnswer.Of(
            here,
            async (client, ct) =>
                (await client.PlansAsync(ct).ConfigureAwait(false)).Select(plan => plan.Plan)
        );

    /// <summary><c>login/A</c>: the groups of the plan whose name is typed already, else of all that are open.</summary>
    public static IEnumerable<CompletionItem> Groups(Surroundings here, string typed) =>
        TabAnswer.Of(here, (client, ct) => GroupsAsync(client, typed, ct));

    public static IEnumerable<CompletionItem> PlansAndGroups(Surroundings here, string typed) =>
        typed.Contains('/') ? Groups(here, typed) : [.. Plans(here), .. Groups(here, typed)];

    private static async Task<IEnumerable<string>> GroupsAsync(
        ForgeClient client,
        string typed,
        CancellationToken ct
    )
    {
        var plans = await client.PlansAsync(ct).ConfigureAwait(false);
        var slash = typed.IndexOf('/');
        var asked = plans
            .Where(plan => slash > 0 ? plan.Plan == typed[..slash] : !PlanStates.IsOver(plan.State))
            .Take(MostAsked);
        var found = await Task.WhenAll(
                asked.Select(plan => client.PlanAsync(plan.Id.ToString(), ct))
            )
            .ConfigureAwait(false);
        return found.SelectMany(plan =>
            plan.Groups.Select(group => new KnownGroup(plan, group).Name)
        );
    }
}
