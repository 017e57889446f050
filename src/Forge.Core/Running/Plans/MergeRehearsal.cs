using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Before a merge: what was proved by itself is tried once more together with what was merged since it was begun. Where nothing
/// was, the tree is the one that was proved, and there is nothing to try.
/// </summary>
internal sealed class MergeRehearsal(PlanDesk desk, GroupValidations validations)
{
    /// <returns>The tip of the target that this holds for.</returns>
    /// <exception cref="RuleBroken">The group's commands do not pass on what the merge would make.</exception>
    public async Task<string?> InsistAsync(Plan plan, string group, CancellationToken ct)
    {
        var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
        var id = PlanDesk.GroupOf(look, group);
        // What the gate says, and conflicts, are told by the merge itself.
        if (
            look.Target is not { } target
            || look.Group(id).Attempt?.Head is not { } head
            || MergeGate.Closed(look, id).Count > 0
        )
            return look.Target;
        var commands = ValidationCommands.Of(look.Record.Group(id));
        if (commands.Count == 0)
            return target;
        var result = await Rehearsal
            .RunAsync(look.Repo, target, [new RehearsalHead(id, head)], ct)
            .ConfigureAwait(false);
        if (
            result.Steps is not [Rehearsed.Clean clean]
            || await TreeAsync(look, head, ct).ConfigureAwait(false) == clean.Tree
        )
            return target;
        var set = new ValidationSet(
            plan.Id,
            id,
            look.Record.AttemptOf(look.Record.Row(id)),
            clean.Commit,
            commands
        );
        var runs = Known(look, set);
        if (runs.Count < commands.Count)
            runs = await validations
                .RunAsync(look, set, ValidationGround.Rehearsal)
                .ConfigureAwait(false);
        var failed = runs.Where(r => !r.Passed).ToList();
        if (failed.Count == 0)
            return target;
        await desk.WriteAsync(
                w =>
                    PlanRecordRows.Log(
                        w,
                        plan.Id,
                        id,
                        "forge",
                        "rehearse",
                        $"{head[..10]} onto {target[..10]}: does not hold"
                    ),
                ct
            )
            .ConfigureAwait(false);
        throw RuleBroken.Conflict(
            $"{plan.Slug}/{id} passes by itself, and not together with what was merged since: "
                + string.Join("; ", failed.Select(r => $"{r.Command}: {r.Note}"))
                + $". Bring it up to date (forge rebase {plan.Slug}/{id}), tell its agent (forge resume {plan.Slug}/{id} '…'), or merge with --despite"
        );
    }

    private static IReadOnlyList<Validation> Known(PlanLook look, ValidationSet set) =>
        [
            .. look.Record.Validations.Where(v =>
                v.GroupId == set.Group
                && v.Head == set.Head
                && v is { Ground: ValidationGround.Rehearsal, EndedAt: not null }
            ),
        ];

    private static Task<string> TreeAsync(PlanLook look, string commit, CancellationToken ct) =>
        look.Repo.Git("rev-parse", commit + "^{tree}").TextAsync(ct);
}
