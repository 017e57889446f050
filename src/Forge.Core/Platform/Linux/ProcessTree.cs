namespace Forge.Core.Platform.Linux;

/// <summary>
/// Everything that one start brought about: the leader's group, what carries the mark, and what descends from either. What
/// was seen once is remembered, because a child whose parent is killed can no longer be found through it.
/// </summary>
/// <param name="leader">Who leads the group; null as long as it is not known, or when there is none.</param>
internal sealed class ProcessTree(string variable, string mark, Func<ProcessIdentity?> leader)
{
    private readonly Dictionary<int, long> _seen = [];

    /// <summary>The leader, as soon as it has said who it is.</summary>
    public ProcessIdentity? Leader { get; private set; }

    /// <summary>The living members now.</summary>
    /// <param name="searchMarks">Also reads all environments, which costs most; without it, what was seen and its children.</param>
    public IReadOnlyList<ProcessEntry> Living(bool searchMarks)
    {
        // Marks first: a child that is born in between is then found as a descendant.
        var marked = searchMarks ? ProcessTable.WithVariable(variable, mark) : [];
        // A server that was itself started inside of the tree is part of it. Asked to stop it, the server must not end
        // itself, nor walk through itself to the recorders of all other sessions.
        var table = ProcessTable.All().Where(each => each.Pid != Environment.ProcessId).ToList();
        Leader ??= leader();
        var members = table.Where(each => Belongs(each, marked)).ToList();
        members.AddRange(ProcessTable.Descendants(table, [.. members.Select(each => each.Pid)]));
        foreach (var member in members)
            _seen[member.Pid] = member.StartTime;
        return [.. members.Where(each => each.Alive).DistinctBy(each => each.Pid)];
    }

    /// <summary>True when the group can be signalled as one: its leader's pid is still the leader's own.</summary>
    public bool GroupIsOurs() =>
        Leader is { } known
        && known.BootId == ProcessTable.BootId
        && ProcessTable.Read(known.Pid) is { } entry
        && entry.StartTime == known.StartTime;

    private bool Belongs(ProcessEntry entry, IReadOnlyList<int> marked)
    {
        if (_seen.TryGetValue(entry.Pid, out var start))
            return start == entry.StartTime;
        if (marked.Contains(entry.Pid))
            return true;
        return Leader is { } known
            && known.BootId == ProcessTable.BootId
            && IsLeaderOrGroup(entry, known);
    }

    private bool IsLeaderOrGroup(ProcessEntry entry, ProcessIdentity known) =>
        entry.Pid == known.Pid
            ? entry.StartTime == known.StartTime
            : entry.Group == known.Pid && GroupIsOurs();
}
