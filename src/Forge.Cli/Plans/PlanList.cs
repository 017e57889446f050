using System.Net;
using Forge.Api;
using Forge.Cli.Machine;

namespace Forge.Cli.Plans;

/// <summary>The server's plans, by the words of a person. What fits nothing, or several, ends the command with a text.</summary>
internal static class PlanList
{
    public static async Task<PlanSummary> FindAsync(
        ForgeClient client,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        var plans = await client.PlansAsync(ct).ConfigureAwait(false);
        return await TryFindAsync(client, plans, text, here, ct).ConfigureAwait(false)
            ?? throw CommandFailed.NotFound(
                plans.Count == 0
                    ? $"There is no plan '{text}': none is approved yet; {here.Name} approve {text} does it"
                    : $"There is no plan '{text}'; {here.Name} plans shows them, {here.Name} approve {text} makes one of a planned wish"
            );
    }

    /// <summary>The group that <c>PLAN/GROUP</c> means.</summary>
    public static async Task<KnownGroup> GroupAsync(
        ForgeClient client,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        var name =
            GroupName.Of(text)
            ?? throw CommandFailed.Usage(
                $"'{text}' names no group; say it as PLAN/GROUP, for example login/A"
            );
        var plan = await FindAsync(client, name.Plan, here, ct).ConfigureAwait(false);
        var status = await client.PlanAsync(plan.Id.ToString(), ct).ConfigureAwait(false);
        return KnownGroup.In(status, name.Group) is { } group
            ? new KnownGroup(status, group)
            : throw Without(status, name.Group);
    }

    /// <summary>A plan, or one of its groups: <c>PLAN</c> or <c>PLAN/GROUP</c>.</summary>
    public static async Task<(string Plan, KnownGroup? Group)> EitherAsync(
        ForgeClient client,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        var plans = await client.PlansAsync(ct).ConfigureAwait(false);
        // The path of a wish has slashes, too, and may look like a group's name.
        var isGroup = GroupName.Of(text) is { } name && plans.Any(plan => IsName(plan, name.Plan));
        var whole = isGroup
            ? null
            : await TryFindAsync(client, plans, text, here, ct).ConfigureAwait(false);
        if (whole is null && GroupName.Of(text) is not null)
        {
            var group = await GroupAsync(client, text, here, ct).ConfigureAwait(false);
            return (group.PlanId, group);
        }
        whole ??= await FindAsync(client, text, here, ct).ConfigureAwait(false);
        return (whole.Id.ToString(), null);
    }

    /// <summary>
    /// The group, when the word has its form, there is a plan of exactly that name, and it has the group. Branches have
    /// slashes, too: for everything else null.
    /// </summary>
    public static async Task<KnownGroup?> TryGroupAsync(
        ForgeClient client,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        if (GroupName.Of(text) is not { } name)
            return null;
        var plans = (await KnownAsync(client, ct).ConfigureAwait(false))
            .Where(plan => IsName(plan, name.Plan))
            .ToList();
        if (
            await TryFindAsync(client, plans, name.Plan, here, ct).ConfigureAwait(false)
            is not { } found
        )
            return null;
        var status = await client.PlanAsync(found.Id.ToString(), ct).ConfigureAwait(false);
        return KnownGroup.In(status, name.Group) is { } group
            ? new KnownGroup(status, group)
            : null;
    }

    /// <summary>What to tell whoever named a group that a plan of exactly that name does not have; null: no plan is called so.</summary>
    public static async Task<CommandFailed?> WithoutGroupAsync(
        ForgeClient client,
        string text,
        CancellationToken ct
    )
    {
        if (GroupName.Of(text) is not { } name)
            return null;
        var plans = await KnownAsync(client, ct).ConfigureAwait(false);
        if (plans.FirstOrDefault(plan => IsName(plan, name.Plan)) is not { } found)
            return null;
        var status = await client.PlanAsync(found.Id.ToString(), ct).ConfigureAwait(false);
        return Without(status, name.Group);
    }

    /// <summary>Null: none is called so.</summary>
    public static async Task<PlanSummary?> TryFindAsync(
        ForgeClient client,
        IReadOnlyList<PlanSummary> plans,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        var found = PlanFinder.Find(text, plans, null);
        if (found.Count > 1)
            found = PlanFinder.Find(text, plans, await OwnAsync(client, here, ct));
        return found switch
        {
            [] => null,
            [var only] => only,
            _ => throw CommandFailed.Usage(PlanFinder.Ambiguity(text, found)),
        };
    }

    private static bool IsName(PlanSummary plan, string text) =>
        plan.Plan.Equals(text, StringComparison.OrdinalIgnoreCase)
        || plan.Id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>A server without plans, and a token that may not see them, have none: a run is meant then.</summary>
    private static async Task<IReadOnlyList<PlanSummary>> KnownAsync(
        ForgeClient client,
        CancellationToken ct
    )
    {
        try
        {
            return await client.PlansAsync(ct).ConfigureAwait(false);
        }
        catch (ForgeError error)
            when (error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return [];
        }
    }

    private static async Task<Guid?> OwnAsync(
        ForgeClient client,
        Surroundings here,
        CancellationToken ct
    )
    {
        var root = await Repositories.RootAsync(here.Directory, ct).ConfigureAwait(false);
        var projects = await client.ProjectsAsync(ct).ConfigureAwait(false);
        return projects.FirstOrDefault(one => one.GitRepoPath == root)?.Id;
    }

    private static CommandFailed Without(PlanStatus plan, string group) =>
        CommandFailed.NotFound(
            $"The plan {plan.Plan} has no group '{group}'; it has {string.Join(", ", plan.Groups.Take(20).Select(one => one.Id))}{(plan.Groups.Count > 20 ? " …" : "")}"
        );
}
