using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>Where people's requests meet a plan: each is done in the plan's loop, on facts that are looked at then.</summary>
internal sealed class PlanDesk(RunningParts parts, PlanRuns runs, PlanWork work)
{
    /// <summary>A plan by its id or slug.</summary>
    /// <exception cref="RuleBroken">There is none, or more than one of that name.</exception>
    public Plan Require(string name)
    {
        if (Guid.TryParse(name, out var id))
            return parts.Database.Read(db => PlanRows.Find(db, id))
                ?? throw RuleBroken.NotFound($"There is no plan {id}");
        var named = parts.Database.Read(db => PlanRows.Named(db, name));
        return named.Count switch
        {
            1 => named[0],
            0 => throw RuleBroken.NotFound(
                $"There is no approved plan {name}. `forge plans` lists them; `forge approve {name}` approves one"
            ),
            _ => throw RuleBroken.Conflict(
                $"{named.Count} projects have a plan {name}: name it by its id ({string.Join(", ", named.Select(p => p.Id))})"
            ),
        };
    }

    public async Task<PlanLook> LookAsync(Guid plan, CancellationToken ct) =>
        await work.LookAsync(plan, ct).ConfigureAwait(false)
        ?? throw RuleBroken.NotFound($"There is no plan {plan} any more");

    /// <summary>Does something with a plan as it is at that moment.</summary>
    public Task<T> DoAsync<T>(
        Plan plan,
        Func<PlanLook, CancellationToken, Task<T>> act,
        CancellationToken ct
    ) =>
        runs.For(plan.Id)
            .AskAsync(
                async stopping =>
                    await act(await LookAsync(plan.Id, stopping).ConfigureAwait(false), stopping)
                        .ConfigureAwait(false),
                ct
            );

    /// <summary>The same with one of its groups.</summary>
    public Task<T> DoAsync<T>(
        Plan plan,
        string group,
        Func<PlanLook, string, CancellationToken, Task<T>> act,
        CancellationToken ct
    ) => DoAsync(plan, (look, stopping) => act(look, GroupOf(look, group), stopping), ct);

    /// <summary>A group's id, however it was written.</summary>
    /// <exception cref="RuleBroken">There is no such group.</exception>
    public static string GroupOf(PlanLook look, string name)
    {
        var groups = look.Record.Body.Groups;
        var found =
            groups.FirstOrDefault(g => g.Id == name)
            ?? groups.FirstOrDefault(g => g.Id.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? groups.FirstOrDefault(g => g.Slug.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found?.Id
            ?? throw RuleBroken.NotFound(
                $"The plan {look.Plan.Slug} has no group {name}; it has {string.Join(", ", groups.Select(g => g.Id))}"
            );
    }

    public Task WriteAsync(Action<Writing> write, CancellationToken ct) =>
        parts.Database.WriteAsync(write, ct);
}
