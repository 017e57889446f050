using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Running.Plans;

/// <summary>How far a group's attempt is, out of its rows.</summary>
internal static class GroupPhases
{
    public static (GroupAttemptPhase Phase, Failure? Failure) Of(
        Attempt attempt,
        GroupAttempt tried,
        IReadOnlyList<ExecutionProcess> processes,
        DateTimeOffset now
    )
    {
        var work = processes.Where(p => p.RunReason != RunReason.DevServer).ToList();
        if (
            attempt.Stage != AttemptStage.Broken
            && work.Exists(p => p.Status == ProcessStatus.Running)
        )
            return work.Exists(p => p is { Status: ProcessStatus.Running, Waiting: false })
                ? (GroupAttemptPhase.Working, null)
                : (GroupAttemptPhase.Queued, null);
        var last = work.LastOrDefault();
        if (attempt.Stage == AttemptStage.Broken)
            return (GroupAttemptPhase.Failed, Failed(attempt, tried, last, now));
        if (last is null)
            return (GroupAttemptPhase.Queued, null);
        return last.Status == ProcessStatus.Completed
            ? (GroupAttemptPhase.Rested, null)
            : (GroupAttemptPhase.Failed, Failed(attempt, tried, last, now));
    }

    private static Failure Failed(
        Attempt attempt,
        GroupAttempt tried,
        ExecutionProcess? last,
        DateTimeOffset now
    )
    {
        if (tried.Cause is { } given)
            return new Failure(given, tried.CauseText ?? "", null);
        return new Failure(
            FailureCause.AgentError,
            attempt.Failure ?? last?.ExitNote ?? $"exit code {last?.ExitCode}",
            null
        );
    }
}
