using Forge.Core.Domain.Processes;

namespace Forge.Core.Running;

internal static class NewRows
{
    /// <summary>A process that waits for its turn.</summary>
    public static ExecutionProcess Waiting(
        Guid attempt,
        ExecutorAction action,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt,
            RunReason = action.Reason,
            Action = action.ToJson(),
            Status = ProcessStatus.Running,
            StartedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
}
