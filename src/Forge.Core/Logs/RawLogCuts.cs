namespace Forge.Core.Logs;

/// <summary>
/// Ends of windows that the store knows but the index may not have reached: after a crash, or while it is rebuilt. Both
/// streams are taken up to one of them before either goes beyond, so that a window is one run of records.
/// </summary>
internal sealed class RawLogCuts(IEnumerable<RawPosition> cuts)
{
    private readonly Queue<RawPosition> _open = new(cuts.OrderBy(cut => cut.Out + cut.Err));

    /// <summary>The first one not reached yet.</summary>
    public RawPosition? Next(RawPosition indexed)
    {
        while (_open.TryPeek(out var cut) && indexed.HasReached(cut))
            _open.Dequeue();
        return _open.TryPeek(out var next) ? next : null;
    }

    /// <summary>The logs do not reach the next one (a power cut took their ends): it must not hold back what is there.</summary>
    public bool GiveUp(RawPosition indexed) => Next(indexed) is not null && _open.TryDequeue(out _);
}
