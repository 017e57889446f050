namespace Forge.Core.Running;

/// <summary>How many agents may work at once. Who finds none free gets the next that gets free, in the order of asking.</summary>
internal sealed class AgentSlots(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _taken = [];
    private readonly LinkedList<(Guid Process, Action Call)> _waiting = new();

    public int Free
    {
        get
        {
            lock (_lock)
                return Math.Max(0, most - _taken.Count);
        }
    }

    /// <param name="whenFree">Called once a place was given to the process; it may do nothing but ring.</param>
    public bool TryTake(Guid process, Action whenFree)
    {
        lock (_lock)
        {
            if (_taken.Contains(process))
                return true;
            if (_taken.Count < most)
            {
                _taken.Add(process);
                return true;
            }
            if (_waiting.All(w => w.Process != process))
                _waiting.AddLast((process, whenFree));
            return false;
        }
    }

    /// <summary>For work that was found running: it has its place whether or not one is free.</summary>
    public void Take(Guid process)
    {
        lock (_lock)
            _taken.Add(process);
    }

    /// <summary>The process works no longer, or never will. Its place is handed over, so that nobody can come in between.</summary>
    public void Leave(Guid process)
    {
        List<Action> calls = [];
        lock (_lock)
        {
            _taken.Remove(process);
            if (_waiting.FirstOrDefault(w => w.Process == process) is { Call: not null } gone)
                _waiting.Remove(gone);
            while (_taken.Count < most && _waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                _taken.Add(next.Value.Process);
                calls.Add(next.Value.Call);
            }
        }
        foreach (var call in calls)
            call();
    }
}
