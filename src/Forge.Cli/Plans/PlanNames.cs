using System.CommandLine.Completions;
using Forge.Api;
using Forge.Cli.Servers;

namespace Forge.Cli.Plans;

/// <summary>Names of plans and groups that Tab offers. Empty when no server runs: a Tab must not start one.</summary>
internal static class PlanNames
{
    /// <summary>A plan's groups are asked for with a call each.</summary>
    private const int MostAsked = 8;

    /// <summary>Nobody waits longer for a Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static IEnumerable<CompletionItem> Plans(Surroundings here) =>
        Try(here, async (client, ct) => Slugs(await client.PlansAsync(ct).ConfigureAwait(false)));

    /// <summary><c>login/A</c>: the groups of the plan whose name is typed already, else of all that are open.</summary>
    public static IEnumerable<CompletionItem> Groups(Surroundings here, string typed) =>
        Try(here, (client, ct) => GroupsAsync(client, typed, ct));

    public static IEnumerable<CompletionItem> PlansAndGroups(Surroundings here, string typed) =>
        typed.Contains('/') ? Groups(here, typed) : [.. Plans(here), .. Groups(here, typed)];

    private static async Task<IReadOnlyList<CompletionItem>> GroupsAsync(
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
        return
        [
            .. found
                .SelectMany(plan => plan.Groups.Select(group => new KnownGroup(plan, group).Name))
                .Distinct()
                .Select(name => new CompletionItem(name)),
        ];
    }

    private static IReadOnlyList<CompletionItem> Slugs(IReadOnlyList<PlanSummary> plans) =>
        [.. plans.Select(plan => plan.Plan).Distinct().Select(name => new CompletionItem(name))];

    private static IReadOnlyList<CompletionItem> Try(
        Surroundings here,
        Func<ForgeClient, CancellationToken, Task<IReadOnlyList<CompletionItem>>> read
    )
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            // The shell waits for this process, and the library asks for the names at once.
            return ReadAsync().GetAwaiter().GetResult();
        }
        catch (Exception error)
            when (error
                    is ForgeError
                        or ForgeUnreachable
                        or CommandFailed
                        or OperationCanceledException
                        or IOException
            )
        {
            return [];
        }

        async Task<IReadOnlyList<CompletionItem>> ReadAsync() =>
            await new Connection(here).RunningAsync(limit.Token).ConfigureAwait(false) is { } client
                ? await read(client, limit.Token).ConfigureAwait(false)
                : [];
    }
}
