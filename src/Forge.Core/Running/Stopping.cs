using Forge.Core.Domain;
using Forge.Core.Domain.Processes;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Forge.Core.Streams;

namespace Forge.Core.Running;

/// <summary>
/// Stops what runs: first by the agent's own protocol, then by signals to the whole tree, each only while something is
/// left. That a stop was asked is written down first, so that a crash in between does not undo it.
/// </summary>
internal sealed class Stopping(RunningParts parts, AttemptRuns runs)
{
    /// <summary>Everything of an attempt, and what waits.</summary>
    public async Task StopAsync(Guid attempt, CancellationToken ct)
    {
        var run = runs.For(attempt);
        await parts.Database.WriteAsync(w => Ask(w, attempt), ct).ConfigureAwait(false);
        var asked = run.Sessions;
        HashSet<Guid> stopped = [];
        // What the loop was about to start, or took up anew, while this was asked is known only behind it.
        do
        {
            stopped.UnionWith(asked.Select(s => s.Row.Id));
            await Task.WhenAll(asked.Select(s => StopAsync(s, ct))).ConfigureAwait(false);
            asked = await run.AskAsync(_ => Task.FromResult(StopAsked(run, attempt)), ct)
                .ConfigureAwait(false);
        } while (asked.Count > 0);
        await EndLeftoversAsync(attempt, stopped, ct).ConfigureAwait(false);
    }

    // Daemons of earlier sessions belong to the attempt as well: nobody else would ever end them.
    private async Task EndLeftoversAsync(Guid attempt, HashSet<Guid> but, CancellationToken ct)
    {
        var sessions = parts.Database.Read(db => SessionRows.OfAttempt(db, attempt));
        foreach (var session in sessions.Where(s => !s.Open && !but.Contains(s.Id)))
            if (SessionHost.HasLeft(session.Id))
                await parts.Host.SweepAsync(session.Id, ct).ConfigureAwait(false);
    }

    /// <summary>One process: the session that runs it, or only its row while it waits.</summary>
    public async Task StopProcessAsync(ExecutionProcess process, CancellationToken ct)
    {
        var run = runs.For(process.AttemptId);
        var id = await parts.Database.WriteAsync(w => Ask(w, process), ct).ConfigureAwait(false);
        if (id is null)
            return;
        if (Find(run.Sessions, id) is null)
            await SettleAsync(run, ct).ConfigureAwait(false);
        if (Find(run.Sessions, id) is { } session)
            await StopAsync(session, ct).ConfigureAwait(false);
        await SettleAsync(run, ct).ConfigureAwait(false);
    }

    // The rows say it, not the runs: one that was being taken up when the stop was written down may not know of it.
    private IReadOnlyList<SessionRun> StopAsked(AttemptRun run, Guid attempt)
    {
        var asked = parts
            .Database.Read(db => SessionRows.OfAttempt(db, attempt))
            .Where(s => s is { Open: true, StopAskedAt: not null })
            .Select(s => s.Id)
            .ToHashSet();
        return [.. run.Sessions.Where(s => asked.Contains(s.Row.Id))];
    }

    private static SessionRun? Find(IReadOnlyList<SessionRun> sessions, Guid? id) =>
        sessions.FirstOrDefault(s => s.Row.Id == id);

    // One transaction: a crash after it finds all of the stop, a crash before it none.
    private void Ask(Writing w, Guid attempt)
    {
        foreach (var process in ProcessRows.OfAttempt(w.Db, attempt, dropped: false))
            if (process.Waiting)
                Cancel(w, process);
        foreach (var session in SessionRows.OfAttempt(w.Db, attempt))
            if (session.Open)
                SessionRows.AskStop(w, session.Id);
    }

    /// <returns>The session that is to be stopped; null when the process has ended or only waited.</returns>
    private Guid? Ask(Writing w, ExecutionProcess asked)
    {
        if (ProcessRows.Find(w.Db, asked.Id) is not { Status: ProcessStatus.Running } process)
            return null;
        if (process.Waiting)
            Cancel(w, process);
        else if (process.SessionId is { } session)
            SessionRows.AskStop(w, session);
        return process.SessionId;
    }

    /// <summary>Goes on with a stop that the last server had begun.</summary>
    public async Task StopAsync(SessionRun session, CancellationToken ct)
    {
        session.StopAsked = true;
        await parts
            .Database.WriteAsync(w => SessionRows.AskStop(w, session.Row.Id), ct)
            .ConfigureAwait(false);
        if (session.Busy && await session.InterruptAsync(ct).ConfigureAwait(false))
            await UntilQuietAsync(session, ct).ConfigureAwait(false);
        var outcome = await parts.Host.StopAsync(session.Directory, ct).ConfigureAwait(false);
        if (outcome.Survivors > 0)
            session.StopReason = $"{outcome.Survivors} of its processes could not be stopped";
        await session.Completion.WaitAsync(ct).ConfigureAwait(false);
    }

    private void Cancel(Writing w, ExecutionProcess process)
    {
        ProcessRows.Change(
            w,
            process.Id,
            p =>
                p.Waiting
                    ? p with
                    {
                        Status = ProcessStatus.Killed,
                        CompletedAt = w.Now,
                        ExitNote = "stopped before it began",
                    }
                    : p
        );
        parts.Slots.Leave(process.Id);
        if (AttemptRows.Find(w.Db, process.AttemptId) is { } attempt)
            TurnEnding.Rest(w, attempt);
    }

    private async Task UntilQuietAsync(SessionRun session, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(parts.Options.Interrupt);
        try
        {
            while (true)
            {
                var ticket = session.Moved.Now;
                if (!session.Busy || session.Over)
                    return;
                await Bell.WaitAsync(ticket, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It does not listen; signals follow.
        }
    }

    // What the sessions told before they ended stands in the attempt's mail; this comes behind it.
    private static Task SettleAsync(AttemptRun run, CancellationToken ct) =>
        run.AskAsync(_ => Task.FromResult(true), ct);
}
