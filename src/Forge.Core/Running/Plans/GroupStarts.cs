using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Tasks;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Store;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>Starts attempts at groups, each on a base that was proved to have all that the group builds on.</summary>
internal sealed class GroupStarts(RunningParts parts, AttemptStart starts)
{
    /// <exception cref="RuleBroken">The base does not hold, the agent is not there, or somebody was quicker; nothing was written.</exception>
    public async Task StartAsync(PlanLook look, PlanStep.Start step, CancellationToken ct)
    {
        var group = look.Record.Group(step.Group);
        var row = look.Record.Row(step.Group);
        var based = step.StackedOn is null ? look.Target : look.Group(step.StackedOn).Attempt?.Head;
        var proof = await ProveAsync(look, step, based, ct).ConfigureAwait(false);
        var known = row.TaskId is { } task
            ? parts.Database.Read(db => TaskRows.Find(db, task))
            : null;
        var order = new AttemptOrder(
            look.Record.Project,
            known ?? NewTask(look, group),
            known is null,
            Agent(look.Record.Settings, group)
        )
        {
            BaseBranch = look.Plan.Branch,
            Base = proof,
            Branch = group.Branch,
            With = (w, attempt) => Write(w, look, row, attempt, step.StackedOn is not null),
        };
        await starts.StartAsync(order, ct).ConfigureAwait(false);
    }

    private static async Task<BaseProof> ProveAsync(
        PlanLook look,
        PlanStep.Start step,
        string? based,
        CancellationToken ct
    )
    {
        if (based is null)
            throw RuleBroken.Conflict($"The branch {look.Plan.Branch} is gone");
        var names = look.Record.Group(step.Group).DependsOn;
        var predecessors = step
            .Contains.Select(
                (commit, i) => new Predecessor(i < names.Count ? names[i] : "", commit)
            )
            .Append(new Predecessor("the plan", look.Plan.PlanCommit))
            .ToList();
        var proof = await Ancestors
            .ProveAsync(look.Repo, based, predecessors, ct)
            .ConfigureAwait(false);
        return proof.Holds
            ? new BaseProof(proof.BaseCommit!, predecessors)
            : throw RuleBroken.Conflict(
                $"{step.Group} cannot start: {based[..10]} does not have the merge of "
                    + string.Join(
                        ", ",
                        proof
                            .Predecessors.Where(p => p.Standing != AncestorStanding.Contained)
                            .Select(p => p.Of.Name)
                    )
            );
    }

    private WorkTask NewTask(PlanLook look, PlanGroup group) =>
        new()
        {
            Id = Guid.NewGuid(),
            ProjectId = look.Plan.ProjectId,
            Title = group.TaskTitle,
            Description = group.Prompt,
            Status = WorkTaskStatus.Todo,
            CreatedAt = parts.Database.Now,
            UpdatedAt = parts.Database.Now,
        };

    /// <summary>What the person who started the plan said, then what the group's persona says, then the settings.</summary>
    public static AgentChoice Agent(PlanSettings settings, PlanGroup group)
    {
        if (settings.Executor is { } asked)
            return new AgentChoice(asked, settings.Variant, settings.Model, settings.Command);
        if (group.Profile.Executor is { } own)
            return new AgentChoice(
                own.Replace('-', '_').ToUpperInvariant(),
                settings.Variant ?? group.Profile.Variant,
                settings.Model ?? group.Profile.Model,
                settings.Command
            );
        return new AgentChoice(
            settings.DefaultExecutor,
            settings.Variant ?? settings.DefaultVariant,
            settings.Model ?? group.Profile.Model,
            settings.Command
        );
    }

    // The rows are looked at once more: a person may have been quicker, or another step of the same plan.
    private static void Write(
        Writing w,
        PlanLook look,
        PlanGroupRow seen,
        Attempt attempt,
        bool stacked
    )
    {
        var (plan, row) = (
            PlanRows.Find(w.Db, look.Plan.Id),
            PlanGroupRows.Find(w.Db, seen.PlanId, seen.GroupId)
        );
        if (
            plan is not { Paused: false, CancelledAt: null, StartedAt: not null }
            || row is null
            || row.Cancelled
            || row.AttemptId != seen.AttemptId
        )
            throw RuleBroken.Conflict($"{seen.GroupId} is not to be started any more");
        var number =
            PlanGroupRows.Attempts(w.Db, seen.PlanId).Count(a => a.GroupId == seen.GroupId) + 1;
        PlanGroupRows.Change(
            w,
            seen.PlanId,
            seen.GroupId,
            r =>
                r with
                {
                    TaskId = attempt.TaskId,
                    AttemptId = attempt.Id,
                    StartFailure = null,
                    ReviewedCommit = null,
                }
        );
        PlanGroupRows.Insert(
            w,
            new GroupAttempt
            {
                PlanId = seen.PlanId,
                GroupId = seen.GroupId,
                AttemptId = attempt.Id,
                Number = number,
                Stacked = stacked,
                CreatedAt = w.Now,
            }
        );
        PlanRecordRows.Log(
            w,
            seen.PlanId,
            seen.GroupId,
            "forge",
            "begin",
            $"attempt {number} on {attempt.Branch} from {attempt.BaseCommit![..10]}, {attempt.Executor}"
        );
    }
}
