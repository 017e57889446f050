using Forge.Core.Domain.Processes;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>
/// All sessions under one directory: prepares, starts, looks, sends, stops. It remembers nothing; after a crash a new
/// one does the same things with the same directories.
/// </summary>
internal sealed class SessionHost(string root, Inotify inotify, TimeProvider time)
{
    // Sends to one session must not interleave. One lock for all: an append takes microseconds.
    private readonly Lock _sending = new();

    /// <summary>
    /// Writes everything a start needs. The directory appears whole or not at all: it is made under another name and
    /// renamed; that it is there is on the disk when this returns. What is in it comes there before the start is told: until then
    /// nobody reads it but the wrapper.
    /// </summary>
    /// <exception cref="IOException">There is a session with this id.</exception>
    /// <param name="prompt">What the agent finds in the file <c>prompt</c>; null for none.</param>
    public SessionDirectory Prepare(
        Guid id,
        SessionSpec spec,
        byte[] firstInput,
        byte[]? prompt = null
    )
    {
        if (spec.Command.Count == 0 || !Path.IsPathRooted(spec.Cwd))
            throw new ArgumentException(
                "A session needs a command and an absolute directory",
                nameof(spec)
            );
        Files.CreatePrivateDirectory(root);
        var directory = At(id);
        var unfinished = new SessionDirectory(Path.Combine(root, $".new-{id:D}"), id);
        if (Directory.Exists(unfinished.Path))
            Directory.Delete(unfinished.Path, recursive: true);
        Files.TryCreateDirectory(unfinished.Path);
        Files.WriteNewUnsynced(unfinished.SpecFile, spec.ToJson());
        Files.WriteNewUnsynced(unfinished.InLog, firstInput);
        if (prompt is not null)
            Files.WriteNewUnsynced(unfinished.Prompt, prompt);
        Files.WriteEmpty(unfinished.OutLog);
        Files.WriteEmpty(unfinished.ErrLog);
        if (spec.Mode == InputMode.Follow)
        {
            Fifo.Make(unfinished.Bell);
            Fifo.Make(unfinished.Pipe);
        }
        Directory.Move(unfinished.Path, directory.Path);
        Files.Sync(root);
        return directory;
    }

    /// <summary>
    /// Starts the agent detached: it lives on when this process dies. <paramref name="environment"/> is all the agent
    /// gets (plus the mark, and settings that keep build daemons from starting).
    /// </summary>
    public async Task<StartOutcome> StartAsync(
        SessionDirectory d,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken ct
    )
    {
        if (d.IsClaimed)
            return new StartOutcome.ClaimLost();
        using var watch = Watch(d);
        return await SessionStarter.StartAsync(d, environment, watch, ct).ConfigureAwait(false);
    }

    /// <summary>Takes away what a crash left half made; nothing of it was ever started.</summary>
    public void RemoveHalfMade()
    {
        if (Directory.Exists(root))
            foreach (var path in Directory.EnumerateDirectories(root, ".new-*"))
                Directory.Delete(path, recursive: true);
    }

    public SessionDirectory? Find(Guid id)
    {
        var directory = At(id);
        return File.Exists(directory.SpecFile) ? directory : null;
    }

    public IReadOnlyList<SessionDirectory> All()
    {
        if (!Directory.Exists(root))
            return [];
        return
        [
            .. Directory
                .EnumerateDirectories(root)
                .Select(path =>
                    Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? Find(id) : null
                )
                .OfType<SessionDirectory>(),
        ];
    }

    /// <summary>
    /// What is with the session now. Two or three small reads, cheap enough for a sweep. Finding the exit unknown, it also
    /// ends the feed that a killed recorder left behind.
    /// </summary>
    public SessionState Look(SessionDirectory d)
    {
        var state = SessionLook.At(d);
        if (state is SessionState.Ended { ExitCode: null })
            SessionFeed.End(d);
        return state;
    }

    /// <summary>Gives up a start that has not happened. True: it never will. False: a wrapper was first, or it was given up before.</summary>
    public bool Abandon(SessionDirectory d)
    {
        if (!Files.TryCreateDirectory(d.Claim))
            return false;
        Files.WriteDurably(d.Abandoned, []);
        return true;
    }

    public SessionWatch Watch(SessionDirectory d) => new(inotify, d, null);

