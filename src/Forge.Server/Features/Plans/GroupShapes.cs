using Forge.Api;
using Forge.Core.Domain.Plans;
using Forge.Core.Running.Plans;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;

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

    /// <param name="review">Null where there is no work to judge yet.</param>
    public GroupStatus ToWire(PlanGroup group, Review? review)
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
            Validation = Validation(group.Id),
            Score = review?.Score ?? 0,
            Verdict = review is null ? null : StateWords.Of(review.Verdict),
            TargetScore = group.TargetScore,
            Gate = view.State == GroupState.Merged ? [] : MergeGate.Closed(_look, group.Id),
            Outside =
                view.State == GroupState.Merged
                    ? _look.MergedOutside.GetValueOrDefault(group.Id, [])
                    : facts.Attempt?.Outside ?? [],
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

    // Of a rehearsal the commit is another: what it says is told where it was asked for.
    private List<ValidationStatus> Validation(string group)
    {
        var head = ProvedWork.Head(_look, group);
        return
        [
            .. _look
                .Record.Validations.Where(v => v.GroupId == group && v.Head == head)
                .OrderBy(v => v.Position)
                .Select(v => v.ToWire()),
        ];
    }
}
