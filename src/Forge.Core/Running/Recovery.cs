using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
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
    private readonly ILogger _log = parts.Logs.CreateLogger<Recovery>();

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var (merge, why) in await merges.RecoverAsync(ct).ConfigureAwait(false))
            LogMergeLeft(_log, merge.AttemptId, why);
        var open = parts.Database.Read(SessionRows.Open);
        foreach (var row in open)
            await TakeUpAsync(row, ct).ConfigureAwait(false);
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

    private async Task TakeUpAsync(AgentSession row, CancellationToken ct)
    {
        var directory = parts.Host.Find(row.Id);
        if (directory is null || IsAbandoned(directory))
        {
            await parts.Database.WriteAsync(w => GiveBack(w, row), ct).ConfigureAwait(false);
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

    // Also one that was given up just before the last server ended.
    private bool IsAbandoned(SessionDirectory directory) =>
        parts.Host.Look(directory) switch
        {
            SessionState.NotStarted => parts.Host.Abandon(directory),
            SessionState.Abandoned => true,
            _ => false,
        };

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
                        ? process.GivenBack()
                        : process with
                        {
                            Status = ProcessStatus.Killed,
                            CompletedAt = w.Now,
                            ExitNote = "never started",
                        }
                );
        SessionRows.Close(w, row.Id);
        Rest(w, row.AttemptId);
    }

    private static void Rest(Writing w, Guid id)
    {
        if (AttemptRows.Find(w.Db, id) is { } attempt)
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
        Rest(w, process.AttemptId);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A merge of attempt {Attempt} that was cut short is looked at again at the next start: {Why}"
    )]
    private static partial void LogMergeLeft(ILogger log, Guid attempt, string why);

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
