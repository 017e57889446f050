using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Processes;
using Forge.Core.Git;
using Forge.Planning.Ownership;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>One group's rows, and what they say together.</summary>
internal sealed record GroupLook(
    PlanRecord Record,
    PlanGroup Group,
    PlanGroupRow Row,
    GitRepository Repo,
    ValidationsUnderWay Validating
)
{
    public Attempt? Attempt => Record.AttemptOf(Row);

    public GroupAttempt Try => Record.GroupAttempts.First(t => t.AttemptId == Row.AttemptId);

    private IReadOnlyList<ExecutionProcess> Processes =>
        Attempt is { } attempt ? Record.Processes[attempt.Id] : [];

    /// <summary>Where the last turn left it; of a branch that somebody deleted.</summary>
    public string? LastHead =>
        Processes.Select(p => p.AfterHeadCommit).LastOrDefault(c => c is not null);

    /// <summary>The newest head that is known of another group's attempt.</summary>
    public string? HeadOf(string group) =>
        Record.Rows.FirstOrDefault(r => r.GroupId == group)?.AttemptId is { } id
            ? Record
                .Processes.GetValueOrDefault(id)
                ?.Select(p => p.AfterHeadCommit)
                .LastOrDefault(c => c is not null)
            : null;

    public (GroupAttemptPhase Phase, GroupFailure? Failure) Phase() =>
        GroupPhases.Of(Attempt!, Try, Processes, Record.Settings.Failures);

    /// <summary>What the group's commands say of a commit.</summary>
    public ValidationFact Validation(string head)
    {
        var commands = ValidationCommands.Of(Group);
        if (commands.Count == 0)
            return ValidationFact.None;
        var runs = Record
            .Validations.Where(v =>
                v.GroupId == Group.Id
                && v.Head == head
                && v.EndedAt is not null
                && v.Ground is ValidationGround.Worktree or ValidationGround.Clean
            )
            .ToList();
        if (runs.Exists(v => !v.Passed))
            return ValidationFact.Failed;
        if (
            Enumerable
                .Range(0, commands.Count)
                .All(i => runs.Exists(v => v.Position == i && v.Command == commands[i].Command))
        )
            return ValidationFact.Passed;
        return Validating.Has(Group.Id) ? ValidationFact.Running : ValidationFact.NotRun;
    }

    /// <summary>Changed paths that the group did not declare; none where it declared nothing.</summary>
    public IReadOnlyList<string> Outside(IReadOnlyList<string> changed) =>
        OwnFiles.Outside(Record.Body, Group, PlanBodies.Widened(Row), changed);
}
