using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>
/// The stop ladder: interrupt, terminate, kill the agent's group; then terminate and kill what the session started
/// outside of it. Each step only while something is left, and each ends with the fact, not with its time.
/// </summary>
internal sealed class SessionStop(SessionDirectory d, StopTimes times, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan RecordingLimit = TimeSpan.FromSeconds(5);

    private readonly ProcessTree _tree = new(ProcessTable.MarkVariable, d.Mark, d.ReadAgent);
    private StopStep _needed = StopStep.Nothing;

    public async Task<StopOutcome> RunAsync(CancellationToken ct)
    {
        await AgentIsKnownAsync(ct).ConfigureAwait(false);
        await GroupAsync(StopStep.Interrupt, Signals.Interrupt, times.Interrupt, ct)
            .ConfigureAwait(false);
        await GroupAsync(StopStep.Terminate, Signals.Terminate, times.Terminate, ct)
            .ConfigureAwait(false);
        await GroupAsync(StopStep.Kill, Signals.Kill, times.Kill, ct).ConfigureAwait(false);
        await SweepAsync(StopStep.SweepTerminate, Signals.Terminate, times.Terminate, ct)
            .ConfigureAwait(false);
        await SweepAsync(StopStep.SweepKill, Signals.Kill, times.Kill, ct).ConfigureAwait(false);
        await RecordedAsync(ct).ConfigureAwait(false);
        return new StopOutcome(_needed, _tree.Living(searchMarks: true).Count);
    }

    /// <summary>A stop right after a start waits until there is something to signal; the agent signs within milliseconds.</summary>
    private Task AgentIsKnownAsync(CancellationToken ct) =>
        UntilAsync(
            () => SessionLook.At(d) is not SessionState.Running { Agent: null },
            RecordingLimit,
            ct
        );

    private Task GroupAsync(StopStep step, int signal, TimeSpan limit, CancellationToken ct) =>
        StepAsync(step, signal, limit, searchMarks: false, InGroup, ct);

    private Task SweepAsync(StopStep step, int signal, TimeSpan limit, CancellationToken ct) =>
        StepAsync(step, signal, limit, searchMarks: true, _ => true, ct);

    private async Task StepAsync(
        StopStep step,
        int signal,
        TimeSpan limit,
        bool searchMarks,
        Func<ProcessEntry, bool> concerned,
        CancellationToken ct
    )
    {
        var told = new HashSet<(int, long)>();
        // The first look of every step reads the marks: it must see the whole tree before a parent is signalled.
        var all = true;
        await UntilAsync(
                () =>
                {
                    var left = _tree.Living(all || searchMarks).Where(concerned).ToList();
                    all = false;
                    if (left.Count == 0)
                        return true;
                    _needed = step;
                    Tell(left, signal, told);
                    return false;
                },
                limit,
                ct
            )
            .ConfigureAwait(false);
    }

    /// <summary>Signals each process once a step: the group in one call while its leader lives, whoever joins later by itself.</summary>
    private void Tell(List<ProcessEntry> left, int signal, HashSet<(int, long)> told)
    {
        if (told.Count == 0 && left.TrueForAll(InGroup) && _tree.GroupIsOurs())
        {
            ProcessTable.Signal(-_tree.Leader!.Pid, signal);
            told.UnionWith(left.Select(each => (each.Pid, each.StartTime)));
            return;
        }
        foreach (var each in left.Where(each => told.Add((each.Pid, each.StartTime))))
        {
            // Looked at again right before: the table is some milliseconds old.
            if (
                ProcessTable.Read(each.Pid) is { Alive: true } now
                && now.StartTime == each.StartTime
            )
                ProcessTable.Signal(each.Pid, signal);
        }
    }

    private bool InGroup(ProcessEntry entry) =>
        _tree.Leader is { } agent && entry.Group == agent.Pid;

    /// <summary>The recorder syncs and writes the exit; where it is dead, its feed is ended instead.</summary>
    private async Task RecordedAsync(CancellationToken ct)
    {
        await UntilAsync(
                () => d.ReadWrapper() is not { } wrapper || !ProcessTable.IsAlive(wrapper),
                RecordingLimit,
                ct
            )
            .ConfigureAwait(false);
        await UntilAsync(() => SessionFeed.End(d) == 0, RecordingLimit, ct).ConfigureAwait(false);
    }

    private async Task UntilAsync(Func<bool> fact, TimeSpan limit, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (!fact() && time.GetElapsedTime(start) < limit)
            await Task.Delay(Poll, time, ct).ConfigureAwait(false);
    }
}
