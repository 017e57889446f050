using Forge.Core.Platform.Linux;
using Forge.Core.Streams;

namespace Forge.Core.Sessions;

/// <summary>Rings when anything in a session's directory changes (output, exit, claim), and when its wrapper ends.</summary>
/// <remarks>
/// A killed wrapper writes nothing. Where its end cannot be seen either, <see cref="SeesEnd"/> is false, and a sweep with
/// <see cref="SessionHost.Look"/> finds it.
/// </remarks>
internal sealed class SessionWatch : IDisposable
{
    // Of a directory that is deleted while a process stands in it, only the going of what was in it is told.
    private const InotifyMask Changes =
        InotifyMask.Modify
        | InotifyMask.Create
        | InotifyMask.MovedTo
        | InotifyMask.CloseWrite
        | InotifyMask.Delete
        | InotifyMask.MoveSelf;

    private readonly SessionDirectory _directory;
    private readonly IDisposable _watch;
    private IDisposable? _wrapper;
    private volatile bool _ended;

    public SessionWatch(Inotify inotify, SessionDirectory directory, Action? onChange)
    {
        _directory = directory;
        // Readers write the index into the same directory; ringing for it would make them ring for ever.
        _watch = inotify.Watch(
            directory.Path,
            Changes,
            happened =>
            {
                if (happened.Name.StartsWith("index", StringComparison.Ordinal))
                    return;
                Bell.Ring();
                onChange?.Invoke();
            }
        );
    }

    public Bell Bell { get; } = new();

    /// <summary>True when the wrapper's end rings too.</summary>
    public bool SeesEnd()
    {
        if (_wrapper is null && !_ended && _directory.ReadWrapper() is { } wrapper)
            _wrapper = ProcessExits.Watch(wrapper, End);
        return _wrapper is not null && !_ended;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _wrapper?.Dispose();
    }

    private void End()
    {
        _ended = true;
        Bell.Ring();
    }
}
