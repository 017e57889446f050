using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Evidence;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>The start of the server: every open session is attached or closed, and every attempt goes on where it was.</summary>
internal sealed partial class Recovery(
    RunningParts parts,
    AttemptRuns runs,
    Merges merges,
    Stopping stopping
)
{
    private static readonly TimeSpan PatienceWithCommands = TimeSpan.FromSeconds(60);

    private readonly TurnEnding _ending = new(parts, new AttemptWorktree(parts));
    private readonly ILogger _log = parts.Logs.CreateLogger<Recovery>();

    public async Task RunAsync(CancellationToken ct)
    {
        // Validations carry the mark of commands, too: those who look after them come first.
        await ValidationLeftovers.EndAsync(parts.State.Root, parts.Time, ct).ConfigureAwait(false);
        await OldCommandsEndAsync(ct).ConfigureAwait(false);
        // First: what is taken up makes new directories.
        RemoveUnowned();
        if (parts.Database.Read(OpenWork.Any))
            await TakeUpAllAsync(ct).ConfigureAwait(false);
    }

    private async Task TakeUpAllAsync(CancellationToken ct)
    {
        foreach (var (merge, why) in await merges.RecoverAsync(ct).ConfigureAwait(false))
            LogMergeLeft(_log, merge.AttemptId, why);
        var open = parts.Database.Read(SessionRows.Open);
        foreach (var row in open)
            await TryTakeUpAsync(row, ct).ConfigureAwait(false);
        await CloseStraysAsync(ct).ConfigureAwait(false);
        var unfinished = parts.Database.Read(db =>
            ProcessRows
                .Running(db)
                .Select(p => p.AttemptId)
                .Concat(AttemptRows.InStage(db, AttemptStage.Preparing).Select(a => a.Id))
                .Distinct()
                .ToList()
        );
        foreach (var attempt in unfinished)
            runs.For(attempt).Poke();
        LogDone(_log, open.Count, unfinished.Count);
    }

    // A merge that the last server's git is just making would else be taken for one that was not made.
    private async Task OldCommandsEndAsync(CancellationToken ct)
    {
        var left = await CommandMark
            .OthersEndAsync(parts.State.Root, PatienceWithCommands, parts.Time, ct)
            .ConfigureAwait(false);
        if (left.Count > 0)
            LogStillAtWork(_log, string.Join(", ", left), (int)PatienceWithCommands.TotalSeconds);
    }

    private async Task TakeUpAsync(AgentSession row, CancellationToken ct)
    {
        if (parts.Host.Find(row.Id) is not { } directory)
        {
            // It was whole before the rows were written, so somebody took it away; whatever it ran has no logs any more.
            await LoseAsync(row, "its session directory is gone", ct).ConfigureAwait(false);
            return;
        }
        if (NeverStarted(directory))
        {
            await parts.Database.WriteAsync(w => GiveBack(w, row), ct).ConfigureAwait(false);
            await parts.Tokens.SessionEndedAsync(row.Id).ConfigureAwait(false);
            LogNeverStarted(_log, row.Id, row.AttemptId);
            return;
        }
        foreach (var process in parts.Database.Read(db => ProcessRows.OfSession(db, row.Id)))
            if (process is { Status: ProcessStatus.Running, RunReason: RunReason.CodingAgent })
                parts.Slots.Take(process.Id);
        var run = runs.For(row.AttemptId);
        await run.AttachAsync(row, directory).ConfigureAwait(false);
        if (row.StopAskedAt is not null)
            _ = Task.Run(() => GoOnStoppingAsync(run, row.Id, ct), ct);
    }

    // One session that cannot be taken up must not keep the server, and all others, from coming back.
    private async Task TryTakeUpAsync(AgentSession row, CancellationToken ct)
    {
        try
        {
            await TakeUpAsync(row, ct).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await LoseAsync(row, error.Message, ct).ConfigureAwait(false);
        }
    }

    private async Task LoseAsync(AgentSession row, string why, CancellationToken ct)
    {
        LogLost(_log, row.Id, row.AttemptId, why);
        await parts.Host.SweepAsync(row.Id, ct).ConfigureAwait(false);
        await _ending.LoseAsync(row, $"exit unknown: {why}", ct).ConfigureAwait(false);
    }

    // Given up by us, now or by a recovery that was killed right after; or by a wrapper that died at its first step.
    private bool NeverStarted(SessionDirectory directory) =>
        parts.Host.Look(directory) switch
        {
            SessionState.NotStarted => parts.Host.Abandon(directory),
            SessionState.Abandoned => true,
            _ => false,
        };

    // The server died between a directory and its rows: nobody will ever start what it describes.
    private void RemoveUnowned()
    {
        parts.Host.RemoveHalfMade();
        foreach (var directory in parts.Host.All())
            if (
                parts.Database.Read(db => SessionRows.Find(db, directory.Id)) is null
                && NeverStarted(directory)
            )
                parts.Host.Remove(directory);
    }

    private async Task GoOnStoppingAsync(AttemptRun run, Guid session, CancellationToken ct)
    {
        await run.AskAsync(_ => Task.FromResult(true), ct).ConfigureAwait(false);
        if (run.Sessions.FirstOrDefault(s => s.Row.Id == session) is { } open)
            await stopping.StopAsync(open, ct).ConfigureAwait(false);
    }

    // The server died between the rows and the start: the process waits again, or is stopped if that was asked.
    private static void GiveBack(Writing w, AgentSession row)
    {
        foreach (var process in ProcessRows.OfSession(w.Db, row.Id))
            if (process.Status == ProcessStatus.Running)
                ProcessRows.Update(
                    w,
                    row.StopAskedAt is null
                        ? NewRows.WaitingAgain(process)
                        : process with
                        {
                            Status = ProcessStatus.Killed,
                            CompletedAt = w.Now,
                            ExitNote = "never started",
                        }
                );
        SessionRows.Close(w, row.Id);
        if (AttemptRows.Find(w.Db, row.AttemptId) is { } attempt)
            TurnEnding.Rest(w, attempt);
    }

    // Nothing may be "running" for ever: a process whose session is closed has ended, whatever its row says.
    private Task CloseStraysAsync(CancellationToken ct) =>
        parts.Database.WriteAsync(
            w =>
            {
                foreach (var process in ProcessRows.Running(w.Db))
                    if (
                        process.SessionId is { } session
                        && SessionRows.Find(w.Db, session) is not { Open: true }
                    )
                        CloseStray(w, process);
            },
            ct
        );

    private static void CloseStray(Writing w, ExecutionProcess process)
    {
        ProcessRows.Update(
            w,
            process with
            {
                Status = ProcessStatus.Failed,
                CompletedAt = w.Now,
                ExitNote = "exit unknown: the server ended before it was written down",
            }
        );
        if (AttemptRows.Find(w.Db, process.AttemptId) is { } attempt)
            TurnEnding.Rest(w, attempt);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A merge of attempt {Attempt} that was cut short is looked at again at the next start: {Why}"
    )]
    private static partial void LogMergeLeft(ILogger log, Guid attempt, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Git processes of the last server are still at work after {Seconds} s: {Pids}. Work in their repositories may be refused until they end; `ps` shows what they do."
    )]
    private static partial void LogStillAtWork(ILogger log, string pids, int seconds);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Session {Session} of attempt {Attempt} cannot be taken up: {Why}"
    )]
    private static partial void LogLost(ILogger log, Guid session, Guid attempt, string why);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Recovered {Sessions} open sessions and {Attempts} unfinished attempts"
    )]
    private static partial void LogDone(ILogger log, int sessions, int attempts);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Session {Session} of attempt {Attempt} was never started; its work waits again"
    )]
    private static partial void LogNeverStarted(ILogger log, Guid session, Guid attempt);
}
