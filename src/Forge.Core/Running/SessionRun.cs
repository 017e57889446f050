using Forge.Core.Domain;
using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Logs;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Forge.Core.Streams;

namespace Forge.Core.Running;

/// <summary>
/// One open session: a loop that reads what the agent wrote since the last look, and tells the attempt. A fresh start and
/// the recovery after a crash are the same: attach to a directory. The server's end is not the session's end.
/// </summary>
internal sealed partial class SessionRun : IDisposable
{
    private const int MostPumpsBeforeNews = 8;
    private static readonly SessionState GoesOn = new SessionState.Running(null, true);

    private readonly SessionParts _parts;
    private readonly Func<SessionNews, CancellationToken, Task> _tell;
    private readonly SessionFold _fold;
    private readonly SessionMessages _input;
    private readonly SessionCare _care;
    private readonly TaskCompletionSource _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private volatile bool _caughtUp;
    private volatile SessionState? _end;

    public SessionRun(
        SessionParts parts,
        AgentSession row,
        SessionDirectory directory,
        IConversation conversation,
        Func<SessionNews, CancellationToken, Task> tell
    )
    {
        (_parts, Row, Directory, _tell) = (parts, row, directory, tell);
        var processes = parts.Database.Read(db => ProcessRows.OfSession(db, row.Id));
        _fold = new SessionFold(
            conversation,
            turn => TurnPath(directory.Path, turn),
            processes.GroupBy(p => p.Turn).ToDictionary(g => g.Key, g => g.Last().Id)
        );
        _care = new SessionCare(this, _fold, parts, tell);
        _input = new SessionMessages(parts.Database, parts.Host, directory);
        var cuts = processes
            .Where(p => p.OutTo is not null)
            .Select(p => new RawPosition(p.OutTo!.Value, p.ErrTo!.Value));
        Log = new Held<RawLog>(
            RawLog.Open(directory.Path, parts.Time, [.. cuts], errorsFirst: IsConversation)
        );
    }

    public AgentSession Row { get; }
    public SessionDirectory Directory { get; }
    public Held<RawLog> Log { get; }
    public bool StopAsked { get; set; }

    /// <summary>Why Forge itself stopped it; null otherwise.</summary>
    public string? StopReason { get; set; }

    /// <summary>Rings when a turn began or ended.</summary>
    public Bell Moved { get; } = new();

    /// <summary>True when the agent lives, takes messages, and has nothing to do.</summary>
    public bool TakesPrompts => Listens && _caughtUp && !_fold.Busy && !_fold.Unheard;

    /// <summary>
    /// True while it is not known yet what a living agent does: its log is still read again after a restart, or it has not
    /// shown what became of a message. It tells when that is over; until then nothing may be started beside it.
    /// </summary>
    public bool Settling =>
        Row.RunReason == RunReason.CodingAgent
        && _end is null
        && (!_caughtUp || (Listens && !_fold.Busy && _fold.Unheard));

    public bool Busy => _fold.Busy;
    public bool Over { get; private set; }
    public bool InputEnded => _input.Ended;

    /// <summary>True for an agent whose process may have several turns.</summary>
    public bool IsConversation =>
        Row is { RunReason: RunReason.CodingAgent, Mode: InputMode.Follow };

    private bool Listens =>
        Row.Mode == InputMode.Follow && !StopAsked && !InputEnded && !Over && _end is null;

    public static string TurnPath(string directory, int turn) =>
        Path.Combine(directory, $"turn-{turn}.patches");

    public SessionTurn? TurnOf(Guid process) => _fold.TurnOf(process);

    /// <summary>
    /// True when the agent ended without a sign of having read the prompt that was to open this turn: the words are still to
    /// be said, to the next one.
    /// </summary>
    public bool NeverHeard(ExecutionProcess process) =>
        process.Turn > 0
        && !StopAsked
        && StopReason is null
        && TurnOf(process.Id) is { Started: false };

    public bool WaitsForPerson => _fold.WaitsForPerson;

    public bool WaitsFor(string approval) => _fold.Waits(approval);

