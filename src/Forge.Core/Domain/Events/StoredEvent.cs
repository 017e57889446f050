namespace Forge.Core.Domain.Events;

/// <summary>What changed; followers read the row itself.</summary>
internal enum EventKind
{
    ProjectChanged,
    ProjectDeleted,
    TaskAdded,
    TaskChanged,
    TaskDeleted,
    AttemptChanged,
    ProcessAdded,
    ProcessChanged,
    ProcessDeleted,
    Merged,

    /// <summary>Something of a plan that is not told by the events of its attempts.</summary>
    PlanChanged,
}

/// <summary>One event of the feed, written in the transaction of the rows it speaks of.</summary>
internal sealed record StoredEvent
{
    public long Seq { get; init; }
    public DateTimeOffset At { get; init; }
    public EventKind Kind { get; init; }
    public Guid? ProjectId { get; init; }
    public Guid? TaskId { get; init; }
    public Guid? AttemptId { get; init; }
    public Guid? ProcessId { get; init; }
    public Guid? PlanId { get; init; }
}