    /// <param name="onChange">Called on the watcher's own thread: it must be quick and must not throw.</param>
    public SessionWatch Watch(SessionDirectory d, Action onChange) => new(inotify, d, onChange);

    /// <summary>
    /// Sends a message that belongs at <paramref name="offset"/> of <c>in.log</c>. Repeating it is harmless, so recovery
    /// sends every message again that it is not sure of: a torn one is completed, a whole one only rings.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is shorter than the offset, or holds something else there.</exception>
    public void Send(SessionDirectory d, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
            SessionInput.Send(d, offset, bytes);
    }

    /// <summary>Closes the agent's input after all that was sent. Repeating it is harmless.</summary>
    public void EndInput(SessionDirectory d)
    {
        lock (_sending)
            SessionInput.End(d);
    }

    /// <summary>Brings what the agent has written to the disk, before somebody is told that its turn is over.</summary>
    public static void SyncLogs(SessionDirectory d)
    {
        try
        {
            Files.Sync(d.OutLog);
            Files.Sync(d.ErrLog);
        }
        catch (IOException)
        {
            // Taken away by somebody: the session's own loop finds that and says it.
        }
    }

    /// <summary>Bytes the agent has written so far.</summary>
    public long LogSize(SessionDirectory d) => Files.LengthOf(d.OutLog) + Files.LengthOf(d.ErrLog);

    /// <summary>
    /// Stops the whole session tree and returns as soon as nothing of it is left, or every step was tried. A session that
    /// has not started is abandoned.
    /// </summary>
    public async Task<StopOutcome> StopAsync(SessionDirectory d, CancellationToken ct)
    {
        if (!d.IsClaimed && Abandon(d))
            return new StopOutcome(StopStep.Abandon, 0);
        return await StopAsync(d, StopTimesOf(d), ct).ConfigureAwait(false);
    }

    /// <summary>The same with a patience of its own, for a session that is known to have started.</summary>
    public Task<StopOutcome> StopAsync(SessionDirectory d, StopTimes times, CancellationToken ct) =>
        new SessionStop(d, times, time).RunAsync(ct);

    /// <summary>
    /// What a session started that outlives its program, as people know it: <c>node (4711)</c>. What is only slow to go is
    /// waited for.
    /// </summary>
    public Task<IReadOnlyList<string>> LeftByAsync(SessionDirectory d, CancellationToken ct) =>
        new SessionLeftovers(d, time).NamesAsync(ct);

    /// <summary>What the living processes of a session have used so far; the recorder does not count.</summary>
    /// <remarks>
    /// A picture of the whole table, some milliseconds. What left the agent's group and its tree is not seen, because
    /// reading all environments for it would cost more than it tells.
    /// </remarks>
    public static ProcessPulse Pulse(SessionDirectory d) =>
        ProcessPulse.Of(
            new ProcessTree(ProcessTable.MarkVariable, d.Mark, d.ReadAgent)
                .Living(searchMarks: false)
                .Select(each => each.Pid)
        );

    /// <summary>Whether anything that a session started lives; one look at the environments of all processes.</summary>
    public static bool HasLeft(Guid id) => ProcessTable.WithMark(id.ToString("D")).Count > 0;

    /// <summary>Ends what still carries a session's mark when its directory cannot tell of it any more. Returns how many are left.</summary>
    public async Task<int> SweepAsync(Guid id, CancellationToken ct)
    {
        var stop = new SessionStop(At(id), StopTimes.Default, time);
        return (await stop.RunAsync(ct).ConfigureAwait(false)).Survivors;
    }

    /// <summary>Takes away a directory whose start was given up; nothing was ever written in it.</summary>
    public void Remove(SessionDirectory d)
    {
        if (Look(d) is SessionState.Abandoned)
            Directory.Delete(d.Path, recursive: true);
    }

    // A stop must work whatever became of the description.
    private static StopTimes StopTimesOf(SessionDirectory d)
    {
        try
        {
            return d.ReadSpec().Stop;
        }
        catch (Exception error) when (error is IOException or System.Text.Json.JsonException)
        {
            return StopTimes.Default;
        }
    }

    private SessionDirectory At(Guid id) => new(Path.Combine(root, id.ToString("D")), id);
}
