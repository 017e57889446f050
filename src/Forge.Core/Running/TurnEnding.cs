using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Executors;
using Forge.Core.Git;
using Forge.Core.Logs;
using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Writes down how a turn or a session ended, after its work was kept; and puts what follows into the rows.</summary>
internal sealed class TurnEnding(RunningParts parts, AttemptWorktree worktree)
{
    private const int LongestSummary = 2_000;

    /// <returns>The process that ended; null when it was written down already.</returns>
    public async Task<Guid?> EndAsync(
        Attempt attempt,
        WorkTask task,
        Project project,
        SessionNews.TurnEnded turn,
        CancellationToken ct
    )
    {
        var process = parts
            .Database.Read(db => ProcessRows.OfSession(db, turn.From.Row.Id))
            .LastOrDefault(p => p.Turn == turn.Turn);
        if (process is not { Status: ProcessStatus.Running })
            return null;
        var end = Judge(turn);
        // At the end of a session its recorder has done it.
        if (turn.Over is null)
            SessionHost.SyncLogs(turn.From.Directory);
        string? head = null;
        if (process.RunReason != RunReason.DevServer)
            (head, end) = await KeepAsync(attempt, task, project, turn.End.Summary, end, ct)
                .ConfigureAwait(false);
        if (turn.Over is not null)
            end = end.And(await LeftByAsync(turn.From, ct).ConfigureAwait(false));
        await parts
            .Database.WriteAsync(w => Write(w, process.Id, end, turn.To, head, turn.End.Usage), ct)
            .ConfigureAwait(false);
        return process.Id;
    }

    /// <summary>A process that could not be started; one that was stopped in the meantime stays stopped.</summary>
    public Task FailAsync(Guid process, string why, CancellationToken ct) =>
        parts.Database.WriteAsync(
            w =>
            {
                if (ProcessRows.Find(w.Db, process) is not { Status: ProcessStatus.Running })
                    return;
                Write(
                    w,
                    process,
                    new ProcessEnd(ProcessStatus.Failed, null, why),
                    default,
                    null,
                    null
                );
            },
            ct
        );

    /// <summary>An attempt whose worktree could not be made: nothing of it runs.</summary>
    public Task BreakAsync(Attempt attempt, string why, CancellationToken ct) =>
        parts.Database.WriteAsync(
            w =>
            {
                AttemptRows.Change(
                    w,
                    attempt.Id,
                    a => a with { Stage = AttemptStage.Broken, Failure = why }
                );
                foreach (var process in ProcessRows.OfAttempt(w.Db, attempt.Id, dropped: false))
                    if (process.Waiting)
                        Write(
                            w,
                            process.Id,
                            new ProcessEnd(ProcessStatus.Failed, null, why),
                            default,
                            null,
                            null
                        );
            },
            ct
        );

    /// <summary>A session that cannot be followed: its processes end with the reason.</summary>
    public async Task LoseAsync(AgentSession session, string why, CancellationToken ct)
    {
        await parts.Database.WriteAsync(w => Lose(w, session, why), ct).ConfigureAwait(false);
        await parts.Tokens.SessionEndedAsync(session.Id).ConfigureAwait(false);
    }

    private static void Lose(Writing w, AgentSession session, string why)
    {
        var status = session.StopAskedAt is null ? ProcessStatus.Failed : ProcessStatus.Killed;
        foreach (var process in ProcessRows.OfSession(w.Db, session.Id))
            if (process.Status == ProcessStatus.Running)
                Write(
                    w,
                    process.Id,
                    new ProcessEnd(status, null, why),
                    new RawPosition(process.OutFrom, process.ErrFrom),
                    null,
                    null
                );
        SessionRows.Close(w, session.Id);
    }

    /// <summary>
    /// The session is over: its row is closed, and nothing of it stays "running" for ever. A prompt that the agent never
    /// heard waits again, for an agent of its own.
    /// </summary>
    public async Task CloseAsync(SessionRun session, SessionState state, CancellationToken ct)
    {
        // What ended with its session has been told already.
        var left = session.IsConversation
            ? await LeftByAsync(session, ct).ConfigureAwait(false)
            : null;
        await parts
            .Database.WriteAsync(w => Close(w, session, state, left), ct)
            .ConfigureAwait(false);
        await parts.Tokens.SessionEndedAsync(session.Row.Id).ConfigureAwait(false);
    }

    private static void Close(Writing w, SessionRun session, SessionState state, string? left)
    {
        var processes = ProcessRows.OfSession(w.Db, session.Row.Id);
        foreach (var process in processes)
            if (process.Status == ProcessStatus.Running && session.NeverHeard(process))
                ProcessRows.Update(w, NewRows.WaitingAgain(process));
            else if (process.Status == ProcessStatus.Running)
                Write(
                    w,
                    process.Id,
                    Judge(session, state).And(left),
                    session.Log.Value.Indexed,
                    null,
                    null
                );
            else if (left is not null && process == processes[^1])
                ProcessRows.Update(w, process with { ExitNote = Notes(process.ExitNote, left) });
        SessionRows.Close(w, session.Row.Id);
    }

    private static string Notes(string? one, string other) =>
        one is null ? other
        : one.Contains(other, StringComparison.Ordinal) ? one
        : $"{one}; {other}";

    // Said, and not ended: it may be the server that a person asked for. A stop ends it.
    private async Task<string?> LeftByAsync(SessionRun session, CancellationToken ct)
    {
        // A stop has swept already.
        if (session.StopAsked)
            return null;
        var left = await parts.Host.LeftByAsync(session.Directory, ct).ConfigureAwait(false);
        return left.Count == 0
            ? null
            : $"What it started still runs: {string.Join(", ", left.Take(5))}"
                + (left.Count > 5 ? $" and {left.Count - 5} more" : "")
                + ". Stopping the attempt ends it.";
    }