    /// <summary>Completes when the session is over and the attempt was told.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Follows the session to its end, or until <paramref name="ct"/>: then the agent goes on without us.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await FollowAsync(ct).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or InvalidOperationException
                        or RuleBroken
            )
        {
            if (!IsLost(Directory, error))
                throw;
            // The files are gone or wrong: nothing of the session may be "running" for ever, nor run unseen.
            await LoseAsync(WhyLost(Directory, error), ct).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// True when looking again is of no use. A full disk or a busy database is no such thing: the agent works on, and the
    /// session is attached anew when there is room.
    /// </summary>
    public static bool IsLost(SessionDirectory directory, Exception error) =>
        error is InvalidDataException or InvalidOperationException or RuleBroken
        || (
            error is IOException or UnauthorizedAccessException
            && !System.IO.Directory.Exists(directory.Path)
        );

    public static string WhyLost(SessionDirectory directory, Exception error) =>
        System.IO.Directory.Exists(directory.Path)
            ? error.Message
            : "its session directory is gone";

    private async Task FollowAsync(CancellationToken ct)
    {
        using var watch = _parts.Host.Watch(Directory, () => _care.Measure(ct));
        Recall();
        await ReportAsync(ct).ConfigureAwait(false);
        while (true)
        {
            var ticket = watch.Bell.Now;
            var state = Look(watch);
            // It had its claim when it came here: somebody has taken the directory away.
            if (state is SessionState.NotStarted)
                throw new DirectoryNotFoundException($"{Directory.Path} is gone");
            var over = state is not SessionState.Running;
            // Known before its last turn is told: what waits must not be said to a dead agent.
            Over = over;
            var more = Read(over);
            await ReportAsync(ct).ConfigureAwait(false);
            if (over)
            {
                await FinishAsync(state, ct).ConfigureAwait(false);
                return;
            }
            await _care.LookAsync(ct).ConfigureAwait(false);
            if (!_caughtUp && (!more || _fold.Busy))
                await CatchUpAsync(ct).ConfigureAwait(false);
            if (!more)
                await WaitAsync(ticket.Rung, watch, ct).ConfigureAwait(false);
        }
    }

    // While the kernel tells of its end, two questions are enough.
    private SessionState Look(SessionWatch watch) =>
        watch.SeesEnd() && !File.Exists(Directory.Exit) && Directory.IsClaimed
            ? GoesOn
            : _parts.Host.Look(Directory);

    /// <summary>
    /// Sends those away who follow its logs: another run of the same session takes over, with files of its own. They come
    /// back to that one.
    /// </summary>
    public void Break()
    {
        Log.Break();
        Log.Value.Bell.Ring();
        _fold.Break();
        Dispose();
    }

    public void Dispose()
    {
        _completion.TrySetResult();
        _fold.Close();
        _input.Dispose();
        Log.Release();
    }

    // What was said before comes first: replies that stand there are not given again.
    private void Recall()
    {
        _fold.Recall(_input.Recover());
        Log.Value.ReadLines(default, Log.Value.Indexed, _fold.Feed);
    }

    // True when there may be more to read at once. A session that is over is read to its end.
    private bool Read(bool final)
    {
        for (var i = 0; final || i < MostPumpsBeforeNews; i++)
            if (!Log.Value.Pump(_fold.Feed, final))
                return false;
        return true;
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        foreach (var asked in _fold.Take())
            await DoAsync(asked, ct).ConfigureAwait(false);
        Moved.Ring();
    }

    private Task DoAsync(object asked, CancellationToken ct) =>
        asked switch
        {
            ConversationStep.Reply reply => _input.SendAsync(reply.Bytes, reply.Key, null, ct),
            ConversationStep.AgentSessionLearnt learnt => _parts.Database.WriteAsync(
                w => SessionRows.SetConversation(w, Row.Id, learnt.Id),
                ct
            ),
            ConversationStep.FileTouched touched => _tell(
                new SessionNews.FileTouched(this, touched.Path),
                ct
            ),
            SessionFold.UnaskedTurn turn => _tell(
                new SessionNews.UnaskedTurn(this, turn.Turn, turn.Prompt),
                ct
            ),
            SessionFold.EndedTurn turn => _tell(
                new SessionNews.TurnEnded(this, turn.Turn, turn.End, turn.To, _end),
                ct
            ),
            _ => Task.CompletedTask,
        };

    private async Task FinishAsync(SessionState state, CancellationToken ct)
    {
        _end = state;
        _fold.End(state is SessionState.Ended ended ? ended.ExitCode : null, Log.Value.Indexed);
        Log.Value.Bell.Ring();
        await ReportAsync(ct).ConfigureAwait(false);
        await TellEndAsync(state, ct).ConfigureAwait(false);
    }

    /// <summary>Ends what cannot be followed any more: what still runs of it is swept, and everyone is told.</summary>
    public async Task LoseAsync(string why, CancellationToken ct)
    {
        var lost = new SessionState.Lost(why);
        _end = lost;
        _input.Close();
        await _parts.Host.SweepAsync(Row.Id, ct).ConfigureAwait(false);
        _fold.GiveUp(Log.Value.Indexed);
        Log.Value.Bell.Ring();
        await TellEndAsync(lost, ct).ConfigureAwait(false);
    }

    private async Task TellEndAsync(SessionState state, CancellationToken ct)
    {
        Over = true;
        Moved.Ring();
        await _tell(new SessionNews.Ended(this, state), ct).ConfigureAwait(false);
        _completion.TrySetResult();
    }

    private Task CatchUpAsync(CancellationToken ct)
    {
        _caughtUp = true;
        return _tell(new SessionNews.Idle(this), ct);
    }

    private async Task WaitAsync(Task rung, SessionWatch watch, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var patience = watch.SeesEnd() ? _care.Patience : _parts.Options.Sweep;
        var late = Task.Delay(patience, _parts.Time, limit.Token);
        await Task.WhenAny(rung, late).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }
}
