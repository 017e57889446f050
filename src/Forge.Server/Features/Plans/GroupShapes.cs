using Forge.Api;
using Forge.Core.Domain.Plans;
using Forge.Core.Running.Plans;
using Forge.Planning.Plans;

namespace Forge.Server.Features.Plans;

/// <summary>The groups of one plan to the wire's records.</summary>
internal sealed class GroupShapes
{
    private readonly PlanLook _look;
    private readonly Dictionary<string, List<string>> _behind = [];

    public GroupShapes(PlanLook look)
    {
        _look = look;
        foreach (var group in look.Record.Body.Groups)
        foreach (var before in group.DependsOn)
            if (_behind.TryGetValue(before, out var list))
                list.Add(group.Id);
            else
                _behind[before] = [group.Id];
    }

    public GroupStatus ToWire(PlanGroup group)
    {
        var view = _look.View(group.Id);
        var facts = _look.Group(group.Id);
        var row = _look.Record.Row(group.Id);
        var attempt = _look.Record.AttemptOf(row);
        var tried = _look.Record.GroupAttempts.LastOrDefault(a => a.AttemptId == row.AttemptId);
        return new GroupStatus
        {
            Id = group.Id,
            Title = group.Title,
            State = StateWords.Of(view.State),
            DependsOn = group.DependsOn,
            Attempt = row.AttemptId,
            AttemptNumber = tried?.Number ?? 0,
            Task = row.TaskId,
            Branch = attempt?.Branch ?? group.Branch,
            Base = attempt?.BaseCommit,
            Head = facts.Attempt?.Head,
            MergeCommit = facts.Merge,
            WaitingFor = view.WaitingFor,
            Cause = view.Cause,
            Wave = group.Wave,
            Kind = group.Kind == GroupKind.FinalValidation ? "final_validation" : "work",
            TaskFile = group.TaskFile,
            Executor = attempt?.Executor,
            Validation = Validation(group.Id, facts),
            TargetScore = group.TargetScore,
            Gate = view.State == GroupState.Merged ? [] : MergeGate.Closed(_look, group.Id),
            Outside = facts.Attempt?.Outside ?? [],
            Violations =
            [
                .. _look
                    .Record.Violations.Where(v => v.GroupId == group.Id && v.ClearedAt is null)
                    .Select(v => v.Text),
            ],
            Stacked = tried?.Stacked ?? false,
            Unblocks = Unblocks(group.Id),
            CostUsd = attempt?.CostUsd,
        };
    }

    /// <summary>How many unmerged groups come behind it, at once or later.</summary>
    public int Unblocks(string id)
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>(_behind.GetValueOrDefault(id) ?? []);
        while (open.TryDequeue(out var next))
            if (seen.Add(next))
                foreach (var behind in _behind.GetValueOrDefault(next) ?? [])
                    open.Enqueue(behind);
        return seen.Count(g => _look.View(g).State != GroupState.Merged);
    }

    // After a merge the branch stands at the merge; what proved it is what was merged.
    private List<ValidationStatus> Validation(string group, GroupFacts facts)
    {
        var runs = _look.Record.Validations.Where(v => v.GroupId == group).ToList();
        var head =
            runs.Exists(v => v.Head == facts.Attempt?.Head) ? facts.Attempt?.Head
            : facts.Merge is null ? null
            : runs.LastOrDefault()?.Head;
        return
        [
            .. runs.Where(v => v.Head == head).OrderBy(v => v.Position).Select(v => v.ToWire()),
        ];
    }
}
