using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Plans.Failures;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Running.Plans;

/// <summary>How far a group's attempt is, out of its rows; the same for whoever looks, and whenever.</summary>
internal static class GroupPhases
{
    public static (GroupAttemptPhase Phase, GroupFailure? Failure) Of(
        Attempt attempt,
        GroupAttempt tried,
        IReadOnlyList<ExecutionProcess> processes,
        FailureSettings settings
    )
    {
        var work = processes.Where(p => p.RunReason != RunReason.DevServer).ToList();
        if (attempt.Stage == AttemptStage.Broken)
            return (
                GroupAttemptPhase.Failed,
                Failed(attempt, tried, work.LastOrDefault(), settings)
            );
        if (work.Count == 0)
            return (GroupAttemptPhase.Queued, null);
        if (work.Exists(p => p.Status == ProcessStatus.Running))
            return work.Exists(p => p is { Status: ProcessStatus.Running, Waiting: false })
                ? (GroupAttemptPhase.Working, null)
                : (GroupAttemptPhase.Queued, null);
        if (tried.Cause is { } cause)
            return (GroupAttemptPhase.Failed, new GroupFailure(cause, tried.CauseText ?? "", null));
        return work[^1].Status == ProcessStatus.Completed
            ? (GroupAttemptPhase.Rested, null)
            : (GroupAttemptPhase.Failed, Failed(attempt, tried, work[^1], settings));
    }

    private static GroupFailure Failed(
        Attempt attempt,
        GroupAttempt tried,
        ExecutionProcess? last,
        FailureSettings settings
    )
    {
        // By the time of the failure: whoever looks later comes to the same.
        var at = (last?.CompletedAt ?? attempt.UpdatedAt).ToLocalTime();
        var failure = FailureDecisions.Classify(
            new FailureFacts
            {
                Stage = attempt.Stage,
                StageText = attempt.Failure,
                Status = last?.Status,
                ExitCode = last?.ExitCode,
                ExitNote = last?.ExitNote,
                NeverBegan = last is { SessionId: null },
                Errors = last?.ExitNote is { } note ? [note] : [],
                StopAsked = last?.Status == ProcessStatus.Killed,
            },
            at
        );
        if (failure is null)
            return new GroupFailure(FailureCause.AgentError, "it failed", null);
        return RetryDecisions.Next(failure, tried.Retries, settings, at) switch
        {
            NextTry.RetryAt again => new GroupFailure(failure.Cause, failure.Text, again.At),
            _ => new GroupFailure(failure.Cause, failure.Text, null),
        };
    }
}
