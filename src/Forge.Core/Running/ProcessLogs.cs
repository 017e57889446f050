using Forge.Core.Domain.Processes;
using Forge.Core.Logs;
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

    /// <summary>The raw log of a process that has a session; null when the files are gone.</summary>
    public Followed<RawFrame>? Raw(ExecutionProcess process)
    {
        if (Live(process) is var (session, turn) && session.Log.TryHold())
            return new(session.Log.Value.Window(turn.From, () => turn.To), session.Log.Release);
        if (process.SessionId is not { } id || parts.Host.Find(id) is not { } directory)
            return null;
        var log = RawLog.OpenToRead(directory.Path, parts.Time);
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
        var file = ConversationFile.OpenEnded(path) ?? Remake(process, id, directory.Path, path);
        return file is null ? null : new(file, file.Dispose);
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
        if (process.SessionId is not { } id || parts.Host.Find(id) is not { } directory)
            return process.ExitNote ?? "";
        using var log = RawLog.OpenToRead(directory.Path, parts.Time);
        var (from, to) = Window(process);
        return log.ReadTail(from, to, OutputBytes);
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
        Guid session,
        string directory,
        string path
    )
    {
        var (row, attempt) = parts.Database.Read(db =>
            (SessionRows.Find(db, session), AttemptRows.Find(db, process.AttemptId))
        );
        if (row is null || attempt is null)
            return null;
        using var log = RawLog.OpenToRead(directory, parts.Time);
        var fold = new SessionFold(
            new Launching(parts).Open(row, attempt.Worktree),
            turn => SessionRun.TurnPath(directory, turn),
            new Dictionary<int, Guid>()
        );
        log.ReadLines(default, log.Indexed, fold.Feed);
        fold.End((int?)process.ExitCode, log.Indexed);
        fold.Close();
        return ConversationFile.OpenEnded(path);
    }
}