    private static ProcessEnd Judge(SessionNews.TurnEnded turn)
    {
        var stopped = turn.From.StopAsked;
        var end = turn.End;
        if (turn.Over is null)
            return ProcessDecisions.OfTurn(end.Failed, end.Interrupted, stopped, end.Summary);
        var judged = Judge(turn.From, turn.Over);
        if (end.Failed && judged.Status == ProcessStatus.Completed)
            judged = judged with { Status = ProcessStatus.Failed };
        return judged.Status == ProcessStatus.Failed
            ? judged with
            {
                Note = judged.Note ?? end.Summary,
            }
            : judged;
    }

    private static ProcessEnd Judge(SessionRun session, SessionState state)
    {
        var code = state is SessionState.Ended ended ? ended.ExitCode : null;
        var end = ProcessDecisions.OfSession(code, failed: false, session.StopAsked, state.Text);
        return session.StopReason is { } reason
            ? end with
            {
                Status = ProcessStatus.Failed,
                Note = reason,
            }
            : end;
    }

    // A commit that fails (a held lock, a full disk) must not keep the turn's end from being written down.
    private async Task<(string? Head, ProcessEnd End)> KeepAsync(
        Attempt attempt,
        WorkTask task,
        Project project,
        string? summary,
        ProcessEnd end,
        CancellationToken ct
    )
    {
        try
        {
            var kept = await worktree
                .KeepAsync(attempt, project, Message(task, summary), ct)
                .ConfigureAwait(false);
            return (kept.Head, end.And(kept.Note));
        }
        catch (Exception error) when (error is RuleBroken or GitFailed or IOException)
        {
            return (null, end.And($"the work could not be committed: {error.Message}"));
        }
    }

    private static string Message(WorkTask task, string? summary)
    {
        var title = PlainText.CleanLines(task.Title).ReplaceLineEndings(" ");
        var subject = title.Length <= 72 ? title : title[..71] + "…";
        var text = PlainText.CleanLines(summary ?? "").Trim();
        if (text.Length > LongestSummary)
            text = text[..LongestSummary] + "…";
        return text.Length == 0 ? subject : $"{subject}\n\n{text}";
    }

    private static void Write(
        Writing w,
        Guid id,
        ProcessEnd end,
        RawPosition to,
        string? head,
        Usage? usage
    )
    {
        var process = ProcessRows.Change(
            w,
            id,
            p =>
                p with
                {
                    Status = end.Status,
                    ExitCode = end.Code,
                    ExitNote = end.Note,
                    OutTo = to.Out,
                    ErrTo = to.Err,
                    AfterHeadCommit = head,
                    CompletedAt = w.Now,
                }
        )!;
        var attempt = AttemptRows.Change(
            w,
            process.AttemptId,
            a => Count(a, process, usage, w.Now)
        )!;
        var others = ProcessRows.OfAttempt(w.Db, attempt.Id, dropped: false);
        var otherWaits = others.Any(p => p.Waiting && p.RunReason != RunReason.DevServer);
        if (!StopAsked(w, process) && AttemptDecisions.After(process, otherWaits) is { } next)
            ProcessRows.Insert(
                w,
                Continuation(process, next, otherWaits, ProcessRows.Later(w, attempt.Id))
            );
        Rest(w, attempt);
    }

    // A script that completes while its stop is on the way must not begin the next of its chain.
    private static bool StopAsked(Writing w, ExecutionProcess process) =>
        process.SessionId is { } session
        && SessionRows.Find(w.Db, session) is { StopAskedAt: not null };

    // Follow-ups that were asked for while the set-up ran come after the prompt that they follow.
    private static ExecutionProcess Continuation(
        ExecutionProcess ended,
        ExecutorAction next,
        bool otherWaits,
        DateTimeOffset now
    )
    {
        var row = NewRows.Waiting(ended.AttemptId, next, now);
        return otherWaits ? row with { CreatedAt = ended.CreatedAt.AddMicroseconds(1) } : row;
    }

    /// <summary>The task goes to review when nothing of the attempt works or waits any more.</summary>
    internal static void Rest(Writing w, Attempt attempt)
    {
        if (TaskRows.Find(w.Db, attempt.TaskId) is not { } task)
            return;
        var atRest = AttemptDecisions.AtRest(
            ProcessRows.OfAttempt(w.Db, attempt.Id, dropped: false)
        );
        var status = atRest ? TaskDecisions.WhenWorkRests(task.Status) : task.Status;
        if (status != task.Status)
            TaskRows.SetStatus(w, task.Id, status);
        else
            TaskRows.Touch(w, task.Id);
    }

    private static Attempt Count(
        Attempt attempt,
        ExecutionProcess process,
        Usage? usage,
        DateTimeOffset now
    )
    {
        if (process is { RunReason: RunReason.SetupScript, Status: ProcessStatus.Completed })
            attempt = attempt with { SetupCompletedAt = now };
        return usage is null
            ? attempt
            : attempt with
            {
                InputTokens = (attempt.InputTokens ?? 0) + usage.InputTokens,
                OutputTokens = (attempt.OutputTokens ?? 0) + usage.OutputTokens,
                CacheCreationTokens =
                    (attempt.CacheCreationTokens ?? 0) + usage.CacheCreationTokens,
                CacheReadTokens = (attempt.CacheReadTokens ?? 0) + usage.CacheReadTokens,
                CostUsd = (double?)usage.TotalCostUsd ?? attempt.CostUsd,
            };
    }
}
