using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>
/// Everything that belongs to a session: the agent's group, what carries the mark, and what descends from either. What
/// was seen once is remembered, because a child whose parent is killed can no longer be found through it.
/// </summary>
internal sealed class SessionTree(SessionDirectory d)
{
    private readonly Dictionary<int, long> _seen = [];

    /// <summary>The agent, as soon as it has said who it is.</summary>
    public ProcessIdentity? Agent { get; private set; }

    /// <summary>The living members now.</summary>
    /// <param name="searchMarks">Also reads all environments, which costs most; without it, what was seen and its children.</param>
    public IReadOnlyList<ProcessEntry> Living(bool searchMarks)
    {
        // Marks first: a child that is born in between is then found as a descendant.
        var marked = searchMarks ? ProcessTable.WithMark(d.Mark) : [];
        // A server that an agent of this session started is part of its tree. Asked to stop it, the server must not end
        // itself, nor walk through itself to the recorders of all other sessions.
        var table = ProcessTable.All().Where(each => each.Pid != Environment.ProcessId).ToList();
        Agent ??= d.ReadAgent();
        var members = table.Where(each => Belongs(each, marked)).ToList();
        members.AddRange(ProcessTable.Descendants(table, [.. members.Select(each => each.Pid)]));
        foreach (var member in members)
            _seen[member.Pid] = member.StartTime;
        return [.. members.Where(each => each.Alive).DistinctBy(each => each.Pid)];
    }

    /// <summary>True when the agent's group can be signalled as one: its leader's pid is still the agent's own.</summary>
    public bool GroupIsOurs() =>
        Agent is { } agent
        && agent.BootId == ProcessTable.BootId
        && ProcessTable.Read(agent.Pid) is { } entry
        && entry.StartTime == agent.StartTime;

    private bool Belongs(ProcessEntry entry, IReadOnlyList<int> marked)
    {
        if (_seen.TryGetValue(entry.Pid, out var start))
            return start == entry.StartTime;
        if (marked.Contains(entry.Pid))
            return true;
        return Agent is { } agent
            && agent.BootId == ProcessTable.BootId
            && IsAgentOrGroup(entry, agent);
    }

    private bool IsAgentOrGroup(ProcessEntry entry, ProcessIdentity agent) =>
        entry.Pid == agent.Pid
            ? entry.StartTime == agent.StartTime
            : entry.Group == agent.Pid && GroupIsOurs();
}
