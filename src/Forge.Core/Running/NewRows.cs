using Forge.Core.Domain;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Running;

internal static class NewRows
{
    /// <summary>What starts it looks once more inside the transaction: a stop may have been quicker.</summary>
    /// <exception cref="RuleBroken">It was stopped, or begun already; nothing was written.</exception>
    public static ExecutionProcess InsistItWaits(this ExecutionProcess process) =>
        process.Waiting
            ? process
            : throw RuleBroken.Conflict($"Process {process.Id} does not wait any more");

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

    /// <summary>A process whose session never did anything for it: it waits as it did before.</summary>
    public static ExecutionProcess WaitingAgain(ExecutionProcess process) =>
        process with
        {
            SessionId = null,
            Turn = 0,
            OutFrom = 0,
            ErrFrom = 0,
            BeforeHeadCommit = null,
        };
}
