namespace Forge.Core.Running;

/// <summary>Something that several hold and the last one closes.</summary>
internal sealed class Held<T>(T value)
    where T : IDisposable
{
    private readonly Lock _lock = new();
    private int _holders = 1;

    public T Value { get; } = value;

    /// <summary>False when it is closed already.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            if (_holders == 0)
                return false;
            _holders++;
            return true;
        }
    }

    public void Release()
    {
        lock (_lock)
            if (_holders == 0 || --_holders > 0)
                return;
        Value.Dispose();
    }

    /// <summary>Closes it under those who hold it: their next read fails with <see cref="ObjectDisposedException"/>.</summary>
    public void Break()
    {
        lock (_lock)
        {
            if (_holders == 0)
                return;
            _holders = 0;
        }
        Value.Dispose();
    }
}
