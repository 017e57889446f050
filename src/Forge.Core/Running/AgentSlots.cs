namespace Forge.Core.Running;

/// <summary>How many agents may work at once. Who finds none free is called when one gets free, in the order of asking.</summary>
internal sealed class AgentSlots(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _taken = [];
    private readonly Queue<(Guid Process, Action Call)> _waiting = new();

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
                _waiting.Enqueue((process, whenFree));
            return false;
        }
    }

    /// <summary>For work that was found running: it has its place whether or not one is free.</summary>
    public void Take(Guid process)
    {
        lock (_lock)
            _taken.Add(process);
    }

    public void Leave(Guid process)
    {
        Action? call = null;
        lock (_lock)
        {
            _taken.Remove(process);
            if (_taken.Count < most && _waiting.TryDequeue(out var next))
                call = next.Call;
        }
        call?.Invoke();
    }
}
