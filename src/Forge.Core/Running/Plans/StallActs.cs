using System.Collections.Concurrent;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Processes;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Interrupts agents that stand still, and gives attempts up. An agent may take a while to listen, so it is done beside the
/// plan's loop; what was decided is in the rows before anything is stopped.
/// </summary>
internal sealed partial class StallActs(
    RunningParts parts,
    AttemptRuns runs,
    FollowUps followUps,
    Stopping stops,
    CancellationToken stopping
)
{
    private const string GoOn =
        "You gave no sign of getting further, so Forge broke that turn off. Look at what is there already, then go on with the task to its end. If a command of yours hangs, run it another way.";

    private readonly ConcurrentDictionary<Guid, bool> _busy = new();
    private readonly ILogger _log = parts.Logs.CreateLogger<StallActs>();

    /// <summary>Something is being done about the attempt already.</summary>
    public bool IsBusy(Guid attempt) => _busy.ContainsKey(attempt);

    /// <summary>The turn is broken off, and its conversation goes on with the next one.</summary>
    public void InterruptAndResume(GroupAttempt tried, ExecutionProcess process, string why) =>
        Begin(
            tried.AttemptId,
            async () =>
            {
                var run = runs.For(tried.AttemptId);
                var told = await run.AskAsync(
                        inner =>
                            parts.Database.WriteAsync(w => Resume(w, tried, process, why), inner),
                        stopping
                    )
                    .ConfigureAwait(false);
                if (told)
                    await stops.StopProcessAsync(process, stopping).ConfigureAwait(false);
                run.Poke();
            }
        );

    /// <summary>Nothing more is tried with this attempt until a person says so.</summary>
    public void GiveUp(GroupAttempt tried, FailureCause cause, string text) =>
        Begin(
            tried.AttemptId,
            async () =>
            {
                await parts
                    .Database.WriteAsync(
                        w =>
                        {
                            PlanGroupRows.Change(
                                w,
                                tried.AttemptId,
                                t => t with { Cause = cause, CauseText = text }
                            );
                            PlanRecordRows.Log(
                                w,
                                tried.PlanId,
                                tried.GroupId,
                                "forge",
                                "give-up",
                                text
                            );
                        },
                        stopping
                    )
                    .ConfigureAwait(false);
                await stops.StopAsync(tried.AttemptId, stopping).ConfigureAwait(false);
            }
        );

    // The next turn waits before the hanging one is stopped: a crash in between leaves one that goes on.
    private bool Resume(Writing w, GroupAttempt tried, ExecutionProcess process, string why)
    {
        if (ProcessRows.Find(w.Db, process.Id) is not { Status: ProcessStatus.Running })
            return false;
        followUps.Insert(w, tried.AttemptId, GoOn, variant: null);
        PlanGroupRows.Change(w, tried.AttemptId, t => t with { ResumedAt = w.Now });
        PlanRecordRows.Log(w, tried.PlanId, tried.GroupId, "forge", "interrupt", why);
        return true;
    }

    private void Begin(Guid attempt, Func<Task> act)
    {
        if (_busy.TryAdd(attempt, true))
            _ = Task.Run(() => DoAsync(attempt, act), CancellationToken.None);
    }

    private async Task DoAsync(Guid attempt, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is OperationCanceledException or RuleBroken or IOException)
        {
            // Whatever could not be done is seen again at the next look.
            if (!stopping.IsCancellationRequested)
                LogNotDone(_log, error, attempt);
        }
        finally
        {
            _busy.TryRemove(attempt, out _);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt} stands still, and could not be stopped now"
    )]
    private static partial void LogNotDone(ILogger log, Exception error, Guid attempt);
}
