using System.Collections.Concurrent;

namespace Forge.Core.Running.Plans;

/// <summary>What the stall clocks say of attempts that work. In memory: a new server looks for itself.</summary>
internal sealed class StallBadges
{
    private readonly ConcurrentDictionary<Guid, string> _all = new();

    public string? Of(Guid attempt) => _all.GetValueOrDefault(attempt);

    public void Set(Guid attempt, string? text)
    {
        if (text is null)
            _all.TryRemove(attempt, out _);
        else
            _all[attempt] = text;
    }
}
