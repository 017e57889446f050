using Forge.Core.Domain.Processes;
using Forge.Core.Logs;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Forge.Core.Streams;

namespace Forge.Core.Running;

/// <summary>Something to follow, and the hold on its files that is let go when the follower leaves.</summary>
internal sealed class Followed<T>(Tail<T> tail, Action release) : IDisposable
{
    public Tail<T> Tail { get; } = tail;

    public void Dispose() => release();
}

/// <summary>The logs of processes: live from the session that writes them, else from the files.</summary>
internal sealed class ProcessLogs(RunningParts parts, AttemptRuns runs)
{
    private const int OutputBytes = 64 * 1024;

    // Files that are made again are made by one at a time.
    private readonly Lock _making = new();

    /// <summary>
    /// The process as it is now. One whose session is just being started, taken up or closed is looked at when that is
    /// done: in between, neither its session nor its files would tell the truth.
    /// </summary>
    public async Task<ExecutionProcess?> SettledAsync(Guid id, CancellationToken ct)
    {
        var process = parts.Database.Read(db => ProcessRows.Find(db, id));
        if (
            process is not { Status: ProcessStatus.Running, Waiting: false }
            || Live(process) is not null
        )
            return process;
        await runs.For(process.AttemptId)
            .AskAsync(_ => Task.FromResult(true), ct)
            .ConfigureAwait(false);
        return parts.Database.Read(db => ProcessRows.Find(db, id));
    }

    /// <summary>The raw log of a process that has a session; null when the files are gone.</summary>
    public Followed<RawFrame>? Raw(ExecutionProcess process)
    {
        if (Live(process) is var (session, turn) && session.Log.TryHold())
            return new(session.Log.Value.Window(turn.From, () => turn.To), session.Log.Release);
        if (Ended(process) is not { } log)
            return null;
        var (from, to) = Window(process);
        return new(log.Window(from, () => to ?? log.Indexed), log.Dispose);
    }

    /// <summary>The conversation of a process as ready patch operations; made again from the raw log when its file is lost.</summary>
    public Followed<ReadOnlyMemory<byte>>? Conversation(ExecutionProcess process)
    {
        if (Live(process) is var (_, turn) && turn.Conversation.TryHold())
            return new(turn.Conversation.Value, turn.Conversation.Release);
        if (process.SessionId is not { } id || parts.Host.Find(id) is not { } directory)
            return null;
        var path = SessionRun.TurnPath(directory.Path, process.Turn);
        lock (_making)
        {
            var file = ConversationFile.OpenEnded(path) ?? Remake(process, directory, path);
            return file is null ? null : new(file, file.Dispose);
        }
    }

    /// <summary>The last 64 KB of a process's text.</summary>
    public string Output(ExecutionProcess process)
    {
        if (Live(process) is var (session, turn) && session.Log.TryHold())
        {
            var text = session.Log.Value.ReadTail(turn.From, turn.To, OutputBytes);
            session.Log.Release();
            return text;
        }
        using var log = Ended(process);
        if (log is null)
            return process.ExitNote ?? "";
        var (from, to) = Window(process);
        return log.ReadTail(from, to, OutputBytes);
    }

    /// <summary>The files of a session that is over, with an index for all of them; null when they are gone.</summary>
    private RawLog? Ended(ExecutionProcess process)
    {
        if (process.SessionId is not { } id || parts.Host.Find(id) is not { } directory)
            return null;
        try
        {
            lock (_making)
                return Whole(directory, Window(process).To) ?? Reindexed(directory);
        }
        catch (IOException)
        {
            // One of the two logs was taken away: there is nothing that could be shown in order.
            return null;
        }
    }

    private RawLog? Whole(SessionDirectory directory, RawPosition? to)
    {
        try
        {
            var log = RawLog.OpenToRead(directory.Path, parts.Time);
            if (log.Covers(to))
                return log;
            log.Dispose();
        }
        catch (InvalidDataException)
        {
            // The index is lost or damaged: it is made again.
        }
        return null;
    }

    private RawLog Reindexed(SessionDirectory directory)
    {
        var cuts = parts
            .Database.Read(db => ProcessRows.OfSession(db, directory.Id))
            .Where(p => p.OutTo is not null)
            .Select(p => new RawPosition(p.OutTo!.Value, p.ErrTo!.Value));
        using (var log = RawLog.Open(directory.Path, parts.Time, [.. cuts]))
            while (log.Pump((_, _) => false, final: true)) { }
        return RawLog.OpenToRead(directory.Path, parts.Time);
    }

    private static (RawPosition From, RawPosition? To) Window(ExecutionProcess process) =>
        (
            new RawPosition(process.OutFrom, process.ErrFrom),
            process.OutTo is null ? null : new RawPosition(process.OutTo.Value, process.ErrTo ?? 0)
        );

    private (SessionRun Session, SessionTurn Turn)? Live(ExecutionProcess process)
    {
        var session = runs.For(process.AttemptId)
            .Sessions.FirstOrDefault(s => s.Row.Id == process.SessionId);
        return session?.TurnOf(process.Id) is { } turn ? (session, turn) : null;
    }

    private ConversationFile? Remake(
        ExecutionProcess process,
        SessionDirectory directory,
        string path
    )
    {
        var (row, attempt, said) = parts.Database.Read(db =>
            (
                SessionRows.Find(db, directory.Id),
                AttemptRows.Find(db, process.AttemptId),
                SessionRows.Messages(db, directory.Id)
            )
        );
        using var log = Ended(process);
        if (row is null || attempt is null || log is null)
            return null;
        var fold = new SessionFold(
            new Launching(parts).Open(row, attempt.Worktree),
            turn => SessionRun.TurnPath(directory.Path, turn),
            new Dictionary<int, Guid>()
        );
        fold.Recall(said);
        log.ReadLines(default, log.Indexed, fold.Feed);
        fold.End(directory.ReadExit(), log.Indexed);
        fold.Close();
        return ConversationFile.OpenEnded(path);
    }
}
