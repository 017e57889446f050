using System.Globalization;
using System.Text;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git.Plans;

namespace Forge.Core.Running.Plans;

/// <param name="IsClean">The group by itself can be merged, and its commands pass on what that makes.</param>
internal sealed record RehearsalText(string Text, bool IsClean);

/// <summary>
/// What merging would make: the group by itself, and all that a person could merge now, one on top of the other. The commands run
/// on what would be there; neither a branch nor a checkout moves.
/// </summary>
internal sealed class PlanRehearsal(PlanDesk desk, PlanRadars radars, GroupValidations validations)
{
    public async Task<RehearsalText> RunAsync(
        Plan plan,
        string group,
        string by,
        CancellationToken ct
    )
    {
        var look = await desk.LookAsync(plan.Id, ct).ConfigureAwait(false);
        var id = PlanDesk.GroupOf(look, group);
        if (look.View(id).State == GroupState.Merged)
            throw RuleBroken.Conflict($"{id} is merged already");
        if (look.Group(id).Attempt?.Head is not { } head)
            throw RuleBroken.Conflict($"{id} has no commit that could be merged yet");
        var target =
            look.Target
            ?? throw RuleBroken.Conflict(
                $"The branch {plan.Branch} is gone: nothing can be merged"
            );
        var ran = new Dictionary<string, IReadOnlyList<Validation>>();
        var text = new StringBuilder(
            $"# Rehearsal: {plan.Slug}/{id}\n\n**Onto:** `{plan.Branch}` at {target[..10]}\n**Head:** {head[..10]}\n"
        );
        var alone = await Rehearsal
            .RunAsync(look.Repo, target, [new RehearsalHead(id, head)], ct)
            .ConfigureAwait(false);
        text.Append($"\n## {id} alone\n");
        var isClean = await TellAsync(text, look, alone, ran).ConfigureAwait(false);
        var ready = Ready(look, id);
        if (ready.Count > 1)
        {
            text.Append(
                $"\n## All that are ready, in order: {string.Join(", ", ready.Select(r => r.Name))}\n"
            );
            var all = await Rehearsal.RunAsync(look.Repo, target, ready, ct).ConfigureAwait(false);
            await TellAsync(text, look, all, ran).ConfigureAwait(false);
        }
        await desk.WriteAsync(
                w =>
                    Store.PlanRecordRows.Log(
                        w,
                        plan.Id,
                        id,
                        by,
                        "rehearse",
                        $"{head[..10]} onto {target[..10]}: {(isClean ? "holds" : "does not hold")}"
                    ),
                ct
            )
            .ConfigureAwait(false);
        return new RehearsalText(text.ToString(), isClean);
    }

    // In the radar's order, then in the plan's. The one that is asked for is among them in any case.
    private List<RehearsalHead> Ready(PlanLook look, string asked)
    {
        var order = radars.Of(look.Plan.Id).Order;
        return
        [
            .. from view in look.Views
            where
                view.Id == asked
                || view.State is GroupState.AwaitingReview or GroupState.AwaitingMerge
            let head = look.Group(view.Id).Attempt?.Head
            where head is not null
            let place = order.ToList().IndexOf(view.Id)
            orderby place < 0 ? int.MaxValue : place
            select new RehearsalHead(view.Id, head),
        ];
    }

    /// <returns>Whether all of it holds.</returns>
    private async Task<bool> TellAsync(
        StringBuilder text,
        PlanLook look,
        RehearsalResult result,
        Dictionary<string, IReadOnlyList<Validation>> ran
    )
    {
        var holds = result.IsClean;
        foreach (var step in result.Steps)
            switch (step)
            {
                case Rehearsed.Conflict conflict:
                    text.Append(
                        $"- {step.Name}: conflict in {string.Join(", ", conflict.Files.Select(f => $"`{f}`"))}\n"
                    );
                    break;
                case Rehearsed.Impossible impossible:
                    text.Append($"- {step.Name}: cannot be merged: {impossible.Reason}\n");
                    break;
                case Rehearsed.Clean clean:
                    text.Append($"- {step.Name}: clean, as {clean.Commit[..10]}\n");
                    holds &= Tell(text, await RunsAsync(look, clean, ran).ConfigureAwait(false));
                    break;
            }
        return holds;
    }

    private async Task<IReadOnlyList<Validation>> RunsAsync(
        PlanLook look,
        Rehearsed.Clean clean,
        Dictionary<string, IReadOnlyList<Validation>> ran
    )
    {
        // The first of all is the same commit as the one alone.
        if (ran.TryGetValue(clean.Commit, out var known))
            return known;
        var commands = ValidationCommands.Of(look.Record.Group(clean.Name));
        var set = new ValidationSet(
            look.Plan.Id,
            clean.Name,
            look.Record.AttemptOf(look.Record.Row(clean.Name)),
            clean.Commit,
            commands
        );
        return ran[clean.Commit] =
            commands.Count == 0
                ? []
                : await validations
                    .RunAsync(look, set, ValidationGround.Rehearsal)
                    .ConfigureAwait(false);
    }

    private static bool Tell(StringBuilder text, IReadOnlyList<Validation> runs)
    {
        if (runs.Count == 0)
            text.Append("  - no command to run on it\n");
        foreach (var run in runs)
        {
            var seconds = ((run.EndedAt ?? run.StartedAt) - run.StartedAt).TotalSeconds;
            var ending =
                run.TimedOut ? "timed out"
                : run.ExitCode is { } code ? $"exit {code}"
                : "killed";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {(run.Passed ? "passes" : "**fails**")}: `{run.Command}`: {ending}, {seconds:0.0} s{(run.Passed || run.Note is null ? "" : $" ({run.Note})")}\n"
            );
        }
        return runs.All(r => r.Passed);
    }
}
