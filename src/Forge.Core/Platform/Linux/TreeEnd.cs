namespace Forge.Core.Platform.Linux;

/// <summary>Ends a tree of processes that nobody needs to be polite to for long: asked once, then killed.</summary>
internal static class TreeEnd
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    /// <returns>Who is left: only those of another user, or in the middle of a call of the kernel that does not end.</returns>
    public static async Task<IReadOnlyList<ProcessEntry>> RunAsync(
        ProcessTree tree,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (await StepAsync(tree, Signals.Terminate, patience, time, ct).ConfigureAwait(false))
            return [];
        await StepAsync(tree, Signals.Kill, KillLimit, time, ct).ConfigureAwait(false);
        return tree.Living(searchMarks: true);
    }

    private static async Task<bool> StepAsync(
        ProcessTree tree,
        int signal,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var told = new HashSet<(int, long)>();
        var start = time.GetTimestamp();
        while (true)
        {
            var left = tree.Living(searchMarks: true);
            if (left.Count == 0)
                return true;
            foreach (var each in left.Where(each => told.Add((each.Pid, each.StartTime))))
                Tell(each, signal);
            if (time.GetElapsedTime(start) >= limit)
                return false;
            await Task.Delay(Poll, time, ct).ConfigureAwait(false);
        }
    }

    // Looked at again right before: the table is some milliseconds old.
    private static void Tell(ProcessEntry each, int signal)
    {
        if (ProcessTable.Read(each.Pid) is { Alive: true } now && now.StartTime == each.StartTime)
            ProcessTable.Signal(each.Pid, signal);
    }
}
