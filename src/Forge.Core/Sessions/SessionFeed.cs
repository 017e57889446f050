using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>The part of the wrapper that copies input; it outlives a wrapper that was killed.</summary>
internal static class SessionFeed
{
    /// <summary>Kills what is left in the session of a wrapper that is dead. Returns how many that were.</summary>
    public static int End(SessionDirectory d)
    {
        var left = Left(d);
        foreach (var process in left)
            ProcessTable.Signal(process.Pid, Signals.Kill);
        return left.Count;
    }

    /// <summary>
    /// The wrapper's session id stays taken while one process is in it, so its number tells the feed; a new process with
    /// the wrapper's own pid means that the old session was empty.
    /// </summary>
    public static IReadOnlyList<ProcessEntry> Left(SessionDirectory d)
    {
        if (d.ReadWrapper() is not { } wrapper || wrapper.BootId != ProcessTable.BootId)
            return [];
        if (ProcessTable.Read(wrapper.Pid) is { Alive: true })
            return [];
        return [.. ProcessTable.All().Where(each => each.Session == wrapper.Pid && each.Alive)];
    }
}
