using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;
using Forge.Planning.Scoring;
using AwardRow = Forge.Core.Domain.Plans.Award;

namespace Forge.Core.Running.Plans;

/// <param name="Checkpoint">Its key, or its text.</param>
internal sealed record AwardOrder(string Checkpoint, int Points, string Reason, string By);

/// <summary>A person gives points for what no command and no fact proves, and says why.</summary>
internal sealed class PlanAwards(PlanDesk desk, RunningParts parts)
{
    /// <param name="group">Null: to the whole.</param>
    /// <exception cref="RuleBroken">There is no such checkpoint, or it has not so many points.</exception>
    public Task AwardAsync(Plan plan, string? group, AwardOrder order, CancellationToken ct)
    {
        if (order.Points < 1)
            throw RuleBroken.Invalid("points: at least 1");
        if (string.IsNullOrWhiteSpace(order.Reason))
            throw RuleBroken.Invalid("reason: say why; an award without a reason counts nothing");
        return desk.DoAsync(
            plan,
            async (look, stop) =>
            {
                var id = group is null ? null : PlanDesk.GroupOf(look, group);
                var (key, most) = Find(look, id, order.Checkpoint);
                var given = parts
                    .Database.Read(db => PlanRecordRows.Awards(db, plan.Id))
                    .Where(a => a.GroupId == id && a.Checkpoint == key)
                    .Sum(a => a.Points);
                if (given + order.Points > most)
                    throw RuleBroken.Invalid(
                        $"points: {key} has {most}"
                            + (id is null ? "" : $" for {id}")
                            + (given == 0 ? "" : $", of which {given} were awarded before")
                    );
                await desk.WriteAsync(w => Write(w, look.Plan.Id, id, order, key), stop)
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );
    }

    private static void Write(Writing w, Guid plan, string? group, AwardOrder order, string key)
    {
        PlanRecordRows.Insert(
            w,
            new AwardRow
            {
                PlanId = plan,
                GroupId = group,
                Checkpoint = key,
                Points = order.Points,
                Reason = order.Reason.Trim(),
                By = order.By,
                At = w.Now,
            }
        );
        PlanRecordRows.Log(
            w,
            plan,
            group,
            order.By,
            "award",
            $"{order.Points} for {key}: {order.Reason.Trim()}"
        );
    }

    private static (string Key, int Most) Find(PlanLook look, string? group, string name)
    {
        var all = CheckpointKeys
            .Of(look.Record.Body)
            .Select(k =>
                (
                    k.Key,
                    k.Checkpoint.Text,
                    Most: group is null
                        ? k.Checkpoint.Points
                        : k.Checkpoint.Groups.FirstOrDefault(g => g.Group == group)?.Points ?? 0
                )
            )
            .Where(k => k.Most > 0)
            .ToList();
        foreach (var (key, text, most) in all)
            if (Is(key, name) || Is(text, name))
                return (key, most);
        var there =
            all.Count == 0
                ? "there is none"
                : $"there are {string.Join(", ", all.Select(k => $"{k.Key} ({k.Most})"))}";
        throw RuleBroken.NotFound(
            $"{look.Plan.Slug}{(group is null ? "" : "/" + group)} has no checkpoint {name}; {there}"
        );
    }

    private static bool Is(string one, string other) =>
        one.Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);
}
