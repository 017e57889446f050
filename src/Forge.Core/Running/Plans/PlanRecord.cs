using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Store;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>All rows of one plan as they stood at one moment.</summary>
internal sealed record PlanRecord(Plan Plan, Project Project)
{
    public required ForgePlan Body { get; init; }
    public required PlanSettings Settings { get; init; }
    public required IReadOnlyList<PlanGroupRow> Rows { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<GroupAttempt> GroupAttempts { get; init; }
    public required IReadOnlyDictionary<Guid, Attempt> Attempts { get; init; }

    /// <summary>Of each attempt, oldest first, without dropped ones.</summary>
    public required IReadOnlyDictionary<
        Guid,
        IReadOnlyList<ExecutionProcess>
    > Processes { get; init; }

    /// <summary>Done, of each attempt, oldest first.</summary>
    public required IReadOnlyDictionary<Guid, IReadOnlyList<Merge>> Merges { get; init; }
    public required IReadOnlyList<Revert> Reverts { get; init; }
    public required IReadOnlyList<Validation> Validations { get; init; }
    public required IReadOnlyList<Violation> Violations { get; init; }

    public PlanGroup Group(string id) => Body.Groups.First(g => g.Id == id);

    public PlanGroupRow Row(string id) => Rows.First(r => r.GroupId == id);

    public Attempt? AttemptOf(PlanGroupRow row) =>
        row.AttemptId is { } id ? Attempts.GetValueOrDefault(id) : null;

    /// <summary>An attempt that counts no more has something that still runs.</summary>
    public bool FormerLives(PlanGroupRow row) =>
        GroupAttempts.Any(a =>
            a.GroupId == row.GroupId
            && a.AttemptId != row.AttemptId
            && Processes[a.AttemptId]
                .Any(p => p.Status == ProcessStatus.Running && p.RunReason != RunReason.DevServer)
        );

    /// <summary>The merges of a group that were not undone, oldest first.</summary>
    public IEnumerable<Merge> MergesOf(string group) =>
        GroupAttempts
            .Where(a => a.GroupId == group)
            .SelectMany(a => Merges.GetValueOrDefault(a.AttemptId) ?? [])
            .Where(m =>
                !Reverts.Any(r => r.State == MergeState.Done && r.MergeCommit == m.MergeCommit)
            )
            .OrderBy(m => m.CreatedAt);

    /// <summary>Merges of it that a person undid.</summary>
    public IEnumerable<string> RevertedOf(string group) =>
        Reverts
            .Where(r => r.GroupId == group && r.State == MergeState.Done)
            .Select(r => r.MergeCommit);

    /// <summary>Null when there is no such plan.</summary>
    public static PlanRecord? Read(Database database, Guid id) =>
        database.Read(db =>
        {
            if (PlanRows.Find(db, id) is not { } plan)
                return null;
            var tries = PlanGroupRows.Attempts(db, id);
            var attempts = tries
                .Select(t => AttemptRows.Find(db, t.AttemptId))
                .OfType<Attempt>()
                .ToDictionary(a => a.Id);
            return new PlanRecord(plan, ProjectRows.Find(db, plan.ProjectId)!)
            {
                Body = PlanBodies.Read(plan),
                Settings = PlanBodies.Settings(plan),
                Rows = PlanGroupRows.Of(db, id),
                GroupAttempts = tries,
                Attempts = attempts,
                Processes = attempts.Keys.ToDictionary(
                    a => a,
                    a => ProcessRows.OfAttempt(db, a, dropped: false)
                ),
                Merges = attempts.Keys.ToDictionary(a => a, a => MergeRows.DoneOf(db, a)),
                Reverts = PlanRecordRows.Reverts(db, id),
                Validations = ValidationRows.Of(db, id),
                Violations = PlanRecordRows.Violations(db, id),
            };
        });
}
