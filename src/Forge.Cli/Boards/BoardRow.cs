using Forge.Api;
using Forge.Cli.Attempts;

namespace Forge.Cli.Boards;

/// <summary>One run on a live table.</summary>
internal sealed record BoardRow(KnownAttempt Run)
{
    public AttemptState State { get; init; } = AttemptState.Waiting;
    public string LastLine { get; init; } = "";
    public (int Added, int Removed) Lines { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsOver => EndedAt is not null;

    public TimeSpan Took(DateTimeOffset now) =>
        StartedAt is { } start ? (EndedAt ?? now) - start : TimeSpan.Zero;

    /// <summary>How the row stands by its processes, oldest first.</summary>
    public BoardRow With(IReadOnlyList<ExecutionProcess> processes, bool idle)
    {
        if (processes is [])
            return this;
        var last = processes[^1];
        return this with
        {
            StartedAt = processes[0].StartedAt,
            EndedAt = idle ? last.CompletedAt ?? last.UpdatedAt : null,
            State =
                !idle ? AttemptState.Running
                : last.Status == ProcessStatus.Completed ? AttemptState.Review
                : last.Status == ProcessStatus.Killed ? AttemptState.Stopped
                : AttemptState.Failed,
        };
    }
}
