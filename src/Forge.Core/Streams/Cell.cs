namespace Forge.Core.Streams;

/// <summary>A value of which only the newest state matters. Readers see the latest; states in between may be skipped.</summary>
public sealed class Cell<T>(T initial)
    where T : class
{
    private T _value = initial;

    public Bell Bell { get; } = new();

    public T Value => Volatile.Read(ref _value);

    public void Set(T value)
    {
        Volatile.Write(ref _value, value);
        Bell.Ring();
    }
}
