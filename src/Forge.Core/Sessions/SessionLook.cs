using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>Reads a session's state off its directory: the same at a fresh start and after a crash of anything.</summary>
internal static class SessionLook
{
    public static SessionState At(SessionDirectory d)
    {
        if (d.ReadExit() is { } code)
            return new SessionState.Ended(code);
        if (!d.IsClaimed)
            return new SessionState.NotStarted();
        return d.ReadWrapper() is { } wrapper ? Claimed(d, wrapper) : Unsigned(d);
    }

    /// <summary>The recorder has named itself.</summary>
    private static SessionState Claimed(SessionDirectory d, ProcessIdentity wrapper)
    {
        if (ProcessTable.IsAlive(wrapper))
            return new SessionState.Running(d.ReadAgent(), ExitWillBeRecorded: true);
        // It may have written the code between our first look and its end.
        if (d.ReadExit() is { } code)
            return new SessionState.Ended(code);
        var agent = d.ReadAgent();
        if (agent is null ? AgentStarts(d, wrapper) : ProcessTable.IsAlive(agent))
            return new SessionState.Running(agent, ExitWillBeRecorded: false);
        return new SessionState.Ended(null);
    }

    /// <summary>
    /// A claim without a name in it: recovery's, or a wrapper's between its first two steps. A wrapper that died there
    /// had started nothing.
    /// </summary>
    private static SessionState Unsigned(SessionDirectory d)
    {
        if (File.Exists(d.Abandoned))
            return new SessionState.Abandoned();
        if (ProcessTable.WithArguments("forge-session", d.Path).Count > 0)
            return new SessionState.Running(null, ExitWillBeRecorded: true);
        return d.ReadWrapper() is { } wrapper ? Claimed(d, wrapper) : new SessionState.Abandoned();
    }

    /// <summary>The recorder was killed just after its fork: the child that becomes the agent still says "forge-agent".</summary>
    private static bool AgentStarts(SessionDirectory d, ProcessIdentity wrapper) =>
        wrapper.BootId == ProcessTable.BootId
        && ProcessTable.WithArguments("forge-agent", d.Mark).Count > 0;
}
