using System.Data.Common;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>The attempt's open sessions, and what they tell it.</summary>
internal sealed partial class AttemptRun
{
    /// <summary>
    /// Follows a session in a loop of its own. One whose files are gone is ended with the reason; on bad ground, such as a
    /// full disk, the agent works on and the session is attached anew, as after a restart.
    /// </summary>
    private async Task FollowAsync(AgentSession row, SessionDirectory directory)
    {
        try
        {
            Follow(row, directory);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or DbException
                        or InvalidDataException
                        or InvalidOperationException
                        or RuleBroken
            )
        {
            await SettleAsync(row, directory, error).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(AgentSession row, SessionDirectory directory, Exception error)
    {
        if (!SessionRun.IsLost(directory, error))
        {
            LogAgain(_log, error, Id, row.Id);
            _ = Task.Run(() => GuardAsync(() => FollowLaterAsync(row, directory)), _stopping);
            return;
        }
        var why = SessionRun.WhyLost(directory, error);
        LogLost(_log, Id, row.Id, why);
        await _parts.Host.SweepAsync(row.Id, _stopping).ConfigureAwait(false);
        await _ending.LoseAsync(row, $"exit unknown: {why}", _stopping).ConfigureAwait(false);
        LeaveSlots(row.Id);
    }

    private void LeaveSlots(Guid session)
    {
        foreach (var process in _parts.Database.Read(db => ProcessRows.OfSession(db, session)))
            _parts.Slots.Leave(process.Id);
    }

    private void Follow(AgentSession row, SessionDirectory directory)
    {
        if (Load() is not var (attempt, _, _))
            return;
        // A stop may have been asked since the row was made.
        row = _parts.Database.Read(db => SessionRows.Find(db, row.Id)) ?? row;
        var conversation = _launching.Open(row, attempt.Worktree);
        var run = new SessionRun(_parts.Sessions, row, directory, conversation, TellNewsAsync)
        {
            StopAsked = row.StopAskedAt is not null,
        };
        _sessions = _sessions.Add(run);
        _ = Task.Run(() => GuardAsync(() => FollowAsync(run)), _stopping);
    }

    private async Task FollowAsync(SessionRun run)
    {
        try
        {
            await run.RunAsync(_stopping).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or DbException)
        {
            LogAgain(_log, error, Id, run.Row.Id);
            await Task.Delay(_parts.Options.Sweep, _parts.Time, _stopping).ConfigureAwait(false);
            if (SessionRun.IsLost(run.Directory, error))
                await run.LoseAsync(SessionRun.WhyLost(run.Directory, error), _stopping)
                    .ConfigureAwait(false);
            else
                await FollowAnewAsync(run.Row, run.Directory).ConfigureAwait(false);
        }
    }

    private async Task FollowLaterAsync(AgentSession row, SessionDirectory directory)
    {
        await Task.Delay(_parts.Options.Sweep, _parts.Time, _stopping).ConfigureAwait(false);
        await FollowAnewAsync(row, directory).ConfigureAwait(false);
    }

    private Task FollowAnewAsync(AgentSession row, SessionDirectory directory) =>
        PostAsync(() =>
        {
            foreach (var old in _sessions.Where(s => s.Row.Id == row.Id))
            {
                _sessions = _sessions.Remove(old);
                old.Break();
            }
            return FollowAsync(row, directory);
        });

    private Task TellNewsAsync(SessionNews news, CancellationToken ct) =>
        PostAsync(() => HearToTheEndAsync(news));

    // What a session tells is told once: it is tried until there is room to write it down.
    private async Task HearToTheEndAsync(SessionNews news)
    {
        while (true)
        {
            try
            {
                await HearAsync(news).ConfigureAwait(false);
                return;
            }
            catch (Exception error)
                when (error is IOException or UnauthorizedAccessException or DbException)
            {
                LogAgain(_log, error, Id, news.Session.Row.Id);
                await Task.Delay(_parts.Options.Sweep, _parts.Time, _stopping)
                    .ConfigureAwait(false);
            }
        }
    }

    private Task HearAsync(SessionNews news) =>
        news switch
        {
            SessionNews.TurnEnded turn => EndTurnAsync(turn),
            SessionNews.UnaskedTurn turn => AdoptAsync(turn),
            SessionNews.FileTouched touched => TouchAsync(touched),
            SessionNews.Ended ended => EndSessionAsync(ended),
            SessionNews.Idle => StepAsync(),
            SessionNews.OverCap over => OverCapAsync(over),
            _ => Task.CompletedTask,
        };

    private async Task EndTurnAsync(SessionNews.TurnEnded turn)
    {
        if (Load() is not var (attempt, task, project))
            return;
        if (
            await _ending.EndAsync(attempt, task, project, turn, _stopping).ConfigureAwait(false) is
            { } process
        )
            _parts.Slots.Leave(process);
        await StepAsync().ConfigureAwait(false);
    }

    private async Task AdoptAsync(SessionNews.UnaskedTurn turn)
    {
        if (Load() is not var (attempt, _, _))
            return;
        var known = _parts.Database.Read(db => ProcessRows.OfSession(db, turn.From.Row.Id));
        if (known.Any(p => p.Turn == turn.Turn))
            return;
        var prompt = turn.Prompt ?? "(the agent went on by itself)";
        await _parts
            .Database.WriteAsync(w => Adopt(w, attempt, turn, prompt), _stopping)
            .ConfigureAwait(false);
    }

    private static void Adopt(
        Writing w,
        Attempt attempt,
        SessionNews.UnaskedTurn turn,
        string prompt
    )
    {
        var session = turn.From;
        var conversation = SessionRows.Find(w.Db, session.Row.Id)?.AgentConversation ?? "";
        var action = ExecutorAction.FollowUp(
            prompt,
            conversation,
            attempt.Executor,
            session.Row.Variant
        );
        session.Adopt(
            w,
            NewRows.Waiting(attempt.Id, action, ProcessRows.Later(w, attempt.Id)),
            turn.Turn
        );
        TaskRows.Touch(w, attempt.TaskId);
    }

    private Task TouchAsync(SessionNews.FileTouched touched)
    {
        _parts.Diffs.Find(Id)?.Touch(touched.Path);
        return Task.CompletedTask;
    }

    private async Task EndSessionAsync(SessionNews.Ended ended)
    {
        var session = ended.From;
        _sessions = _sessions.Remove(session);
        if (ended.State is SessionState.Lost lost)
            LogLost(_log, Id, session.Row.Id, lost.Why);
        await _ending.CloseAsync(session, ended.State, _stopping).ConfigureAwait(false);
        LeaveSlots(session.Row.Id);
        session.Dispose();
        await StepAsync().ConfigureAwait(false);
    }

    private async Task OverCapAsync(SessionNews.OverCap over)
    {
        LogOverCap(_log, Id, over.Bytes);
        over.From.StopReason =
            $"stopped: its output grew beyond the limit of {_parts.Options.LogCap >> 20} MB (FORGE_LOG_CAP_MB). "
            + "The log up to there and its work are kept. Let it write to a file instead, or raise the limit and "
            + "start the server again; then send another prompt.";
        await _parts
            .Host.StopAsync(over.From.Directory, StopTimes.AtOnce, _stopping)
            .ConfigureAwait(false);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Attempt {Attempt}: session {Session} cannot be followed any more and was ended: {Why}"
    )]
    private static partial void LogLost(ILogger log, Guid attempt, Guid session, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt}: session {Session} met bad ground and is looked at again"
    )]
    private static partial void LogAgain(ILogger log, Exception error, Guid attempt, Guid session);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt}: its session wrote {Bytes} bytes and is stopped"
    )]
    private static partial void LogOverCap(ILogger log, Guid attempt, long bytes);
}
